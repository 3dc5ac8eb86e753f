"""The four questions of the check, one form each. All of them read one set of data, the answers so far."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from treatments.check.health import (
    SEEN,
    RowGroup,
    has_new_rows,
    health_choices,
    health_hints,
    row_groups,
    rows_shown,
)
from treatments.choices import CatalogChoices
from treatments.health_gate import NONE_OF_THESE, GateRow
from treatments.health_gate_file import current_gate

NOT_SURE = "not-sure"
SOON, LATER, UNKNOWN = "soon", "later", "unknown"


class TicksField(forms.MultipleChoiceField):
    """Ticks of which one (`alone`) means "none of the others": with another one we cannot know which is meant."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, alone: str, both: Any, **options: Any) -> None:
        self.alone, self.both = alone, both
        super().__init__(**options)

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().to_python(value)))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if self.alone in value and set(value) != {self.alone}:
            raise ValidationError(self.both, code="both")


class CheckQuestion(forms.Form):
    """One question with one field. Without `data` it is asked, with `initial` as answered before."""

    slug: ClassVar[str]
    name: ClassVar[str]
    heading: ClassVar[Any]
    template: ClassVar[str] = "treatments/check/question.html"

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        catalog: CatalogChoices,
        within: Sequence[str] = (),
        about: Sequence[str] = (),
        **options: Any,
    ) -> None:
        # slugs of the areas and of the concerns chosen, none when not sure
        self.catalog, self.within, self.about = catalog, within, about
        super().__init__(data, label_suffix="", **options)
        self.fields[self.name].choices = self.choices()  # type: ignore[attr-defined]

    def choices(self) -> list[tuple[str, Any]]:
        raise NotImplementedError

    @property
    def field(self) -> forms.BoundField:
        return self[self.name]

    @property
    def takes_many(self) -> bool:
        return isinstance(self.fields[self.name], TicksField)

    @property
    def hints(self) -> Mapping[str, str]:
        return {}

    @property
    def answers(self) -> list[str]:
        """What was chosen, as the form sends it. Only after is_valid()."""
        chosen = self.cleaned_data[self.name]
        return chosen if isinstance(chosen, list) else [chosen]

    @property
    def named(self) -> list[str]:
        """What was chosen, without "not sure"; nothing while the answer is not right."""
        return [slug for slug in self.answers if slug != NOT_SURE] if self.is_valid() else []

    @property
    def labels(self) -> list[str]:
        """What was chosen, in words. Only after is_valid()."""
        return [str(label) for value, label in self.choices() if value in self.answers]


class AreaQuestion(CheckQuestion):
    slug, name = "area", "areas"
    heading = _("Which areas would you like treated?")
    template = "treatments/check/areas.html"

    areas = TicksField(
        label=heading,
        help_text=_("Choose all that apply. You can use the list or the picture."),
        alone=NOT_SURE,
        both=_('Choose your areas, or "I am not sure yet". Not both'),
        error_messages={
            "required": _('Choose at least one area, or choose "I am not sure yet"'),
            "invalid_choice": _("Choose your areas from this list"),
        },
    )

    def choices(self) -> list[tuple[str, Any]]:
        named = [(area.slug, area.name) for area in self.catalog.areas.values()]
        return [*named, (NOT_SURE, _("I am not sure yet"))]

    @property
    def hints(self) -> Mapping[str, str]:
        return {area.slug: area.hint for area in self.catalog.areas.values()}


class ConcernQuestion(CheckQuestion):
    """Only what goes with the areas is asked, so another area can make an earlier answer void."""

    slug, name = "concern", "concerns"
    heading = _("What would you like help with?")
    template = "treatments/check/concern.html"

    concerns = TicksField(
        label=heading,
        help_text=_("Choose all that apply."),
        alone=NOT_SURE,
        both=_('Choose what you want help with, or "I am not sure yet". Not both'),
        error_messages={
            "required": _('Choose at least one thing, or choose "I am not sure yet"'),
            "invalid_choice": _("Choose again from this list. It goes with your areas"),
        },
    )

    def choices(self) -> list[tuple[str, Any]]:
        named = [(concern.slug, concern.name) for concern in self.catalog.fitting(self.within)]
        return [*named, (NOT_SURE, _("I am not sure yet"))]

    @property
    def hints(self) -> Mapping[str, str]:
        return {concern.slug: concern.hint for concern in self.catalog.fitting(self.within)}

    @property
    def speaks_of_fat(self) -> bool:
        """Whether a hint sends people to the FDA's note."""
        return any(concern.needs_fda_note for concern in self.catalog.fitting(self.within))

    @property
    def meant(self) -> list[str]:
        """The concerns that may be meant: whoever is not sure may mean any of the list. Only after is_valid()."""
        if NOT_SURE in self.answers:
            return [concern.slug for concern in self.catalog.fitting(self.within)]
        return self.answers

    def clean_concerns(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["concerns"]
        named = [slug for slug in chosen if slug != NOT_SURE]
        if left_out := self.catalog.areas_left_out(self.within, named):
            names = ", ".join(area.name for area in left_out)
            raise ValidationError(gettext("Choose something for this area too: %(names)s") % {"names": names})
        return chosen


class TimingQuestion(CheckQuestion):
    slug, name = "timing", "start"
    heading = _("When would you like to start?")

    start = forms.ChoiceField(
        label=heading,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose when you would like to start"),
            "invalid_choice": _("Choose one from this list"),
        },
    )

    def choices(self) -> list[tuple[str, Any]]:
        return [(SOON, _("In the next 4 weeks")), (LATER, _("After that")), (UNKNOWN, _("I do not know yet"))]


class HealthTicks(TicksField):
    """The rows of the health gate; the form names the label and sets the choices."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            alone=NONE_OF_THESE,
            both=_('Tick what is true, or "None of these". Not both'),
            error_messages={
                "required": _('Tick what is true for you, or "None of these"'),
                "invalid_choice": _("Tick your answers from this list"),
            },
            **options,
        )


class HealthQuestion(CheckQuestion):
    slug, name = "health", "health"
    heading = _("Is any of this true for you?")
    template = "treatments/check/health.html"

    health = HealthTicks(label=heading, help_text=_("Tick all that are true. We do not save this."))

    def choices(self) -> list[tuple[str, Any]]:
        return health_choices()

    @property
    def hints(self) -> Mapping[str, str]:
        return health_hints()

    @property
    def is_reviewed(self) -> bool:
        return current_gate().review is not None

    @property
    def shown(self) -> list[GateRow]:
        return rows_shown(self.within, self.about, self.field.value() or ())

    @property
    def groups(self) -> list[RowGroup]:
        return row_groups(self.field, self.shown)

    def clean_health(self) -> list[str]:
        told: list[str] = self.cleaned_data["health"]
        if has_new_rows(self.within, self.about, self.data.getlist(SEEN)):  # type: ignore[attr-defined]
            raise ValidationError(gettext("There is something new on this list for what you chose. Look once more"))
        return told


QUESTIONS: dict[str, type[CheckQuestion]] = {
    form.slug: form for form in (AreaQuestion, ConcernQuestion, TimingQuestion, HealthQuestion)
}

"""Where on the body, and what for. Either may be answered with "I am not sure yet"."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.search.drafts import Draft
from matching.search.forms.question import StepForm
from matching.search.wording import enumerated
from treatments.choices import CatalogChoices

NOT_SURE = "not-sure"


class AreasForm(StepForm):
    slug = "areas"
    heading = _("Which areas would you like treated?")
    template = "matching/search/intake/areas.html"

    areas = forms.MultipleChoiceField(
        label=heading,
        help_text=_("Choose all that apply. You can use the list or the picture."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _('Choose at least one area, or choose "I am not sure yet"')},
    )

    def prepare(self) -> None:
        choices = [(area.slug, area.name) for area in self.catalog.areas.values()]
        self.fields["areas"].choices = [*choices, (NOT_SURE, gettext("I am not sure yet"))]  # type: ignore[attr-defined]

    @property
    def hints(self) -> dict[str, str]:
        not_sure = gettext("We will show providers who treat any area")
        return {**{area.slug: area.hint for area in self.catalog.areas.values()}, NOT_SURE: not_sure}

    def initial_from(self, draft: Draft) -> dict[str, Any]:
        return {"areas": [NOT_SURE] if draft.areas == () else draft.areas}

    def clean_areas(self) -> list[str]:
        return _one_or_not_sure(
            self.cleaned_data["areas"], gettext('Choose your areas, or "I am not sure yet". Not both')
        )

    def answers(self) -> dict[str, Any]:
        return {"areas": tuple(self.cleaned_data["areas"])}

    @classmethod
    def is_answered(cls, draft: Draft, catalog: CatalogChoices) -> bool:
        return draft.areas is not None and set(draft.areas) <= set(catalog.areas)


class ConcernsForm(StepForm):
    slug = "concerns"
    heading = _("What would you like help with?")
    template = "matching/search/intake/concerns.html"

    concerns = forms.MultipleChoiceField(
        label=heading,
        help_text=_("Choose all that apply."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _('Choose at least one thing, or choose "I am not sure yet"')},
    )

    def prepare(self) -> None:
        choices = [(concern.slug, concern.name) for concern in self.catalog.fitting(self.draft.areas or ())]
        self.fields["concerns"].choices = [*choices, (NOT_SURE, gettext("I am not sure yet"))]  # type: ignore[attr-defined]

    @property
    def hints(self) -> dict[str, str]:
        return {concern.slug: concern.hint for concern in self.catalog.concerns.values()}

    @property
    def needs_fda_note(self) -> bool:
        return any(concern.needs_fda_note for concern in self.catalog.fitting(self.draft.areas or ()))

    def initial_from(self, draft: Draft) -> dict[str, Any]:
        return {"concerns": [NOT_SURE] if draft.concerns == () else draft.concerns}

    def clean_concerns(self) -> list[str]:
        chosen = _one_or_not_sure(
            self.cleaned_data["concerns"], gettext('Choose what you want help with, or "I am not sure yet". Not both')
        )
        left_out = self.catalog.areas_left_out(self.draft.areas or (), chosen)
        if left_out:
            names = enumerated(area.name for area in left_out)
            raise ValidationError(gettext("Choose something for this area too: %(names)s") % {"names": names})
        return chosen

    def answers(self) -> dict[str, Any]:
        return {"concerns": tuple(self.cleaned_data["concerns"])}

    @classmethod
    def is_answered(cls, draft: Draft, catalog: CatalogChoices) -> bool:
        return draft.concerns is not None and catalog.fit_together(draft.areas or (), draft.concerns)


def _one_or_not_sure(chosen: list[str], both: str) -> list[str]:
    """The slugs, or [] for "not sure". ValidationError for both at once: we cannot know which is meant."""
    if NOT_SURE in chosen and len(chosen) > 1:
        raise ValidationError(both)
    return [slug for slug in chosen if slug != NOT_SURE]

"""The questions of the intake, one form each. A form reads its answer from the draft, checks it and writes it back."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caarisma.common.errors import UserFacingError
from matching.drafts import Draft
from matching.enums import RADIUS_CHOICES, RADIUS_DEFAULT, Slot, Trait, speaks
from matching.forms.catalog import CatalogChoices
from matching.wording import dollars, enumerated
from providers.enums import Language
from providers.geocoding.zip_codes import zip_place
from treatments.selectors import usual_cost, usual_plan

NOT_SURE = "not-sure"
ANY_TIME = "any"
PRICE_LOWEST, PRICE_HIGHEST = 20, 5000
PRICE_ODD_BELOW, PRICE_ODD_ABOVE = 80, 1000


class StepForm(forms.Form):
    """One question. `heading` is the page's title too, so it never holds the person's answer."""

    slug: ClassVar[str]
    heading: ClassVar[Any]
    template: ClassVar[str] = "matching/intake/step.html"

    def __init__(self, data: Any = None, *, draft: Draft, catalog: CatalogChoices) -> None:
        self.draft, self.catalog = draft, catalog
        super().__init__(data, initial=self.initial_from(draft), label_suffix="")
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices that come from the catalog."""

    def initial_from(self, draft: Draft) -> dict[str, Any]:
        raise NotImplementedError

    def answers(self) -> dict[str, Any]:
        """The draft's fields as answered. Only after is_valid()."""
        raise NotImplementedError

    @classmethod
    def is_answered(cls, draft: Draft, catalog: CatalogChoices) -> bool:
        raise NotImplementedError

    def write(self) -> Draft:
        return self.draft.changed(**self.answers())


class AreasForm(StepForm):
    slug = "areas"
    heading = _("Which areas would you like treated?")
    template = "matching/intake/areas.html"

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
    template = "matching/intake/concerns.html"

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


class ZipForm(StepForm):
    slug = "zip"
    heading = _("What is your ZIP code?")

    zip_code = forms.CharField(
        label=heading,
        help_text=_("We use it to measure distance. We do not need your street address."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
        error_messages={"required": _("Enter a 5 digit ZIP code, like 94612")},
    )

    def initial_from(self, draft: Draft) -> dict[str, Any]:
        return {"zip_code": draft.zip_code}

    def clean_zip_code(self) -> str:
        match = re.fullmatch(r"([0-9]{5})(?:[- ]?[0-9]{4})?", self.cleaned_data["zip_code"])
        if match is None:
            raise ValidationError(gettext("Enter a 5 digit ZIP code, like 94612"))
        try:
            return zip_place(match[1]).zip_code
        except UserFacingError as error:
            raise ValidationError(error.message) from None

    def answers(self) -> dict[str, Any]:
        return {"zip_code": self.cleaned_data["zip_code"]}

    @classmethod
    def is_answered(cls, draft: Draft, catalog: CatalogChoices) -> bool:
        return draft.zip_code is not None


class DistanceForm(StepForm):
    slug = "distance"
    heading = _("How far can you travel?")

    radius_miles = forms.TypedChoiceField(
        label=heading,
        help_text=_("We measure in a straight line. The drive may be longer."),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how far you can travel")},
    )

    def prepare(self) -> None:
        choices = [(miles, gettext("%(miles)s miles") % {"miles": miles}) for miles in self._steps()]
        self.fields["radius_miles"].choices = choices  # type: ignore[attr-defined]

    def _steps(self) -> list[int]:
        """The usual steps, and the one that a search was widened to."""
        return sorted({*RADIUS_CHOICES, self.draft.radius_miles or RADIUS_DEFAULT})

    def initial_from(self, draft: Draft) -> dict[str, Any]:
        return {"radius_miles": draft.radius_miles or RADIUS_DEFAULT}

    def answers(self) -> dict[str, Any]:
        return {"radius_miles": self.cleaned_data["radius_miles"]}

    @classmethod
    def is_answered(cls, draft: Draft, catalog: CatalogChoices) -> bool:
        return draft.radius_miles is not None


class PriceForm(StepForm):
    slug = "price"
    heading = _("What is the most you want to pay for one session?")
    template = "matching/intake/price.html"

    max_price = forms.CharField(
        label=_("Most for one session, in dollars"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    no_limit = forms.BooleanField(label=_("I do not have a limit"), required=False)
    is_right = forms.BooleanField(label=_("Yes, that is right"), required=False)

    asks_if_right = False  # whether the amount is so odd that the page asks

    def prepare(self) -> None:
        cost, plan = usual_cost(), usual_plan()
        usual = {"low": dollars(cost.low), "high": dollars(cost.high), "year": cost.as_of_year}
        course = {"least": plan.sessions_min, "most": plan.sessions_max}
        hint = gettext(
            "A guide from %(year)s says %(low)s to %(high)s for one area. "
            "Most people have %(least)s to %(most)s sessions. "
            "Two areas in one session cost more. Health insurance does not often pay for this."
        )
        self.fields["max_price"].help_text = hint % {**usual, **course}

    def initial_from(self, draft: Draft) -> dict[str, Any]:
        return {"max_price": draft.max_price, "no_limit": draft.price_answered and draft.max_price is None}

    def clean_max_price(self) -> int | None:
        typed = self.cleaned_data["max_price"].replace("$", "").replace(",", "").strip()
        if not typed:
            return None
        match = re.fullmatch(r"([0-9]{1,9})(?:\.0{0,2})?", typed)
        if match is None:
            raise ValidationError(gettext("Enter a whole dollar amount, like 250"))
        amount = int(match[1])
        if not PRICE_LOWEST <= amount <= PRICE_HIGHEST:
            limits = {"low": dollars(PRICE_LOWEST), "high": dollars(PRICE_HIGHEST)}
            raise ValidationError(gettext("Enter an amount from %(low)s to %(high)s") % limits)
        return amount

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        amount, no_limit = cleaned["max_price"], cleaned["no_limit"]
        if amount is None and not no_limit:
            self.add_error("max_price", gettext('Enter an amount, like 250, or tick "I do not have a limit"'))
        elif amount is not None and no_limit:
            self.add_error("max_price", gettext("Enter an amount or tick that you have no limit. Not both"))
        elif amount is not None and not cleaned["is_right"]:
            self._ask_if_right(amount)
        return cleaned

    def _ask_if_right(self, amount: int) -> None:
        if amount < PRICE_ODD_BELOW:
            question = gettext("%(amount)s is lower than any price we know. Is it right?")
        elif amount > PRICE_ODD_ABOVE:
            question = gettext("%(amount)s is a lot for one session. Is it right?")
        else:
            return
        self.asks_if_right = True
        self.add_error("is_right", question % {"amount": dollars(amount)})

    def answers(self) -> dict[str, Any]:
        return {"price_answered": True, "max_price": self.cleaned_data["max_price"]}

    @classmethod
    def is_answered(cls, draft: Draft, catalog: CatalogChoices) -> bool:
        return draft.price_answered


class TimesForm(StepForm):
    slug = "times"
    heading = _("When can you go?")
    template = "matching/intake/times.html"

    slots = forms.MultipleChoiceField(
        label=heading,
        help_text=_("Choose all that apply."),
        required=False,
        choices=[*Slot.choices, (ANY_TIME, _("I do not mind"))],
        widget=forms.CheckboxSelectMultiple,
    )
    slots_required = forms.BooleanField(
        label=_("I can only go at these times"),
        help_text=_("We leave out providers who are closed then."),
        required=False,
    )

    def initial_from(self, draft: Draft) -> dict[str, Any]:
        return {"slots": [ANY_TIME] if draft.slots == () else draft.slots, "slots_required": draft.slots_required}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("slots", [])
        if ANY_TIME in chosen and len(chosen) > 1:
            self.add_error("slots", gettext('Choose your times, or "I do not mind". Not both'))
        elif cleaned.get("slots_required") and not set(chosen) - {ANY_TIME}:
            self.add_error("slots", gettext("Choose the times when you can go"))
        return cleaned

    def answers(self) -> dict[str, Any]:
        slots = tuple(slot for slot in self.cleaned_data["slots"] if slot != ANY_TIME)
        return {"slots": slots, "slots_required": self.cleaned_data["slots_required"]}

    @classmethod
    def is_answered(cls, draft: Draft, catalog: CatalogChoices) -> bool:
        return draft.slots is not None


class WishesForm(StepForm):
    slug = "wishes"
    heading = _("Is there anything you would like?")
    template = "matching/intake/wishes.html"

    NO, NICE, MUST = "", "nice", "must"
    CHOICES: ClassVar[list[tuple[str, Any]]] = [(NO, _("Any")), (NICE, _("Nice to have")), (MUST, _("Must have"))]

    language = forms.ChoiceField(
        label=_("Language of the visit"),
        required=False,
        choices=[("", _("Any")), *Language.choices],
    )
    language_level = forms.ChoiceField(
        label=_("How much does the language matter?"),
        required=False,
        choices=CHOICES[1:],
        initial=NICE,
        widget=forms.RadioSelect,
    )

    def prepare(self) -> None:
        for trait in Trait:
            self.fields[trait.value] = forms.ChoiceField(
                label=trait.label,
                required=False,
                choices=self.CHOICES,
                initial=self.initial.get(trait.value, self.NO),
                widget=forms.RadioSelect,
            )

    @property
    def traits(self) -> list[forms.BoundField]:
        return [self[trait.value] for trait in Trait]

    def initial_from(self, draft: Draft) -> dict[str, Any]:
        levels = dict.fromkeys(draft.wishes or (), self.NICE) | dict.fromkeys(draft.musts, self.MUST)
        language = next((code for code in levels if code.startswith("speaks:")), "")
        return {
            **levels,
            "language": language.removeprefix("speaks:"),
            "language_level": levels.get(language, self.NICE),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get(Trait.WOMAN) == self.MUST and cleaned.get(Trait.MAN) == self.MUST:
            self.add_error(Trait.MAN.value, gettext("Nobody is both. Make one of them nice to have, or choose any"))
        return cleaned

    def answers(self) -> dict[str, Any]:
        levels = {trait.value: self.cleaned_data[trait.value] for trait in Trait}
        if language := self.cleaned_data["language"]:
            levels[speaks(language)] = self.cleaned_data["language_level"] or self.NICE
        return {
            "wishes": tuple(code for code, level in levels.items() if level == self.NICE),
            "musts": tuple(code for code, level in levels.items() if level == self.MUST),
        }

    @classmethod
    def is_answered(cls, draft: Draft, catalog: CatalogChoices) -> bool:
        return draft.wishes is not None


STEPS: dict[str, type[StepForm]] = {
    form.slug: form for form in (AreasForm, ConcernsForm, ZipForm, DistanceForm, PriceForm, TimesForm, WishesForm)
}


def first_unanswered(draft: Draft, catalog: CatalogChoices) -> str | None:
    return next((slug for slug, form in STEPS.items() if not form.is_answered(draft, catalog)), None)

"""When, what would be nice, and what matters most: answers that rank, unless the person makes them a need."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.search.drafts import Draft
from matching.search.enums import MATTERS_MOST_CHOICES
from matching.search.forms.question import StepForm
from matching.snapshots.enums import SlotChoice
from providers.directory.enums import Language
from providers.directory.traits import MAN, TRAITS, WOMAN, speaks
from treatments.choices import CatalogChoices

ANY_TIME = "any"


class TimesForm(StepForm):
    slug = "times"
    heading = _("When can you go?")
    template = "matching/search/intake/times.html"

    slots = forms.MultipleChoiceField(
        label=heading,
        help_text=_("Choose all that apply."),
        required=False,
        choices=[*SlotChoice.choices, (ANY_TIME, _("I do not mind"))],
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
    template = "matching/search/intake/wishes.html"

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
        for code, trait in TRAITS.items():
            self.fields[code] = forms.ChoiceField(
                label=trait.wish,
                required=False,
                choices=self.CHOICES,
                initial=self.initial.get(code, self.NO),
                widget=forms.RadioSelect,
            )

    @property
    def traits(self) -> list[forms.BoundField]:
        return [self[code] for code in TRAITS]

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
        if cleaned.get(WOMAN.code) == self.MUST and cleaned.get(MAN.code) == self.MUST:
            self.add_error(MAN.code, gettext("Nobody is both. Make one of them nice to have, or choose any"))
        return cleaned

    def answers(self) -> dict[str, Any]:
        levels = {code: self.cleaned_data[code] for code in TRAITS}
        if language := self.cleaned_data["language"]:
            levels[speaks(language)] = self.cleaned_data["language_level"] or self.NICE
        return {
            "wishes": tuple(code for code, level in levels.items() if level == self.NICE),
            "musts": tuple(code for code, level in levels.items() if level == self.MUST),
        }

    @classmethod
    def is_answered(cls, draft: Draft, catalog: CatalogChoices) -> bool:
        return draft.wishes is not None


class MattersMostForm(StepForm):
    """May be left as it is: then all matter the same."""

    slug = "most"
    heading = _("What matters most to you?")

    matters_most = forms.ChoiceField(
        label=heading,
        help_text=_("Choose one. It changes the order of your list, never who fits."),
        required=False,
        choices=MATTERS_MOST_CHOICES,
        widget=forms.RadioSelect,
    )

    def initial_from(self, draft: Draft) -> dict[str, Any]:
        return {"matters_most": draft.matters_most or ""}

    def answers(self) -> dict[str, Any]:
        return {"matters_most": self.cleaned_data["matters_most"]}

    @classmethod
    def is_answered(cls, draft: Draft, catalog: CatalogChoices) -> bool:
        return draft.matters_most is not None

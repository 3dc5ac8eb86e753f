"""Two screens: what there is, and the rest. The second can be left out."""

from dataclasses import replace
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.addresses import read_phone
from matching.aftercare.enums import SaidInfection, Satisfied, Sign
from matching.aftercare.rules.told import Told
from treatments.check.forms import TicksField

NONE, NOT_SAY = "none", "not-say"
YES, NO = "yes", "no"
YES_IS: Final = {YES: True, NO: False}
YES_OR_NO: Final = [(YES, _("Yes")), (NO, _("No"))]


class SignsForm(forms.Form):
    signs = TicksField(
        label=_("Have you had any of these where you got the shots?"),
        help_text=_("Tick all that are true since your visit."),
        alone=NONE,
        both=_('Tick what is true, or "None of these". Not both'),
        choices=[*Sign.choices, (NONE, _("None of these")), (NOT_SAY, _("I would rather not say"))],
        error_messages={
            "required": _('Tick what is true for you, or "None of these"'),
            "invalid_choice": _("Tick your answers from this list"),
        },
    )

    def clean_signs(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["signs"]
        if NOT_SAY in ticked and len(ticked) > 1:
            raise ValidationError(gettext('Tick what is true, or "I would rather not say". Not both'))
        return ticked

    def signs_told(self) -> frozenset[str] | None:
        """None: they would rather not say. Only after is_valid()."""
        ticked = set(self.cleaned_data["signs"])
        return None if NOT_SAY in ticked else frozenset(ticked - {NONE})


class SatisfiedForm(forms.Form):
    """For who is well. All of it may be left open."""

    satisfied = forms.TypedChoiceField(
        label=_("How happy are you with the result so far?"),
        choices=Satisfied.choices[::-1],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    product = forms.CharField(
        label=_("Do you know the name of what was injected?"),
        help_text=_("It stands on the box or in your papers."),
        max_length=100,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    lot = forms.CharField(
        label=_("Its lot number"),
        help_text=_("Often beside the word LOT."),
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def told(self) -> Told:
        """Only after is_valid()."""
        named = {name: self.cleaned_data[name] for name in ("satisfied", "product", "lot")}
        return Told(**named)


def _radios(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_OR_NO, required=False, widget=forms.RadioSelect)


class SignedForm(SatisfiedForm):
    """For who ticked a sign: what became of it, and what our staff may do with it. No tick is set beforehand."""

    doctor = _radios(_("Have you seen a doctor about it?"))
    infection = forms.ChoiceField(
        label=_("Did the doctor say that it is an infection?"),
        choices=SaidInfection.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    germ = _radios(_("Did a test name a germ?"))
    hospital = _radios(_("Did you stay in a hospital overnight?"))
    may_read = forms.BooleanField(
        label=_("If others of the same place tell you of the same, your staff may read my answers."), required=False
    )
    may_contact = forms.BooleanField(label=_("Then your staff may also write to me or call me."), required=False)
    phone = forms.CharField(
        label=_("Your phone, if we may call"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )

    field_order = ("doctor", "infection", "germ", "hospital", "may_read", "may_contact", "phone")

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        try:
            return str(read_phone(typed)) if typed else ""
        except UserFacingError as error:
            raise ValidationError(error.message) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("infection") and cleaned.get("doctor") == NO:
            self.add_error("infection", gettext("Above you say that you have not seen a doctor. Which one is right?"))
        if cleaned.get("phone") and not cleaned.get("may_contact"):
            self.add_error("may_contact", gettext("Tick this if we may call you. Or leave the phone empty"))
        return cleaned

    def told(self) -> Told:
        said = self.cleaned_data
        return replace(
            super().told(),
            doctor=YES_IS.get(said["doctor"], True if said["infection"] else None),
            germ=YES_IS.get(said["germ"]),
            hospital=YES_IS.get(said["hospital"]),
            **{name: said[name] for name in ("infection", "may_read", "may_contact", "phone")},
        )


class MayAskForm(forms.Form):
    """On the page of a visit that took place. What it says is stored by its version: CONSENT_VERSION."""

    agree = forms.BooleanField(
        label=_(
            "I agree: Caarisma asks me 2, 6 and 10 weeks after each visit how my skin is, "
            "and keeps my answers, locked, for 24 months."
        ),
        help_text=_(
            "We count them together with others. If several people of one place tell us of an infection, our staff "
            "look into it. No clinic sees your answers. You can stop at any time."
        ),
        error_messages={"required": _("Tick the box if you agree.")},
    )

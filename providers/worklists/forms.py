"""Days on which somebody is away, what a caller found, and what whoever signs the guide has seen."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caarisma.accounts.models import User
from caarisma.accounts.roles import staff_who_may
from providers.accuracy.enums import WrongFact
from providers.desk.access import WORK
from providers.desk.forms import DayInput
from providers.directory.npi import NpiText
from treatments.models import Claim
from treatments.signing.enums import ReviewerLetters
from treatments.signing.wording import english_hash


class AbsenceForm(forms.Form):
    person = forms.ModelChoiceField(User.objects.none(), label=_("Who"))
    first = forms.DateField(label=_("First day"), widget=DayInput())
    last = forms.DateField(label=_("Last day"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = staff_who_may(WORK).order_by("email")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("The last day is before the first."))
        return data


class OpenCallForm(forms.Form):
    """What a caller found: reached or not, and of what they asked what was not as we show it."""

    reached = forms.ChoiceField(
        label=_("Did somebody answer?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say if somebody answered"), "invalid_choice": _("Choose from the list")},
    )
    wrong = forms.MultipleChoiceField(
        label=_("What was not right?"),
        choices=WrongFact.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing, if all was as we show it."),
        error_messages={"invalid_choice": _("Choose from the list")},
    )

    def clean(self) -> dict[str, Any]:
        """Whom nobody answered cannot have said what is wrong, but that the number is not theirs."""
        data = super().clean() or self.cleaned_data
        if data.get("reached") == "no" and set(data.get("wrong", ())) - {WrongFact.PHONE}:
            self.add_error("wrong", _("Nobody answered: only the number can be wrong"))
        return data


class ReviewerForm(forms.Form):
    """What one of the staff saw of a clinician's license."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Whose sign-in"))
    printed_name = forms.CharField(label=_("Name as it is printed"), max_length=80)
    letters = forms.ChoiceField(label=_("Letters"), choices=ReviewerLetters.choices)
    license_state = forms.RegexField(
        r"^[A-Za-z]{2}$", label=_("State of the license"), required=False, help_text=_("Two letters, like CA"),
        error_messages={"invalid": _("Two letters, like CA")},
    )  # fmt: skip
    license_number = forms.CharField(label=_("License number"), max_length=30, required=False)
    npi = NpiText(label="NPI", required=False, help_text=_("If you saw no license, or besides it"))
    seen_where = forms.CharField(
        label=_("Where you looked"), max_length=200, help_text=_("The board's page, or the registry of providers")
    )
    seen_on = forms.DateField(label=_("On which day"), widget=DayInput())
    good_until = forms.DateField(
        label=_("Counts until"), widget=DayInput(), help_text=_("The last day of the license, a year from now at most")
    )
    interests = forms.CharField(
        label=_("Who pays them"), max_length=300, help_text=_("Makers, clinics, us. Printed beside the name. Or: none")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = staff_who_may("signing.sign_page").order_by("email")  # type: ignore[attr-defined]

    def clean_license_state(self) -> str:
        return str(self.cleaned_data["license_state"]).upper()


class EndReviewerForm(forms.Form):
    why = forms.CharField(max_length=300)


class SignPageForm(forms.Form):
    shown = forms.CharField(widget=forms.HiddenInput)
    languages = forms.MultipleChoiceField(
        label=_("I have read all of this page in"),
        choices=[("en", _("English")), ("es", _("Spanish"))],
        widget=forms.CheckboxSelectMultiple,
    )
    next_review = forms.DateField(label=_("Next review by"), widget=DayInput(), help_text=_("Two years at most"))


class OpenSourceForm(forms.Form):
    """For each claim a choice, and the hash of the words that were shown."""

    opened_on = forms.DateField(label=_("Opened on"), widget=DayInput())
    is_whole = forms.ChoiceField(
        label=_("Could you read the whole of it?"),
        choices=[("yes", _("Yes, the whole")), ("no", _("The abstract alone"))],
        widget=forms.RadioSelect,
    )
    quote = forms.CharField(
        label=_("Copy some words from it"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000,
        help_text=_("What bears the sentences below, with the page or the heading"),
    )  # fmt: skip

    def __init__(self, *args: Any, claims: Sequence[Claim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for claim in claims:
            self.fields[f"says_{claim.pk}"] = forms.ChoiceField(
                label=_("Does it say so?"),
                choices=[("yes", _("Yes")), ("no", _("No")), ("", _("Not compared"))],
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"words_{claim.pk}"] = forms.CharField(
                widget=forms.HiddenInput, initial=english_hash(claim), required=False
            )

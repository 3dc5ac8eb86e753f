"""Who you are, by number: first the NPI alone, then name and license type, compared with what the registry says."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from providers.directory.enums import Profession
from providers.directory.npi import NpiText
from providers.directory.us import STATES
from providers.joining.forms.asking import NOT_LISTED
from providers.portal.forms.names import require_latin


class NpiForm(forms.Form):
    npi = NpiText(
        label=_("Your NPI"),
        help_text=_("Your own number of 10 digits (type 1), not that of your clinic."),
        error_messages={"required": _("Enter your NPI")},
    )


class WhoForm(forms.Form):
    first_name = forms.CharField(
        label=_("First name"),
        max_length=60,
        validators=[require_latin],
        error_messages={"required": _("Enter your first name")},
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        validators=[require_latin],
        error_messages={"required": _("Enter your last name")},
    )
    profession = forms.ChoiceField(
        label=_("Your license type"),
        choices=[*Profession.choices, *NOT_LISTED],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose your license type")},
    )
    state = forms.ChoiceField(
        label=_("State where you work"),
        help_text=_("One will do. You add each place later."),
        choices=[("", _("Choose")), *STATES.items()],
        error_messages={"required": _("Choose the state"), "invalid_choice": _("Choose the state")},
    )

    def clean_profession(self) -> str:
        chosen = str(self.cleaned_data["profession"])
        if chosen in dict(NOT_LISTED):
            raise ValidationError(
                _(
                    "We do not list this license type. That is our own rule, whatever your state allows. "
                    "Thank you for asking. A doctor, NP, PA or RN at your clinic can join"
                )
            )
        return chosen


class ProofForm(forms.Form):
    """For a record that somebody holds, or that patients can see: a person decides."""

    words = forms.CharField(
        label=_("How can we tell that this number is yours?"),
        help_text=_("For example: the phone number of your clinic, and when we can call."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tell us how we can reach you at work")},
    )

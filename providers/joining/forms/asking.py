"""Three answers before any paper: license type, state and ZIP code. And an address to write to."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.fields import ZipText
from providers.directory.enums import Profession
from providers.directory.geocoding.zip_codes import zip_place
from providers.directory.us import STATES

# What people call themselves who ask to join and whom we do not list (providers/screening/rules/required.py: REFUSED).
NOT_LISTED: Final = (
    ("lpn", _("Licensed practical or vocational nurse (LPN, LVN)")),
    ("ma", _("Medical assistant")),
    ("esthetician", _("Esthetician")),
)
LICENSE_TYPES: Final = [*Profession.choices, *NOT_LISTED]


class CanIJoinForm(forms.Form):
    profession = forms.ChoiceField(
        label=_("Your license type"),
        choices=LICENSE_TYPES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose your license type"), "invalid_choice": _("Choose your license type")},
    )
    state = forms.ChoiceField(
        label=_("State where you work"),
        choices=[("", _("Choose")), *STATES.items()],
        error_messages={"required": _("Choose the state"), "invalid_choice": _("Choose the state")},
    )
    zip_code = ZipText(
        label=_("ZIP code where you work"),
        help_text=_("We count searches near it."),
        error_messages={"required": _("Enter a 5 digit ZIP code, like 94612")},
    )

    def clean(self) -> dict[str, Any]:
        """The law that counts is that of the place, so state and ZIP have to agree."""
        cleaned = super().clean() or {}
        if "zip_code" not in cleaned:
            return cleaned
        try:
            place = zip_place(cleaned["zip_code"])
        except UserFacingError as error:
            self.add_error("zip_code", error.message)
            return cleaned
        if cleaned.get("state") and not place.is_in(cleaned["state"]):
            self.add_error("zip_code", gettext("This ZIP code is in another state. Check the state and the ZIP code"))
        return cleaned


class TellMeForm(forms.Form):
    email = forms.EmailField(
        label=_("Your email address"),
        help_text=_("We write once, when we know. Then we forget it."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Enter an email address, like name@example.com")},
    )

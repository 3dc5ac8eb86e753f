"""Where you work: an address that can be placed on the map."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.fields import DollarsText, LineText, PhoneText, ZipText
from caarisma.common.typed.plain import bare
from providers.directory.clinic_lines import require_letters, require_somebody, require_street
from providers.directory.geocoding.zip_codes import zip_place
from providers.directory.models import PracticeLocation
from providers.directory.phone_numbers import require_us_number
from providers.directory.traits import BOXES, PLACE_TRAITS
from providers.directory.us import STATES
from providers.portal.forms.names import require_latin

ADDRESS = ("clinic_name", "line1", "line2", "city", "state", "zip_code")
REST = (
    *("owner_name", "phone", "accepting_patients", "first_visit_fee", "first_visit_fee_credited"),
    *BOXES,
)
NEW = {"first_visit_fee": "0", "accepting_patients": True}
HIGHEST_FEE = 2000


class PlaceForm(forms.Form):
    post_office_state: Mapping[str, str] = {}  # words to tell, where the ZIP reaches over the line; after is_valid()

    clinic_name = LineText(
        label=_("Name of the clinic"),
        max_length=120,
        validators=[require_letters],
        error_messages={"required": _("Enter the name of the clinic")},
    )
    owner_name = LineText(
        label=_("Who owns the clinic"),
        help_text=_(
            "A person or a company. We look for them on the federal lists of excluded people. Patients do not see it."
        ),
        max_length=120,
        required=False,
        validators=[require_latin, require_somebody],
    )
    line1 = LineText(
        label=_("Street"),
        max_length=120,
        validators=[require_street],
        error_messages={"required": _("Enter the street")},
    )
    line2 = LineText(label=_("Suite"), max_length=120, required=False)
    zip_code = ZipText(label=_("ZIP code"), error_messages={"required": _("Enter a 5 digit ZIP code, like 94612")})
    city = LineText(
        label=_("City"), help_text=_("Leave it empty, and we take it from the ZIP code."), max_length=60, required=False
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("As the ZIP code says")), *STATES.items()], required=False
    )
    phone = PhoneText(
        label=_("Phone of the clinic"),
        help_text=_("Patients see it. We call it once to check the place."),
        error_messages={"required": _("Enter the phone number of the clinic")},
    )
    first_visit_fee = DollarsText(
        label=_("Fee for the first visit"),
        help_text=_("In whole dollars. 0 if there is none."),
        error_messages={"required": _("Enter a whole dollar amount from 0 to 2,000")},
    )
    first_visit_fee_credited = forms.BooleanField(label=_("It comes off the first session"), required=False)
    accepting_patients = forms.BooleanField(label=_("I take new patients here"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boxes = {trait.column: forms.BooleanField(label=trait.told, required=False) for trait in PLACE_TRAITS}
        self.fields.update(boxes)

    @classmethod
    def initial_from(cls, location: PracticeLocation | None, waiting: Mapping[str, Any]) -> dict[str, Any]:
        """`waiting`: what the desk has not decided on. It is what they want, so it is what they find here."""
        return (
            {name: getattr(location, name) for name in (*ADDRESS, *REST)} | dict(waiting)
            if location
            else {"first_visit_fee": "0", "accepting_patients": True}
        )

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        try:
            require_us_number(re.sub("[^0-9]", "", phone)[:10])
        except UserFacingError as error:
            raise ValidationError(error.message) from None
        return phone

    def clean_first_visit_fee(self) -> int:
        amount: int = self.cleaned_data["first_visit_fee"]
        if amount > HIGHEST_FEE:
            raise ValidationError(gettext("Enter a whole dollar amount from 0 to 2,000"))
        return amount

    def clean(self) -> dict[str, Any]:
        """The ZIP has to exist and lie in the state: the law that counts is that of the place. Some ZIPs reach over the
        line, and there the state that was typed counts, not that of the post office.
        """
        cleaned = super().clean() or {}
        if "zip_code" not in cleaned:
            return cleaned
        try:
            place = zip_place(cleaned["zip_code"])
        except UserFacingError as error:
            self.add_error("zip_code", error.message)
            return cleaned
        city = cleaned.get("city")
        cleaned["city"] = place.city if not city or bare(city) == bare(place.city) else city
        if not cleaned.get("state") and place.touches and "state" not in self.errors:
            self.add_error("state", gettext("This ZIP code reaches into two states. Choose yours"))
        elif not cleaned.get("state"):
            cleaned["state"] = place.state
        elif not place.is_in(cleaned["state"]):
            self.add_error("zip_code", gettext("This ZIP code is in another state. Check the state and the ZIP code"))
        elif cleaned["state"] != place.state:
            names = {"office": STATES[place.state], "state": STATES[cleaned["state"]]}
            self.post_office_state = {"zip": place.zip_code, **names}
        return cleaned

"""From where, and how far."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.addresses import read_zip
from caarisma.common.typed.fields import ZipText
from matching.search.drafts import Draft
from matching.search.enums import RADIUS_CHOICES, RADIUS_DEFAULT
from matching.search.forms.question import StepForm
from providers.directory.geocoding.zip_codes import zip_place
from treatments.choices import CatalogChoices


def known_zip(typed: str) -> str:
    """The five digits of a ZIP code that we can place. UserFacingError otherwise."""
    return zip_place(read_zip(typed)).zip_code


class FrontZipForm(forms.Form):
    """On the front page: left empty it is asked for later; what is typed must be a ZIP code."""

    zip_code = forms.CharField(
        label=_("Your ZIP code"),
        help_text=_("5 digits, like 94612"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
        error_messages={"max_length": _("Enter a 5 digit ZIP code, like 94612")},
    )

    def clean_zip_code(self) -> str:
        typed: str = self.cleaned_data["zip_code"]
        try:
            return known_zip(typed) if typed else ""
        except UserFacingError as error:
            raise ValidationError(error.message) from None


class ZipForm(StepForm):
    slug = "zip"
    heading = _("What is your ZIP code?")

    zip_code = ZipText(
        label=heading,
        help_text=_("We use it to measure distance. We do not need your street address."),
        error_messages={"required": _("Enter a 5 digit ZIP code, like 94612")},
    )

    def initial_from(self, draft: Draft) -> dict[str, Any]:
        return {"zip_code": draft.zip_code}

    def clean_zip_code(self) -> str:
        try:
            return known_zip(self.cleaned_data["zip_code"])
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

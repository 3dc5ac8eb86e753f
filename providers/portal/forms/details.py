"""Who you are, as patients read it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from providers.directory.enums import Gender, Language
from providers.directory.models import Provider
from providers.directory.specialties import SPECIALTIES
from providers.portal.forms.names import YearField, born_in, require_latin

NAMES = ("first_name", "middle_name", "last_name", "name_suffix")
WORDS = ("credentials", "specialty", "gender", "languages")


class DetailsForm(forms.Form):
    first_name = forms.CharField(
        label=_("First name"),
        max_length=60,
        validators=[require_latin],
        error_messages={"required": _("Enter your first name")},
    )
    middle_name = forms.CharField(label=_("Middle name"), max_length=60, required=False, validators=[require_latin])
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        validators=[require_latin],
        error_messages={"required": _("Enter your last name")},
    )
    name_suffix = forms.CharField(label=_("Suffix, like Jr."), max_length=10, required=False)
    credentials = forms.CharField(
        label=_("Letters after your name"), help_text=_("Like MD or NP-C"), max_length=40, required=False
    )
    specialty = forms.ChoiceField(
        label=_("Specialty"),
        help_text=_(
            "Patients read it beside your name. "
            "A title like dermatologist or plastic surgeon needs a board that we checked."
        ),
        required=False,
    )
    gender = forms.ChoiceField(
        label=_("Gender"),
        help_text=_("Some patients ask for a woman or a man."),
        choices=[(Gender.WOMAN, Gender.WOMAN.label), (Gender.MAN, Gender.MAN.label), ("", _("I do not say"))],
        required=False,
        widget=forms.RadioSelect,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of your visits"),
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language")},
    )

    birth_year = YearField(
        label=_("Year you were born"), help_text=_("Only the year, like 1985. Patients do not see it."), required=False
    )
    had_another_name = forms.BooleanField(
        label=_("I had another name before"),
        help_text=_("Then we ask for it next. Patients do not see it."),
        required=False,
    )

    def __init__(self, *arguments: Any, profession: str, year: int | None = None, **options: Any) -> None:
        """`year`: of today, where the birth year is asked here too. Else it and former names have their own page."""
        super().__init__(*arguments, **options)
        self.year = year
        if year is None:
            del self.fields["birth_year"], self.fields["had_another_name"]
        choices = [("", _("Only my license type")), *((name, gettext(name)) for name in SPECIALTIES[profession])]
        self.fields["specialty"].choices = choices  # type: ignore[attr-defined]

    def clean_birth_year(self) -> int | None:
        born: int | None = self.cleaned_data["birth_year"]
        return born_in(born, year=self.year) if born and self.year else None

    @classmethod
    def initial_from(cls, provider: Provider, waiting: Mapping[str, Any]) -> dict[str, Any]:
        """`waiting`: what the desk has not decided on. It is what they want, so it is what they find here."""
        initial = {name: getattr(provider, name) for name in (*NAMES, *WORDS)}
        return {**initial, "languages": provider.languages or [Language.ENGLISH.value], **waiting}

"""What staff type about what a board says of a license."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from providers.desk.forms import DayInput, WhyForm
from providers.desk.list_forms import SentFileForm
from providers.rosters.enums import BoardStatus
from providers.rosters.rules.maps import shipped_maps

SAID = [(value, label) for value, label in BoardStatus.choices if value != BoardStatus.UNKNOWN]


def _maps() -> list[tuple[str, str]]:
    return [("", "---------"), *((about.name, f"{about.state}, {about.board}") for about in shipped_maps())]


class HandInRosterForm(SentFileForm):
    """A board's file, with the map that reads it."""

    command = "import_roster"
    map_name = forms.ChoiceField(
        label=_("Which board it is from"),
        choices=_maps,
        error_messages={"required": _("Choose the board."), "invalid_choice": _("Choose the board.")},
    )
    field_order = ["map_name", "file", "list_date"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "As the board has it: .csv, .csv.gz, .txt, .xls or .xlsx, up to 25 MB. Do not open and save it before."
        )


class LookForm(forms.Form):
    """One look at the board's own page."""

    status = forms.TypedChoiceField(
        label=_("What the board says"),
        choices=SAID,
        coerce=BoardStatus,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the board says.")},
    )
    word = forms.CharField(
        label=_("The board's own words"), max_length=200, error_messages={"required": _("Type the words of the board.")}
    )
    source = forms.URLField(
        label=_("Address of the page"),
        max_length=300,
        assume_scheme="https",
        error_messages={
            "required": _("Type the address of the page."),
            "invalid": _("Type an address like https://..."),
        },
    )
    expires_on = forms.DateField(
        label=_("Last day, as the board has it"),
        required=False,
        widget=DayInput(),
        error_messages={"invalid": _("Type a day like 2026-12-10.")},
    )

    def clean_expires_on(self) -> date | None:
        day: date | None = self.cleaned_data["expires_on"]
        if day and day.year > timezone.localdate().year + 50:
            raise forms.ValidationError(_("This day is too far away. Look at the year."))
        return day


class SettleForm(WhyForm):
    step = forms.TypedChoiceField(
        label=_("Your decision"), choices=(), widget=forms.RadioSelect, error_messages={"required": _("Choose.")}
    )

    def __init__(self, *args: Any, steps: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.TypedChoiceField, self.fields["step"]).choices = steps

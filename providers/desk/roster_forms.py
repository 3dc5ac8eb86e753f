"""What staff type about what a board says of a license."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from providers.desk.forms import DayInput, WhyForm
from providers.rosters.enums import BoardStatus

SAID = [(value, label) for value, label in BoardStatus.choices if value != BoardStatus.UNKNOWN]


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

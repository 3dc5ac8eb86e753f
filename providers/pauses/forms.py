"""Until when patients do not see somebody."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caarisma.common.typed.fields import DayText

LONGEST_PAUSE = timedelta(days=366)


class PauseForm(forms.Form):
    until = DayText(
        label=_("Back on"),
        help_text=_("For example: Dec 14. Leave it empty if you do not know yet."),
        required=False,
    )

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, label_suffix="")  # type: ignore[arg-type]
        self.fields["until"].today = self.today = today  # type: ignore[attr-defined]

    def clean_until(self) -> date | None:
        day: date | None = self.cleaned_data["until"]
        if day and not self.today < day <= self.today + LONGEST_PAUSE:
            raise ValidationError(gettext("Enter a day to come, within a year"))
        return day

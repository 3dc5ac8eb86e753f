"""Days off, and what holds of a visit once its place is in another time zone."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caarisma.common.typed.fields import DayText
from matching.consultations.enums import ZoneChoice


class DaysOffForm(forms.Form):
    first = DayText(label=_("First day"), help_text=_("For example: Dec 24"))
    last = DayText(label=_("Last day"), help_text=_("Leave it empty if it is one day."), required=False)
    works = forms.BooleanField(label=_("We work on this day, though it is a federal holiday"), required=False)

    def __init__(self, *arguments: Any, today: date, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name in ("first", "last"):
            self.fields[name].today = today  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if cleaned.get("works") and first and last and first != last:
            self.add_error("last", _("Name one holiday at a time."))
        return cleaned


class ZoneForm(forms.Form):
    """Hidden but for the choice: one form a visit."""

    request = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    seen = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    form_key = forms.UUIDField()
    choice = forms.ChoiceField(choices=ZoneChoice.choices)

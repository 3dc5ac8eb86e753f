"""A date that people know by heart, like the end of a license: three text fields, months by name or number."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caarisma.common.typed import MONTHS


class DateWidget(forms.MultiWidget):
    template_name = "providers/portal/widgets/date.html"

    def __init__(self) -> None:
        number = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(
            {
                "month": forms.TextInput({"autocomplete": "off", "size": 4}),
                "day": forms.TextInput({**number, "size": 2}),
                "year": forms.TextInput({**number, "size": 4}),
            }
        )

    def decompress(self, value: date | None) -> list[str]:
        return [str(value.month), str(value.day), str(value.year)] if value else ["", "", ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        labels = (gettext("Month"), gettext("Day"), gettext("Year"))
        context["parts"] = list(zip(labels, context["widget"]["subwidgets"], strict=True))
        return context

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_month" if id_ else ""


class DateField(forms.Field):
    """`clean` gives a date, or None when nothing was typed and nothing is required."""

    widget = DateWidget
    default_error_messages = {
        "required": _("Enter a date"),
        "part": _("A date needs a month, a day and a year"),
        "unreal": _("The calendar has no such day"),
        "year": _("Enter the year with four digits, like 2027"),
    }

    def to_python(self, value: Any) -> date | None:
        parts = [str(part or "").strip() for part in value or ()]
        if not any(parts):
            return None
        if len(parts) != 3 or not all(parts):
            raise ValidationError(self.error_messages["part"], code="part")
        month, day, year = month_number(parts[0]), _number(parts[1]), _number(parts[2])
        if not 1900 <= year <= 2199:
            raise ValidationError(self.error_messages["year"], code="year")
        try:
            return date(year, month, day)
        except ValueError:
            raise ValidationError(self.error_messages["unreal"], code="unreal") from None


def month_number(typed: str) -> int:
    """1 to 12 for "8", "08", "Aug" or "agosto"; 0 for anything else."""
    text = typed.strip().rstrip(".").lower()
    if number := _number(text):
        return number if number <= 12 else 0
    for number, names in enumerate(MONTHS, 1):
        if text in names or (len(text) >= 3 and any(name.startswith(text) for name in names)):
            return number
    return 0


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0

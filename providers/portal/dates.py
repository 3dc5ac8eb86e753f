"""A date that people know by heart, like the end of a license: three text fields, months by name or number."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.dates import date_of, read_date
from caarisma.common.typed.fields import LONGEST


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
    }

    def to_python(self, value: Any) -> date | None:
        parts = [str(part or "").strip() for part in value or ()]
        typed = [part for part in parts if part]
        if not typed:
            return None
        try:
            if len(typed) == 1:  # all of it in one field, as from a copy
                return read_date(typed[0][:LONGEST])
            if len(typed) == 3:
                return date_of(*typed)
        except UserFacingError as error:
            if len(typed) == 3:
                raise ValidationError(error.message) from None
        raise ValidationError(self.error_messages["part"], code="part")

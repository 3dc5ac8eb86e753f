"""A date that people know by heart, like the end of a license: one field, read the way they write it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.dates import date_of
from caarisma.common.typed.fields import LONGEST, DateText

PARTS = ("month", "day", "year")


class DateInWords(forms.TextInput):
    """What is on record stands there as a person writes it. A page of before, with three fields, is still read."""

    def format_value(self, value: Any) -> str | None:
        return date_format(value, "DATE_FORMAT") if isinstance(value, date) else super().format_value(value)

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> Any:
        if name in data:
            return data[name]
        month, day, year = (str(data.get(f"{name}_{which}") or "").strip()[:LONGEST] for which in PARTS)
        try:
            return date_of(month, day, year)
        except UserFacingError:
            return " ".join(part for part in (month, day, year) if part)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> bool:
        return not any(each in data for each in (name, *(f"{name}_{which}" for which in PARTS)))


class DateField(DateText):
    default_error_messages = {"required": _("Enter a date")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"widget": DateInWords(self.attributes), **options})

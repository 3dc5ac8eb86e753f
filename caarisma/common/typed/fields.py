"""The readers as form fields. An empty field gives None, where it may be empty."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.addresses import read_phone, read_zip
from caarisma.common.typed.dates import read_date
from caarisma.common.typed.money import read_count, read_dollars
from caarisma.common.typed.plain import plain
from caarisma.common.typed.soon import read_clock, read_day, read_moment
from caarisma.common.typed.times import read_time

LONGEST = 100  # nobody writes a date longer; what is longer is refused in the reader's own words, unread


def said(read: Callable[[], Any]) -> Any:
    """What a reader gives, its words as those of a form."""
    try:
        return read()
    except UserFacingError as error:
        raise ValidationError(error.message) from None


class LineText(forms.CharField):
    """One line, with single spaces and without what nobody sees."""

    def to_python(self, value: Any) -> str:
        return plain(super().to_python(value) or "")


class TypedField(forms.CharField):
    attributes: ClassVar[dict[str, str]] = {"autocomplete": "off"}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"widget": forms.TextInput(self.attributes), **options})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self.value_of(text) if text else None

    @staticmethod
    def read(typed: str) -> Any:
        raise NotImplementedError

    def value_of(self, text: str) -> Any:
        return said(lambda: self.read(text if len(text) <= LONGEST else ""))


class DateText(TypedField):
    read = staticmethod(read_date)


class TimeText(TypedField):
    read = staticmethod(read_time)


class DayText(TypedField):
    """A day to come: its year may be left out. `today` is set by the form, at the place that it is about."""

    today: date | None = None

    def value_of(self, text: str) -> Any:
        return said(lambda: read_day(text[:LONGEST], today=self.first_day))

    @property
    def first_day(self) -> date:
        return self.today or timezone.now().date()


class MomentText(DayText):
    """A day to come, and maybe the time on it. Gives both, the time as Clock or None."""

    def value_of(self, text: str) -> Any:
        return said(lambda: read_moment(text[:LONGEST], today=self.first_day))


class ClockText(TypedField):
    """A time; of a bare "9" the form settles which one."""

    read = staticmethod(read_clock)


class DollarsText(TypedField):
    read = staticmethod(read_dollars)
    attributes: ClassVar = {"autocomplete": "off", "inputmode": "decimal"}


class CountText(TypedField):
    read = staticmethod(read_count)
    attributes: ClassVar = {"autocomplete": "off", "inputmode": "numeric"}


class ZipText(TypedField):
    read = staticmethod(read_zip)
    attributes: ClassVar = {"inputmode": "numeric", "autocomplete": "postal-code"}


class PhoneText(TypedField):
    """Gives the text that a row holds: "510-555-0100 x12"."""

    attributes: ClassVar = {"inputmode": "tel"}

    @staticmethod
    def read(typed: str) -> str:
        return str(read_phone(typed))

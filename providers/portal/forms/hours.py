"""When you are there: a span for each day, and the next free time. All in the clinic's own time."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caarisma.common.typed import calendar_date, clock_time
from providers.enums import Weekday
from providers.models import PracticeLocation

FARTHEST_OPENING = timedelta(days=365)
Span = tuple[time, time]


class HoursForm(forms.Form):
    opening_day = forms.CharField(
        label=_("Day of your next free time"),
        help_text=_("For example: Dec 1, 2026. Leave it empty if patients should ask."),
        required=False,
        max_length=30,
    )
    opening_time = forms.CharField(label=_("Time"), help_text=_("For example: 2:30 PM"), required=False, max_length=12)

    def __init__(self, data: Any = None, *, location: PracticeLocation, now: datetime) -> None:
        self.zone, self.now = ZoneInfo(location.time_zone), now
        super().__init__(data, initial=self._initial(location), label_suffix="")
        for day in Weekday:
            for end, words in (("opens", _("%s: opens at")), ("closes", _("%s: closes at"))):
                self.fields[f"{end}_{day.value}"] = forms.CharField(
                    label=words % day.label, required=False, max_length=12, widget=forms.TextInput(attrs={"size": 9})
                )

    def _initial(self, location: PracticeLocation) -> dict[str, str]:
        """The first span of each day. A second one, as imported data may have, is not shown and is replaced."""
        initial: dict[str, str] = {}
        for span in reversed(location.hours.all()):
            initial[f"opens_{span.weekday}"] = _in_words(span.opens)
            initial[f"closes_{span.weekday}"] = _in_words(span.closes)
        if location.next_opening_at and location.next_opening_at > self.now:
            local = location.next_opening_at.astimezone(self.zone)
            initial |= {"opening_day": local.date().isoformat(), "opening_time": _in_words(local.time())}
        return initial

    def days(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        for day in Weekday:
            yield str(day.label), self[f"opens_{day.value}"], self[f"closes_{day.value}"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.spans: dict[int, Span] = {}
        for day in Weekday:
            self._clean_day(day.value, cleaned)
        self.opening = self._opening(cleaned)
        if not self.errors and not self.spans:
            self.add_error("opens_0", gettext("Enter the hours of at least one day"))
        return cleaned

    def _clean_day(self, day: int, cleaned: Mapping[str, Any]) -> None:
        typed = {end: str(cleaned.get(f"{end}_{day}") or "") for end in ("opens", "closes")}
        if not any(typed.values()):
            return
        times = {end: clock_time(text) for end, text in typed.items()}
        for end, found in times.items():
            if found is None:
                self.add_error(f"{end}_{day}", gettext("Enter a time with AM or PM, like 9 AM"))
        opens, closes = times["opens"], times["closes"]
        if opens is None or closes is None:
            return
        if closes <= opens:
            self.add_error(f"closes_{day}", gettext("The closing time has to be after the opening time"))
        else:
            self.spans[day] = (opens, closes)

    def _opening(self, cleaned: Mapping[str, Any]) -> datetime | None:
        """In UTC. A wall time that the clocks skip is refused."""
        typed = {name: str(cleaned.get(name) or "") for name in ("opening_day", "opening_time")}
        if not any(typed.values()):
            return None
        day, at = calendar_date(typed["opening_day"]), clock_time(typed["opening_time"])
        if day is None:
            self.add_error("opening_day", gettext("Enter a day with its year, like Dec 1, 2026"))
        if at is None:
            self.add_error("opening_time", gettext("Enter a time with AM or PM, like 2:30 PM"))
        return self._instant(day, at) if day and at else None

    def _instant(self, day: date, at: time) -> datetime | None:
        if abs(day - self.now.date()) > FARTHEST_OPENING * 2:  # the ends of the calendar do not convert to UTC
            self.add_error("opening_day", gettext("Enter a time to come, within a year"))
            return None
        local = datetime.combine(day, at, tzinfo=self.zone)
        instant = local.astimezone(UTC)
        if instant.astimezone(self.zone).replace(tzinfo=None) != local.replace(tzinfo=None):
            self.add_error("opening_time", gettext("The clocks change then, and this time does not exist"))
        elif not self.now < instant <= self.now + FARTHEST_OPENING:
            self.add_error("opening_day", gettext("Enter a time to come, within a year"))
        else:
            return instant
        return None


def _in_words(at: time) -> str:
    """9:00 AM: the form has to understand it again."""
    return f"{at.hour % 12 or 12}:{at.minute:02d} {'AM' if at.hour < 12 else 'PM'}"

"""When you are there: the spans of each day, and the next free times. All in the clinic's own time."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed import dates, times
from caarisma.common.typed.fields import ClockText, MomentText
from caarisma.common.typed.plain import bare
from caarisma.common.typed.soon import Clock, settle
from providers.directory.enums import Weekday
from providers.directory.models import PracticeLocation

FARTHEST_OPENING = timedelta(days=365)
SPANS_SHOWN = 2  # a day; more when more are on record
MOST_SPANS = 6
EARLIEST_OPENING, LATEST_OPENING, LATEST_CLOSING = time(5), time(16, 59), time(22, 59)  # where only a number was typed
OPENINGS = ("opening", "second")  # the next free time, and the one in an evening or on a weekend
CLOSED = {"closed", "close", "off", "none", "no", "x", "n/a", "na", "-", "--", "---", "cerrado", "libre", "descanso"}
Span = tuple[time, time]
ENDS = (("opens", _("%(day)s: opens at")), ("closes", _("%(day)s: closes at")))
AGAIN = (("opens", _("%(day)s, time %(number)d: opens at")), ("closes", _("%(day)s, time %(number)d: closes at")))


@dataclass(frozen=True, slots=True)
class Day:
    name: str
    spans: list[tuple[forms.BoundField, forms.BoundField]]

    @property
    def has_more(self) -> bool:
        """Whether the second span, and what follows, is to be open: something is in it, or wrong with it."""
        return any(field.value() or field.errors for span in self.spans[1:] for field in span)


class HourText(ClockText):
    """When a day begins or ends. "Closed" is as good as nothing."""

    def clean(self, value: Any) -> Any:
        return super().clean("" if bare(str(value or "")).strip(" .()") in CLOSED else value)


class HoursForm(forms.Form):
    weekdays = forms.BooleanField(
        label=_("Tuesday to Friday: the same hours as Monday"),
        help_text=_("A day that you fill in yourself stays as you wrote it."),
        required=False,
    )
    opening_day = MomentText(
        label=_("Day of your next free time"),
        help_text=_("For example: tomorrow 2 PM, or Dec 1. Leave it empty if patients should ask."),
        required=False,
    )
    opening_time = ClockText(label=_("Time"), help_text=_("For example: 2:30 PM"), required=False)
    second_day = MomentText(
        label=_("Day of a free evening or weekend time"),
        help_text=_("The first one that is free."),
        required=False,
    )
    second_time = ClockText(label=_("Time on that day"), help_text=_("For example: 5:30 PM"), required=False)

    def __init__(
        self, data: Any = None, *, location: PracticeLocation, now: datetime, free: datetime | None = None
    ) -> None:
        """`free`: what their calendars leave, to begin with as the next free time."""
        self.zone, self.now = ZoneInfo(location.time_zone), now
        self.stored = _stored(location)
        self.numbers = {day.value: range(1, self._how_many(day.value, data) + 1) for day in Weekday}
        super().__init__(data, initial=self._initial(location, free), label_suffix="")
        for name in OPENINGS:
            self.fields[f"{name}_day"].today = now.astimezone(self.zone).date()  # type: ignore[attr-defined]
        for day in Weekday:
            for number in self.numbers[day.value]:
                for end, words in ENDS if number == 1 else AGAIN:
                    self.fields[_name(end, day.value, number)] = HourText(
                        label=words % {"day": day.label, "number": number},
                        required=False,
                        widget=forms.TextInput(attrs={"size": 9}),
                    )

    def _how_many(self, day: int, data: Any) -> int:
        """As many as are on record or were sent, and room for a second one."""
        held = sum(name.startswith(f"opens_{day}") for name in self.stored)
        sent = [int(match[1]) for name in data or () if (match := re.fullmatch(rf"opens_{day}_([1-9])", name))]
        return min(max(SPANS_SHOWN, held, *sent), max(MOST_SPANS, held))

    def _initial(self, location: PracticeLocation, free: datetime | None) -> dict[str, str]:
        initial = {name: _in_words(at) for name, at in self.stored.items()}
        openings = location.openings_ahead(on=self.now)
        if free:
            openings = [free, *(at for at in openings[1:] if at > free)]
        for name, opening in zip(OPENINGS, openings, strict=False):
            local = opening.astimezone(self.zone)
            initial |= {f"{name}_day": local.date().isoformat(), f"{name}_time": _in_words(local.time())}
        return initial

    def days(self) -> Iterator[Day]:
        for day in Weekday:
            spans = [
                (self[_name("opens", day.value, number)], self[_name("closes", day.value, number)])
                for number in self.numbers[day.value]
            ]
            yield Day(str(day.label), spans)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.spans: dict[int, list[Span]] = {}
        for day in Weekday:
            if spans := self._spans(day.value, cleaned):
                self.spans[day.value] = spans
        if cleaned.get("weekdays"):
            self._copy_monday()
        self.opening, self.second = (self._opening(name, cleaned) for name in OPENINGS)
        self._check_order()
        if not self.errors and not self.spans:
            self.add_error("opens_0", gettext("Enter the hours of at least one day"))
        return cleaned

    def _copy_monday(self) -> None:
        """To the weekdays that were left as they are. "Cleared" is a word of its own: such a day stays closed."""
        if 0 not in self.spans:
            if "opens_0" not in self.errors and "closes_0" not in self.errors:
                self.add_error("opens_0", gettext("Enter the hours of Monday, for the other days to be the same"))
            return
        for day in range(1, 5):
            names = [_name(end, day, number) for number in self.numbers[day] for end, _words in ENDS]
            if all((self.data.get(name) or "") == self.initial.get(name, "") for name in names):
                self.spans[day] = list(self.spans[0])

    def _spans(self, day: int, cleaned: Mapping[str, Any]) -> list[Span]:
        """In the order of the day. Two that overlap are refused beside the one that was typed later."""
        found: list[Span] = []
        for number in self.numbers[day]:
            span = self._span(day, number, cleaned, after=max((closes for _opens, closes in found), default=time.min))
            if span and any(span[0] < closes and opens < span[1] for opens, closes in found):
                self.add_error(_name("opens", day, number), gettext("This overlaps with another time of the day"))
            elif span:
                found.append(span)
        return sorted(found)

    def _span(self, day: int, number: int, cleaned: Mapping[str, Any], *, after: time) -> Span | None:
        """Of a bare "9" the one that a clinic can open or close at: it opens before 5 PM, or after its noon break."""
        names = [_name(end, day, number) for end, _words in ENDS]
        opens, closes = (self._as_stored(name, at) for name, at in self._both(cleaned, *names).items())
        if opens is None or closes is None:
            return None
        latest = LATEST_OPENING if after == time.min else LATEST_CLOSING
        opens = self._settled(names[0], opens, lambda at: max(after, EARLIEST_OPENING) <= at <= latest)
        closes = opens and self._settled(names[1], closes, lambda at: opens < at <= LATEST_CLOSING)
        if opens is None or closes is None:
            return None
        if closes <= opens:
            self.add_error(names[1], gettext("The closing time has to be after the opening time"))
            return None
        return opens, closes

    def _settled(self, name: str, clock: Clock, can_be: Callable[[time], bool]) -> time | None:
        try:
            return settle(clock, can_be=can_be)
        except UserFacingError as error:
            self.add_error(name, error.message)
            return None

    def _as_stored(self, name: str, at: Clock | None) -> Clock | None:
        """What was not touched stays as it is on record, to the second."""
        return self.stored[name] if at and self.data.get(name) == self.initial.get(name) else at

    def _both(self, cleaned: Mapping[str, Any], *names: str) -> dict[str, Any]:
        """What was read from two fields that go together. When only one was filled in, the other is asked for."""
        empty = [name for name in names if name in cleaned and cleaned[name] is None]
        if len(empty) == 1:
            reader = dates if isinstance(self.fields[empty[0]], MomentText) else times
            self.add_error(empty[0], reader.unread().message)
        return {name: cleaned.get(name) for name in names}

    def _opening(self, name: str, cleaned: Mapping[str, Any]) -> datetime | None:
        """In UTC. A wall time that the clocks skip is refused."""
        names = [f"{name}_day", f"{name}_time"]
        day, at = cleaned.get(names[0]) or (None, None)
        apart = cleaned.get(names[1])
        if at is not None and apart is not None and at != apart:
            self.add_error(names[1], gettext("You wrote another time beside the day. Keep one of the two"))
            return None
        if at is None:
            at = self._both(cleaned, *names)[names[1]]
        at = at and day and self._settled(names[1], at, self._could_be(day))
        return self._instant(name, day, at) if day and at else None

    def _could_be(self, day: date) -> Callable[[time], bool]:
        """Within the hours of that day; on a day without, between early and late."""
        spans = self.spans.get(day.weekday()) or [(EARLIEST_OPENING, LATEST_OPENING)]
        return lambda at: any(opens <= at < closes for opens, closes in spans)

    def _check_order(self) -> None:
        """The next free time is the first of both, or patients would read a later one as the next."""
        if self.second is None or self._wrong("opening"):
            return
        if self.opening is None:
            self.add_error("opening_day", gettext("Enter your next free time too. It may be the same day"))
        elif self.second <= self.opening:
            self.add_error("second_day", gettext("Your next free time is later than this. Enter the first one above"))

    def _wrong(self, name: str) -> bool:
        return any(field in self.errors for field in (f"{name}_day", f"{name}_time"))

    def _instant(self, name: str, day: date, at: time) -> datetime | None:
        if abs(day - self.now.date()) > FARTHEST_OPENING * 2:  # the ends of the calendar do not convert to UTC
            self.add_error(f"{name}_day", gettext("Enter a time to come, within a year"))
            return None
        local = datetime.combine(day, at, tzinfo=self.zone)
        instant = local.astimezone(UTC)
        if instant.astimezone(self.zone).replace(tzinfo=None) != local.replace(tzinfo=None):
            self.add_error(f"{name}_time", gettext("The clocks change then, and this time does not exist"))
        elif not self.now < instant <= self.now + FARTHEST_OPENING:
            self.add_error(f"{name}_day", gettext("Enter a time to come, within a year"))
        else:
            return instant
        return None


def _name(end: str, day: int, number: int) -> str:
    """opens_0 and opens_0_2 are Monday's first and second opening."""
    return f"{end}_{day}" if number == 1 else f"{end}_{day}_{number}"


def _stored(location: PracticeLocation) -> dict[str, time]:
    """Field name -> time on record, of every span."""
    stored: dict[str, time] = {}
    numbers = dict.fromkeys(Weekday.values, 0)
    for span in sorted(location.hours.all(), key=lambda span: (span.weekday, span.opens)):
        numbers[span.weekday] += 1
        stored[_name("opens", span.weekday, numbers[span.weekday])] = span.opens
        stored[_name("closes", span.weekday, numbers[span.weekday])] = span.closes
    return stored


def _in_words(at: time) -> str:
    """9:00 AM: the form has to understand it again."""
    return f"{at.hour % 12 or 12}:{at.minute:02d} {'AM' if at.hour < 12 else 'PM'}"

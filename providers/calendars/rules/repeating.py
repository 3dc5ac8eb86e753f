"""On which days an entry repeats. Pure, and bounded whatever a file says: a day is asked, nothing is unrolled.

Daily, weekly, monthly and yearly rules with an interval, days of the week, days of the month, a count or an end: what
people's calendars write. A rule with more parts raises NotRead, and the clinic is told how many entries were left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

WEEKDAYS: Final = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
READ: Final = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "COUNT", "UNTIL", "WKST"}
OLDEST: Final = timedelta(days=366 * 30)  # a count is followed from its beginning, and nobody began earlier


class NotRead(Exception):
    """The rule says more than we understand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    freq: str
    interval: int = 1
    days: tuple[tuple[int, int], ...] = ()  # (which one in the month, or 0 for each; weekday)
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    count: int = 0
    until: date | datetime | None = None

    def days_between(self, start: date, first: date, last: date) -> Iterator[date]:
        """Of `start` and after, those from `first` to `last`."""
        if not self.count:
            yield from (day for day in _days(max(start, first), last) if self.hits(start, day))
            return
        if first - start > OLDEST:
            raise NotRead
        left = self.count
        for day in _days(start, last):
            if self.hits(start, day):
                if day >= first:
                    yield day
                left -= 1
            if not left:
                return

    def hits(self, start: date, day: date) -> bool:
        if self.months and day.month not in self.months:
            return False
        return _FITS[self.freq](self, start, day)


def repeats_of(rule: Mapping[str, Sequence[Any]]) -> Repeats:
    """`rule`: as icalendar reads RRULE, each part a list."""
    if set(rule) - READ or str(rule["FREQ"][0]) not in _FITS:
        raise NotRead
    freq, interval = str(rule["FREQ"][0]), int(rule.get("INTERVAL", [1])[0])
    days = tuple(_weekday(str(one)) for one in rule.get("BYDAY", ()))
    if interval < 1 or str(rule.get("WKST", ["MO"])[0]) not in {"MO", "SU"}:
        raise NotRead
    if freq in {"DAILY", "WEEKLY"} and any(nth for nth, _day in days):
        raise NotRead
    if freq == "WEEKLY" and (interval > 1 and len(days) > 1 and str(rule.get("WKST", ["MO"])[0]) == "SU"):
        raise NotRead  # which week a Sunday belongs to
    if freq == "YEARLY" and (days or "BYMONTHDAY" in rule) and "BYMONTH" not in rule:
        raise NotRead  # the hundredth day, the twentieth Monday of a year
    if "COUNT" in rule and int(rule["COUNT"][0]) < 1:
        raise NotRead
    return Repeats(
        freq=freq,
        interval=interval,
        days=days,
        month_days=tuple(int(one) for one in rule.get("BYMONTHDAY", ())),
        months=tuple(int(one) for one in rule.get("BYMONTH", ())),
        count=int(rule.get("COUNT", [0])[0]),
        until=rule.get("UNTIL", [None])[0],
    )


def _weekday(text: str) -> tuple[int, int]:
    """ "MO" -> (0, 0); "2TU" -> (2, 1); "-1FR" -> (-1, 4)."""
    name, nth = text[-2:], text[:-2]
    if name not in WEEKDAYS or (nth and not nth.lstrip("+-").isdigit()):
        raise NotRead
    return int(nth or 0), WEEKDAYS[name]


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=step) for step in range((last - first).days + 1))


def _on_weekday(rule: Repeats, day: date) -> bool:
    """Also "the second Tuesday", "the last Friday"."""
    in_month = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    from_start, from_end = (day.day - 1) // 7 + 1, (in_month.day - day.day) // 7 + 1
    return any(weekday == day.weekday() and nth in (0, from_start, -from_end) for nth, weekday in rule.days)


def _daily(rule: Repeats, start: date, day: date) -> bool:
    fits = not rule.days or _on_weekday(rule, day)
    return fits and _in_month_days(rule, day) and (day - start).days % rule.interval == 0


def _weekly(rule: Repeats, start: date, day: date) -> bool:
    weeks = (_monday(day) - _monday(start)).days // 7
    fits = _on_weekday(rule, day) if rule.days else day.weekday() == start.weekday()
    return fits and _in_month_days(rule, day) and weeks % rule.interval == 0


def _monthly(rule: Repeats, start: date, day: date) -> bool:
    months = (day.year - start.year) * 12 + day.month - start.month
    if months % rule.interval:
        return False
    if rule.days:
        return _on_weekday(rule, day) and _in_month_days(rule, day)
    return _in_month_days(rule, day) if rule.month_days else day.day == start.day


def _yearly(rule: Repeats, start: date, day: date) -> bool:
    if rule.days or rule.month_days:  # of the months that the rule names: Thanksgiving is the fourth Thursday of one
        same = (not rule.days or _on_weekday(rule, day)) and _in_month_days(rule, day)
    else:
        same = day.day == start.day and (bool(rule.months) or day.month == start.month)
    return same and (day.year - start.year) % rule.interval == 0


def _in_month_days(rule: Repeats, day: date) -> bool:
    in_month = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return not rule.month_days or day.day in rule.month_days or day.day - in_month.day - 1 in rule.month_days


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


_FITS: Final = {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly, "YEARLY": _yearly}

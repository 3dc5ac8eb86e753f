"""Where something is said, and small words that properties share."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from benchmarks.truth.facts import Row, Truth, ask

WISHES = {
    "A doctor gives the treatment": "doctor",
    "A woman gives the treatment": "woman",
    "A man gives the treatment": "man",
    "A way in without steps": "step_free",
    "Parking at the door": "parking",
    "A video chat first": "video_first",
    "Speaks English": "speaks:en",
    "Speaks Español": "speaks:es",
    "Speaks 한국어": "speaks:ko",
}
TIMES = {
    "weekday mornings": "weekday_morning",
    "weekday afternoons": "weekday_afternoon",
    "weekday evenings": "weekday_evening",
    "Saturdays": "saturday",
    "Sundays": "sunday",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """`about`: a place, a provider or a column; 0 for the page. `page`: what the walk knows of it, like the order
    of its cards."""

    truth: Truth
    about: int = 0
    page: dict[str, Any] = field(default_factory=dict)

    @property
    def here(self) -> Row:
        return self.truth.rows[self.about]

    @property
    def others(self) -> list[Row]:
        return [row for row in self.truth.on_list if row.place != self.about]

    def one(self, sql: str, **given: object) -> Any:
        """The only value of the only row."""
        rows = ask(sql, about=self.about, on=self.truth.on, intake=self.truth.intake, **given)
        return next(iter(rows[0].values())) if rows else None


def amount(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def short_day(day: date) -> str:
    return f"{day:%a, %b} {day.day}"


def month_day(day: date) -> str:
    return f"{day:%B} {day.day}"


def full_day(day: date) -> str:
    return f"{day:%b} {day.day}, {day:%Y}"


def week_day(day: date) -> str:
    return f"{day:%a, %b} {day.day}, {day:%Y}"


def clock(at: datetime | Any) -> str:
    return f"{at.hour % 12 or 12}:{at.minute:02} {'AM' if at.hour < 12 else 'PM'}"


def split(words: str) -> list[str]:
    return re.split(r", | and ", words)


def wishes(words: str) -> set[str]:
    known = {label.lower(): code for label, code in WISHES.items()}
    return {known[word.lower()] for word in split(words)}


def times(words: str) -> set[str]:
    return {TIMES[word] for word in split(words)}


def people(rows: Iterable[Row]) -> int:
    return len({row.provider for row in rows})


def tells_miles(text: str, miles: float) -> bool:
    """To a tenth; "less than 0.1 miles" for what is nearer."""
    if text == "less than 0.1 miles":
        return miles < 0.1
    return abs(float(text.split()[0].replace(",", "")) - miles) <= 0.05001

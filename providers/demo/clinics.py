"""A made-up practice location: name, street, fees, opening hours and the next free time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from providers.demo.names import clinic_words
from providers.demo.spread import Spread, street_point
from providers.directory.enums import PlacedBy, Weekday
from providers.directory.geocoding.zip_codes import ZipPlace
from providers.directory.traits import PLACE_TRAITS

SEVERAL_LOCATIONS: Final = 0.20
A_THIRD: Final = 0.20  # of those with several
OVER_BORDER: Final = 0.35  # of further locations, where another state is near
EVENING: Final = time(17)
NAMES_A_SECOND: Final = 0.6  # opening, of those with hours in the evening or on a weekend
TICKED: Final = {"step_free": 0.78, "video_first": 0.38}  # of all clinics; of any other box a half


@dataclass(frozen=True, slots=True)
class OpenHours:
    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    place: ZipPlace
    crowd: int  # people around
    name: str
    line1: str
    line2: str
    latitude: float
    longitude: float
    placed_by: str
    phone: str
    is_active: bool
    accepting: bool
    boxes: tuple[bool, ...]  # of PLACE_TRAITS, ticked or not
    fee: int
    fee_credited: bool
    hours: tuple[OpenHours, ...]
    next_opening_at: datetime | None
    second_opening_at: datetime | None
    hours_confirmed_on: date | None
    confirmed_on: date


def draw_rows(rng: Random, spread: Spread) -> list[int]:
    """ZIP rows of one provider's locations, the main one first."""
    rows = [spread.draw(rng)]
    if rng.random() < SEVERAL_LOCATIONS:
        for _ in range(2 if rng.random() < A_THIRD else 1):
            further = spread.draw_near(rng, rows[0], over_border=True) if rng.random() < OVER_BORDER else None
            if further is None:
                further = spread.draw_near(rng, rows[0], over_border=False)
            if further is not None and further not in rows:
                rows.append(further)
    return rows


def draw_clinic(rng: Random, spread: Spread, row: int, *, main: bool, on: date) -> Clinic:
    place = spread.place(row)
    by_street = rng.random() < 0.7
    latitude, longitude = street_point(rng, place) if by_street else (place.latitude, place.longitude)
    hours = draw_hours(rng, main=main)
    accepting = rng.random() < 0.85
    fee = rng.choice((50, 75, 75, 100, 100, 125, 150, 200, 250)) if rng.random() < 0.55 else 0
    confirmed, opening = draw_opening(rng, hours if accepting else (), place.time_zone, on)
    return Clinic(
        place=place,
        crowd=spread.crowd(row),
        name=draw_name(rng, place.city),
        line1=f"{rng.randrange(100, 9800)} {rng.choice(clinic_words().streets)}",
        line2=f"Suite {rng.randrange(100, 900)}" if rng.random() < 0.5 else "",
        latitude=latitude,
        longitude=longitude,
        placed_by=(PlacedBy.STREET if by_street else PlacedBy.ZIP).value,
        phone=f"({rng.randrange(201, 990)}) 555-01{rng.randrange(100):02d}",  # 555-01xx is kept free for fiction
        is_active=rng.random() < 0.99,
        accepting=accepting,
        boxes=draw_boxes(Random(rng.random())),  # noqa: S311  (nothing secret here)
        fee=fee,
        fee_credited=fee > 0 and rng.random() < 0.6,
        hours=hours,
        next_opening_at=opening,
        second_opening_at=draw_second(opening, hours, place.time_zone),
        hours_confirmed_on=confirmed,
        confirmed_on=_confirmed_on(place, on),
    )


def _confirmed_on(place: ZipPlace, on: date) -> date:
    """Within the last 60 days; by no generator, so that it moves nothing else of the directory."""
    return on - timedelta(days=int(place.zip_code) % 60)


def draw_boxes(rng: Random) -> tuple[bool, ...]:
    """By a generator of their own: one more box moves nothing else of the directory."""
    return tuple(rng.random() < TICKED.get(trait.code, 0.5) for trait in PLACE_TRAITS)


def draw_name(rng: Random, city: str) -> str:
    words = clinic_words()
    return f"{city if rng.random() < 0.2 else rng.choice(words.first)} {rng.choice(words.kinds)}"


def draw_hours(rng: Random, *, main: bool) -> tuple[OpenHours, ...]:
    """Weekdays with some days off, evenings for a third, Saturdays for a third. A few clinics never said."""
    if rng.random() < 0.03:
        return ()
    keep = 0.9 if main else 0.4
    days = [day for day in range(Weekday.SATURDAY) if rng.random() < keep] or [int(Weekday.WEDNESDAY)]
    evenings = set(rng.sample(days, min(2, len(days)))) if rng.random() < 0.33 else set()
    opens, closes, lunch = time(rng.choice((8, 9, 9, 10))), time(rng.choice((16, 17, 17, 18))), rng.random() < 0.12
    spans: list[OpenHours] = []
    for day in days:
        late = time(20) if day in evenings else closes
        if lunch:
            spans += [OpenHours(day, opens, time(12)), OpenHours(day, time(13), late)]
        else:
            spans.append(OpenHours(day, opens, late))
    if rng.random() < 0.33:
        spans.append(OpenHours(Weekday.SATURDAY, time(rng.choice((9, 10))), time(rng.choice((13, 14, 16)))))
    if rng.random() < 0.05:
        spans.append(OpenHours(Weekday.SUNDAY, time(11), time(15)))
    return tuple(spans)


def draw_opening(rng: Random, hours: tuple[OpenHours, ...], zone: str, on: date) -> tuple[date | None, datetime | None]:
    """(when the clinic last confirmed, the first free time it then named). Some said it long ago, some never did."""
    if not hours or rng.random() < 0.05:
        return None, None
    stale = rng.random() < 0.10
    confirmed = on - timedelta(days=rng.randrange(70, 300) if stale else rng.randrange(30))
    earliest = (confirmed if stale else on) + timedelta(days=1 + min(90, int(rng.expovariate(1 / 9))))
    day = next(
        day for ahead in range(7) if (day := earliest + timedelta(days=ahead)).weekday() in {s.weekday for s in hours}
    )
    span = next(span for span in hours if span.weekday == day.weekday())
    start = datetime.combine(day, span.opens, tzinfo=ZoneInfo(zone)) + timedelta(minutes=30 * rng.randrange(6))
    return confirmed, start.astimezone(UTC)


def draw_second(opening: datetime | None, hours: tuple[OpenHours, ...], zone: str) -> datetime | None:
    """The first free time in an evening or on a weekend, where the clinic has such hours and the next is not there
    already. By a generator of its own, so that it moves nothing else of the directory."""
    off_work = [span for span in hours if span.weekday >= Weekday.SATURDAY or span.closes > EVENING]
    if opening is None or not off_work:
        return None
    rng = Random(f"second {opening.isoformat()}")  # noqa: S311  (nothing secret here)
    first = opening.astimezone(ZoneInfo(zone))
    if rng.random() > NAMES_A_SECOND or is_off_work(first):
        return None
    span = rng.choice(off_work)
    ahead = (span.weekday - first.weekday()) % 7 or 7
    day = first.date() + timedelta(days=ahead + 7 * rng.choice((0, 0, 0, 1, 2)))
    at = span.opens if span.weekday >= Weekday.SATURDAY else EVENING
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC) + timedelta(minutes=30 * rng.randrange(2))


def is_off_work(local: datetime) -> bool:
    return local.weekday() >= Weekday.SATURDAY or local.time() >= EVENING

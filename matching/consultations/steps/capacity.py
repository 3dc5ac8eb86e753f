"""Places in a week. One statement takes one, so two who want the last one cannot both have it."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection, transaction

from caarisma.accounts.models import User
from matching.consultations.errors import FullUntil, TakesNoRequests
from matching.consultations.models import CapacityWeek, PlaceCapacity, Request
from matching.consultations.rules.wall_times import day_of, monday_of
from providers.directory.models import PracticeLocation
from providers.teams.acting import require_may
from providers.teams.enums import Did
from providers.teams.rules.deeds import Deed
from providers.teams.services.acts import note

# Until ten requests came, so that a first rush does not spoil how fast a new clinic answers.
NEWCOMER: Final = 5
KNOWN_AFTER: Final = 10
MOST_UNANSWERED: Final = 20  # of one provider
TAKE: Final = """
INSERT INTO consultations_capacityweek AS kept (place_id, week, places, taken)
VALUES (%(place)s, %(week)s, %(places)s, 1)
ON CONFLICT (place_id, week) DO UPDATE SET taken = kept.taken + 1, places = GREATEST(%(places)s, kept.taken)
WHERE kept.taken < %(places)s
RETURNING taken
"""


def places_a_week(place: PracticeLocation) -> int | None:
    """None: as many as come."""
    said = PlaceCapacity.objects.filter(place=place).values_list("places_a_week", flat=True).first()
    if said is not None:
        return said
    sent = Request.objects.filter(provider=place.provider_id)[:KNOWN_AFTER].count()
    return NEWCOMER if sent < KNOWN_AFTER else None


def full_until(place: PracticeLocation, *, now: datetime) -> date | None:
    """The first day on which it takes requests again; None: it takes them now. For cards and before one writes."""
    today = day_of(now, place.time_zone)
    said = PlaceCapacity.objects.filter(place=place).values_list("full_until", flat=True).first()
    if said is not None and said > today:
        return said
    places, week = places_a_week(place), monday_of(today)
    if places is None:
        return None
    taken = CapacityWeek.objects.filter(place=place, week=week).values_list("taken", flat=True).first() or 0
    return week + timedelta(days=7) if taken >= places else None


def take_place(place: PracticeLocation, *, now: datetime) -> date | None:
    """Of this week by the clinic's calendar. Its Monday; None where nobody counts. FullUntil, TakesNoRequests."""
    today = day_of(now, place.time_zone)
    if (until := full_until(place, now=now)) is not None:
        raise FullUntil(until)
    if Request.objects.open().filter(provider=place.provider_id, answered_at=None).count() >= MOST_UNANSWERED:
        raise TakesNoRequests
    places, week = places_a_week(place), monday_of(today)
    if places is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"place": place.pk, "week": week, "places": places})
        if cursor.fetchone() is None:
            raise FullUntil(week + timedelta(days=7))
    return week


def give_back(request: Request, *, now: datetime) -> None:
    """While its week lasts: a place in a week that is over is of use to nobody."""
    week, request.capacity_week = request.capacity_week, None
    if week is None or monday_of(day_of(now, request.place.time_zone)) > week:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE consultations_capacityweek SET taken = taken - 1 WHERE place_id = %s AND week = %s AND taken > 0",
            [request.place_id, week],
        )


@transaction.atomic
def say_capacity(*, place_id: int, places: int | None, until: date | None, by: User, now: datetime) -> None:
    """As set_capacity, by a person of the clinic. NotYours for others."""
    place = PracticeLocation.objects.select_related("provider").get(pk=place_id)
    require_may(place.provider, by, Deed.HOURS)
    set_capacity(place_id=place_id, places=places, until=until)
    note(place.provider, Did.LIMITS, by=by, place=place, now=now)


def set_capacity(*, place_id: int, places: int | None, until: date | None) -> None:
    """By the clinic: how many a week, and "full until" a day. What is taken already stays taken."""
    PlaceCapacity.objects.update_or_create(place_id=place_id, defaults={"places_a_week": places, "full_until": until})

"""A clinic's own days off, and holidays on which it works. They count for what is asked from then on: nobody is told a
day by which they get an answer, and then another.
"""

from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from matching.consultations.errors import RequestGone, TimeRefused
from matching.consultations.models import SpecialDay
from matching.consultations.rules.wall_times import day_of
from matching.consultations.rules.working_days import is_federal_holiday
from matching.consultations.steps.refusals import one_step
from providers.directory.models import PracticeLocation
from providers.teams.acting import providers_for
from providers.teams.enums import Did
from providers.teams.rules.deeds import Deed
from providers.teams.services.acts import note

MOST_AT_ONCE: Final = 31  # who is away for longer pauses, so that people are told
MOST_DAYS_AHEAD: Final = 366


@one_step
def close_days(*, place_id: int, first: date, last: date, by: User, now: datetime) -> None:
    """From `first` to `last`, both included. TimeRefused for the past, for too many, and for too far ahead."""
    place = _of_clinic(place_id, by)
    if last < first:
        raise TimeRefused(_("The last day comes before the first. Please change one of them."))
    if (last - first).days >= MOST_AT_ONCE:
        raise TimeRefused(_("These are more than 31 days. For a longer break, pause your requests."))
    _require_ahead(place, first, last, now=now)
    days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    _keep([SpecialDay(place=place, day=day, is_open=False, said_at=now) for day in days])
    note(place.provider, Did.DAYS_OFF, by=by, place=place, now=now)


@one_step
def open_day(*, place_id: int, day: date, by: User, now: datetime) -> None:
    """ "We work on this holiday". TimeRefused for a day that is none."""
    place = _of_clinic(place_id, by)
    _require_ahead(place, day, day, now=now)
    if not is_federal_holiday(day):
        raise TimeRefused(_("This day is no federal holiday. Your weekly hours say when you are open."))
    _keep([SpecialDay(place=place, day=day, is_open=True, said_at=now)])
    note(place.provider, Did.DAYS_OFF, by=by, place=place, now=now)


@one_step
def forget_day(*, place_id: int, day: date, by: User, now: datetime) -> None:
    """As the weekly hours and the holidays say. What is past stays: answers were measured by it."""
    place = _of_clinic(place_id, by)
    _require_ahead(place, day, day, now=now)
    SpecialDay.objects.filter(place=place, day=day).delete()
    note(place.provider, Did.DAYS_OFF, by=by, place=place, now=now)


def _of_clinic(place_id: int, by: User) -> PracticeLocation:
    mine = providers_for(by.pk, Deed.HOURS)
    place = PracticeLocation.objects.select_related("provider").filter(pk=place_id, provider__in=mine).first()
    if place is None:
        raise RequestGone
    return place


def _require_ahead(place: PracticeLocation, first: date, last: date, *, now: datetime) -> None:
    today = day_of(now, place.time_zone)
    if first < today:
        raise TimeRefused(_("This day is past. Choose a later one."))
    if last > today + timedelta(days=MOST_DAYS_AHEAD):
        raise TimeRefused(_("This day is too far ahead. Choose one within a year."))


def _keep(days: list[SpecialDay]) -> None:
    """A day that says so already keeps when it was said."""
    (place_id,) = {day.place_id for day in days}
    known = SpecialDay.objects.filter(place=place_id, day__in=[day.day for day in days])
    same = set(known.values_list("day", "is_open"))
    SpecialDay.objects.bulk_create(
        [day for day in days if (day.day, day.is_open) not in same],
        update_conflicts=True,
        unique_fields=["place", "day"],
        update_fields=["is_open", "said_at"],
    )

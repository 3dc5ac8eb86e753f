"""Each night the figures of every listed place are counted anew, some places at a time."""

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from matching.engine import Candidate, bounding_box, great_circle_miles
from matching.insights.asking import NearSearch, requirements_of_search, together
from matching.insights.candidates import candidate_of
from matching.insights.models import AnonymousSearch, PlaceFigures
from matching.insights.nights import night_of
from matching.insights.rules.counting import Counted, count
from matching.insights.rules.lifting import lifts
from matching.search.assembly import NothingOffered
from matching.snapshots.candidate_rows import in_box
from providers.directory.models import PracticeLocation
from providers.directory.traits import PLACE_TRAITS
from providers.listing.listed import listed_places

NEAR_MILES: Final = 25
MOST: Final = 2_000  # searches for one place, the newest: a city has more than tell anything new
BATCH: Final = 20


def place_figures(*, now: datetime) -> bool:
    """Whether that was a whole batch. Whoever is listed no more has none."""
    night = night_of(now)
    listed = listed_places(on=now)
    due = listed.filter(Q(figures=None) | Q(figures__counted_on__lt=night)).order_by("latitude", "longitude", "pk")
    places = list(due.select_related("provider")[:BATCH])
    for place in places:
        count_place(place, now=now)
    if len(places) < BATCH:
        PlaceFigures.objects.filter(counted_on__lt=night).exclude(place__in=listed).delete()
    return len(places) == BATCH


@transaction.atomic
def count_place(place: PracticeLocation, *, now: datetime) -> PlaceFigures | None:
    """Count one place and write it down. None: it left the lists in between."""
    mine = candidate_of(place, now=now)
    if mine is None:
        PlaceFigures.objects.filter(place=place).delete()
        return None
    night = night_of(now)
    near = searches_near(place.latitude, place.longitude, night=night, now=now)
    others = PracticeLocation.objects.filter(provider=place.provider_id).exclude(pk=place.pk)
    counted = count(near, mine, siblings=frozenset(others.values_list("pk", flat=True)), on=night)
    return _written(place, counted, near, mine, night)


def _written(
    place: PracticeLocation, counted: Counted, near: list[NearSearch], mine: Candidate, night: date
) -> PlaceFigures:
    told = lifts(near, mine, boxes=[trait.code for trait in PLACE_TRAITS])
    figures = counted.figures() | {"lifts": [lift.to_dict() for lift in told]}
    sums = ("searches", "nobody", "shown", "elsewhere", "lower", "dropped", "median_place", "median_length")
    fields = {name: getattr(counted, name) for name in sums}
    row, _made = PlaceFigures.objects.update_or_create(
        place=place, defaults={**fields, "counted_on": night, "figures": figures}
    )
    return row


def searches_near(latitude: float, longitude: float, *, night: date, now: datetime) -> list[NearSearch]:
    """The newest judged searches of which the area's middle lies within 25 miles. Two that ask the same are one."""
    rows = AnonymousSearch.objects.recent(on=night).filter(
        in_box(bounding_box(latitude, longitude, NEAR_MILES)), judged_on__isnull=False
    )
    found = [
        row
        for row in rows.order_by("-day", "pk")[:MOST]
        if great_circle_miles(latitude, longitude, row.latitude, row.longitude) <= NEAR_MILES
    ]
    near = []
    for same in together(found):
        try:
            requirements = requirements_of_search(same[0], on=now)
        except NothingOffered:
            continue
        seats = tuple(tuple(seat) for seat in same[0].seats)
        days = tuple(row.day for row in same)
        near.append(NearSearch(requirements=requirements, seats=seats, matched=same[0].matched or 0, days=days))
    return near

"""Who would be near and is paused until a day that they named. Nobody is named: who is not listed is shown nowhere."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from django.db.models import F, QuerySet, Value
from django.utils.formats import date_format
from django.utils.translation import ngettext

from caarisma.common.expressions import AnyOf
from caarisma.common.prepared import Prepared, array, written
from matching.engine import bounding_box, great_circle_miles
from matching.search.models import Intake
from providers.directory.models import PracticeLocation
from providers.listing.reading import facts_of
from providers.listing.reasons import why_not
from providers.screening.enums import HoldKind
from providers.screening.models import ProviderHold
from treatments.models import AreaConcern

MOST_LOOKED_AT: Final = 20  # places


def paused_words(intake: Intake, asked: Collection[AreaConcern], *, now: datetime) -> str:
    """ "1 clinic near you is paused until Dec 14." One query, as long as nobody near is paused."""
    days = _days(intake, asked, now)
    if not days:
        return ""
    words = ngettext(
        "%(count)s clinic near you is paused until %(day)s.",
        "%(count)s clinics near you are paused, the first until %(day)s.",
        len(days),
    )
    return words % {"count": len(days), "day": date_format(min(days), "DATE_FORMAT")}


def _days(intake: Intake, asked: Collection[AreaConcern], now: datetime) -> list[date]:
    box = bounding_box(intake.latitude, intake.longitude, intake.radius_miles)
    found = NEAR.fetch(now.date(), box.south, box.north, *box.sides, array(row.pk for row in asked))
    near = [place for (place,) in found]
    within = {
        place.provider_id: place
        for place in (PracticeLocation.objects.filter(pk__in=near).order_by("pk") if near else ())
        if great_circle_miles(intake.latitude, intake.longitude, place.latitude, place.longitude) <= intake.radius_miles
    }
    back = _listed_but_for_the_pause(within, now)
    days = _paused(now.date()).filter(provider__in=back).values_list("until", flat=True) if back else ()
    return [day for day in days if day]


def _paused(day: date) -> QuerySet[ProviderHold]:
    return ProviderHold.objects.open().filter(kind=HoldKind.PAUSED, until__gt=day)


# Stand for the parameters while the ORM writes.
DAY, SOUTH, NORTH, WEST, EAST, ASKED = date.min, -1000.0, 1000.0, -2000.0, 2000.0, "what is asked for"


def _near(day: str, south: str, north: str, west: str, east: str, asked: str) -> str:
    """Places of paused people in a box that offer some of it. They are the first of those who are near: of all between
    two latitudes the first may be a continent away."""
    rows = PracticeLocation.objects.filter(
        AnyOf(F("offerings__area_concern"), Value(ASKED)),
        provider__in=_paused(DAY).values("provider"),
        is_active=True,
        accepting_patients=True,
        latitude__range=(SOUTH, NORTH),
        longitude__range=(WEST, EAST),
        offerings__is_active=True,
    )
    first = rows.order_by("pk").distinct().values_list("pk")[:MOST_LOOKED_AT]
    return written(first, {DAY: day, SOUTH: south, NORTH: north, WEST: west, EAST: east, ASKED: asked})


NEAR = Prepared("paused_near", ["date", *["float8"] * 4, "bigint[]"], _near)


def _listed_but_for_the_pause(places: dict[int, PracticeLocation], now: datetime) -> set[int]:
    """Ids of providers who would be shown at that place on this day, were they not paused."""
    found = set()
    for facts in facts_of(places.keys()) if places else ():
        holds = tuple(hold for hold in facts.holds if hold.kind != HoldKind.PAUSED)
        here = places[facts.provider_id].pk == facts.location_id
        if here and not why_not(replace(facts, holds=holds), on=now):
            found.add(facts.provider_id)
    return found

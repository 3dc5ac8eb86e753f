"""Who would be near and is paused until a day that they named. Nobody is named: who is not listed is shown nowhere."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import ngettext

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
    paused = ProviderHold.objects.open().filter(kind=HoldKind.PAUSED, until__gt=now.date())
    near = (
        PracticeLocation.objects.filter(
            provider__in=paused.values("provider"),
            is_active=True,
            accepting_patients=True,
            latitude__range=(box.south, box.north),
            offerings__is_active=True,
            offerings__area_concern__in=[row.pk for row in asked],
        )
        .order_by("pk")
        .distinct()[:MOST_LOOKED_AT]
    )
    within = {
        place.provider_id: place
        for place in near
        if great_circle_miles(intake.latitude, intake.longitude, place.latitude, place.longitude) <= intake.radius_miles
    }
    back = _listed_but_for_the_pause(within, now)
    days = paused.filter(provider__in=back).values_list("until", flat=True) if back else ()
    return [day for day in days if day]


def _listed_but_for_the_pause(places: dict[int, PracticeLocation], now: datetime) -> set[int]:
    """Ids of providers who would be shown at that place on this day, were they not paused."""
    found = set()
    for facts in facts_of(places.keys()) if places else ():
        holds = tuple(hold for hold in facts.holds if hold.kind != HoldKind.PAUSED)
        here = places[facts.provider_id].pk == facts.location_id
        if here and not why_not(replace(facts, holds=holds), on=now):
            found.add(facts.provider_id)
    return found

"""Who may be shown at an instant, in SQL: worked out from dated facts, never stored. The clauses are the table's."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from providers.directory.models import PracticeLocation, Provider
from providers.directory.models.location import local_date
from providers.directory.offered import fat_pads_treated
from providers.listing.reasons import REASONS, STANDING, clauses_of


def listed_places(*, on: datetime, among: QuerySet[PracticeLocation] | None = None) -> QuerySet[PracticeLocation]:
    """Locations that patients may see at the instant `on` (aware): none of the reasons stands against them.

    Dates are compared with today in the clinic's time zone: what ends today is good until midnight there. An end date
    that is missing is never "for ever": SQL's comparison with NULL drops it.
    """
    places = PracticeLocation.objects.all() if among is None else among
    dated = places.alias(clinic_date=local_date(on), treats_fat_pads=fat_pads_treated())
    return dated.filter(*clauses_of(REASONS))


def standing_places() -> QuerySet[PracticeLocation]:
    """Locations against which nothing stands that hangs neither on a day nor on what is asked for. On which days they
    are listed says `proven.stretches_of`; what they offer is asked service by service."""
    return PracticeLocation.objects.filter(*clauses_of(STANDING))


def listed_providers(*, on: datetime, among: QuerySet[Provider] | None = None) -> QuerySet[Provider]:
    """Providers with at least one listed location at the instant `on`."""
    providers = Provider.objects.all() if among is None else among
    return providers.filter(Exists(listed_places(on=on).filter(provider=OuterRef("pk"))))

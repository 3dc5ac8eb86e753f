"""The rows that candidates are made from: which count, and how they are read.

For an area they are read as the ORM writes them. For the few that a search names, which every search does, the same
queries are prepared: writing and planning them took longer than to answer.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Value

from caarisma.common.expressions import AnyOf
from caarisma.common.prepared import Prepared, array, written
from matching.engine import BoundingBox
from providers.directory.enums import LicenseStatus
from providers.directory.models import License, Offering, PracticeLocation, WeeklyHours
from providers.directory.offered import fat_pads_treated, offered
from providers.exclusions.models import ExclusionHit
from providers.screening.models import ProviderHold, ScreeningCase, ScreeningCheck

Query = QuerySet[Any, Any]
Rows = Iterable[Sequence[Any]]
Among = Callable[[str], Q | AnyOf]  # from a field to the filter for some of its values
Read = Callable[..., Rows]  # the rows of one of the queries below, for sets of ids


class Row(NamedTuple):
    """A location with the facts of its provider, in the order of COLUMNS."""

    location_id: int
    provider_id: int
    latitude: float
    longitude: float
    state: str
    time_zone: str
    accepting: bool
    first_visit_fee: int
    fee_credited: bool
    step_free: bool
    video_first: bool
    next_opening_at: datetime | None
    hours_confirmed_on: date | None
    profession: str
    gender: str
    languages: list[str]
    treats_fat_pads: bool


COLUMNS = (
    *("pk", "provider_id", "latitude", "longitude", "state", "time_zone", "accepting_patients", "first_visit_fee"),
    *("first_visit_fee_credited", "step_free_access", "video_visits", "next_opening_at", "hours_confirmed_on"),
    *("provider__profession", "provider__gender", "provider__languages", "treats_fat_pads"),
)


# --- Who and what counts ----------------------------------------------------------------------------------------------
def active_locations() -> QuerySet[PracticeLocation]:
    """Locations that may be candidates. One that is closed, an NPI that is out of use and a provider on hold are
    nobody's; every other gate is the engine's to judge.
    """
    held = ProviderHold.objects.open().filter(provider=OuterRef("provider"))
    return PracticeLocation.objects.annotate(treats_fat_pads=fat_pads_treated()).filter(
        ~Exists(held), is_active=True, provider__npi_deactivated_on__isnull=True
    )


def active_licenses() -> QuerySet[License]:
    """Of the provider's own profession, with a last day."""
    return License.objects.filter(
        profession=F("provider__profession"), status=LicenseStatus.ACTIVE, expires_on__isnull=False
    )


def proven_cases() -> QuerySet[ScreeningCase]:
    """With `kinds`, the checks on record, and `ends`, the day on which the first of them runs out."""
    ends = ScreeningCheck.objects.filter(case=OuterRef("pk")).order_by().values("case").values(end=Min("good_until"))
    return ScreeningCase.objects.proven().annotate(ends=Subquery(ends))


def in_box(box: BoundingBox) -> Q:
    """Locations in the box: a first cut by index, before distances are measured."""
    longitudes = Q(longitude__gte=box.west), Q(longitude__lte=box.east)
    # A box across the 180th meridian has its west edge to the right of its east edge.
    beside = longitudes[0] & longitudes[1] if box.west <= box.east else longitudes[0] | longitudes[1]
    return beside & Q(latitude__range=(box.south, box.north))


# --- Queries ----------------------------------------------------------------------------------------------------------
def one_of(values: Collection[int]) -> Among:
    return lambda field: Q(**{f"{field}__in": values})


def places(where: Q | AnyOf, codes: Among) -> Query:
    """Candidates there that offer one of the services."""
    served = Offering.objects.filter(offered(), codes("area_concern"), location=OuterRef("pk"))
    return active_locations().filter(where, Exists(served)).order_by().values_list(*COLUMNS)


def places_at(locations: Among, codes: Among) -> Query:
    return places(locations("pk"), codes)


def offerings(locations: Among, codes: Among) -> Query:
    found = Offering.objects.filter(offered(), locations("location"), codes("area_concern"))
    return found.order_by().values_list("location_id", "area_concern_id", "price_per_session", "sessions_done")


def hours(locations: Among) -> Query:
    found = WeeklyHours.objects.filter(locations("location")).order_by()
    return found.values_list("location_id", "weekday", "opens", "closes")


def last_days(providers: Among) -> Query:
    """Last valid day of the longest active license in each state, of the provider's own profession: an RN license does
    not carry an NP license that lapsed."""
    active = active_licenses().filter(providers("provider")).order_by()
    return active.values_list("provider_id", "state").annotate(last=Max("expires_on"))


def cases(providers: Among) -> Query:
    """When proven cases hold: until the approval ends or the first check runs out. The same rule as
    providers.listing.listed; a test holds them equal.
    """
    found = proven_cases().filter(providers("provider")).order_by()
    columns = ("provider_id", "approved_from", "approved_until", "ends", "states", "kinds")
    return found.values_list(*columns)


def excluded(providers: Among) -> Query:
    return ExclusionHit.objects.hiding().filter(providers("provider")).order_by().values_list("provider_id")


def read(query: Callable[..., Query], *sets: Collection[int]) -> Rows:
    return query(*map(one_of, sets))


def read_prepared(query: Callable[..., Query], *sets: Collection[int]) -> Rows:
    return PREPARED[query].fetch(*map(array, sets))


def _prepared(query: Callable[..., Query], sets: int) -> Prepared:
    """The query with an array of ids for each set."""
    marks = [f"set {place}" for place in range(sets)]  # stand for the parameters while the ORM writes

    def write(*parameters: str) -> str:
        among = [lambda field, mark=mark: AnyOf(F(field), Value(mark)) for mark in marks]
        return written(query(*among), dict(zip(marks, parameters, strict=True)))

    return Prepared(f"candidates_{query.__name__}", ["bigint[]"] * sets, write)


SETS: dict[Callable[..., Query], int] = {places_at: 2, offerings: 2, hours: 1, last_days: 1, cases: 1, excluded: 1}
PREPARED = {query: _prepared(query, sets) for query, sets in SETS.items()}

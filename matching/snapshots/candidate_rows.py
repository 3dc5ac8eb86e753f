"""The rows that candidates are made from, and how they are read. Who is listed when says `providers.listing`.

For an area they are read as the ORM writes them. For the few that a search names, which every search does, the same
queries are prepared: writing and planning them took longer than to answer.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from caarisma.common.expressions import AnyOf
from caarisma.common.prepared import Prepared, array, written
from matching.engine import BoundingBox
from providers.directory import traits
from providers.directory.models import Offering, WeeklyHours
from providers.directory.offered import offered
from providers.listing.listed import standing_places
from providers.listing.proven import stretches_of

Query = QuerySet[Any, Any]
Rows = Iterable[Sequence[Any]]
Among = Callable[[str], Q | AnyOf]  # from a field to the filter for some of its values
Read = Callable[..., Rows]  # the rows of one of the queries below, for sets of ids


class CandidateRow(NamedTuple):
    """A location with the facts of its provider, in the order of COLUMNS."""

    location_id: int
    provider_id: int
    latitude: float
    longitude: float
    placed_by: str
    time_zone: str
    accepting: bool
    first_visit_fee: int
    fee_credited: bool
    next_opening_at: datetime | None
    second_opening_at: datetime | None
    hours_confirmed_on: date | None
    languages: list[str]
    facts: Sequence[Any]  # that meet wishes or do not, see providers/directory/traits.py

    @classmethod
    def of(cls, values: Sequence[Any]) -> "CandidateRow":
        return cls._make([*values[: len(SINGLE)], values[len(SINGLE) :]])


SINGLE = (
    *("pk", "provider_id", "latitude", "longitude", "placed_by", "time_zone", "accepting_patients"),
    *("first_visit_fee", "first_visit_fee_credited", "next_opening_at", "second_opening_at", "hours_confirmed_on"),
    "provider__languages",
)
COLUMNS = (*SINGLE, *traits.COLUMNS)


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
    return standing_places().filter(where, Exists(served)).order_by().values_list(*COLUMNS)


def places_at(locations: Among, codes: Among) -> Query:
    return places(locations("pk"), codes)


def offerings(locations: Among, codes: Among) -> Query:
    found = Offering.objects.filter(offered(), locations("location"), codes("area_concern"))
    return found.order_by().values_list("location_id", "area_concern_id", "price_per_session", "sessions_done")


def hours(locations: Among) -> Query:
    found = WeeklyHours.objects.filter(locations("location")).order_by()
    return found.values_list("location_id", "weekday", "opens", "closes")


def stretches(locations: Among) -> Query:
    """The days on which patients may see them, see `providers.listing`."""
    return stretches_of(locations)


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


SETS: dict[Callable[..., Query], int] = {places_at: 2, offerings: 2, hours: 1, stretches: 1}
PREPARED = {query: _prepared(query, sets) for query, sets in SETS.items()}

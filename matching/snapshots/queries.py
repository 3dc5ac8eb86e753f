"""Which rows of the database make the listings: all of them, or those of some locations.

Who is listed when is asked of `providers.listing`, as for a search (candidate_rows.py). For some locations the queries
are one prepared statement: a change must be in the next answer, and to write and plan four queries costs several times
what it costs to answer them.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Func, Q, QuerySet, TextField, Value

from caarisma.common.expressions import AnyOf
from caarisma.common.prepared import Prepared, array, written
from matching.snapshots import copying
from matching.snapshots.copying import BOOLEAN, CLOCK, DAY, FLOAT, INSTANT, INTEGER, TEXT, Column
from providers.directory.enums import PlacedBy
from providers.directory.models import Offering, WeeklyHours
from providers.directory.offered import offered
from providers.directory.traits import TICKED, TRAITS
from providers.listing.listed import standing_places
from providers.listing.proven import stretches_of

LOCATION_COLUMNS = {
    "pk": INTEGER,
    "provider_id": INTEGER,
    "latitude": FLOAT,
    "longitude": FLOAT,
    "zip_middle": BOOLEAN,
    "time_zone": TEXT,
    "accepting_patients": BOOLEAN,
    "first_visit_fee": INTEGER,
    "first_visit_fee_credited": BOOLEAN,
    "next_opening_at": INSTANT,
    "second_opening_at": INSTANT,
    "hours_confirmed_on": DAY,
    "spoken": TEXT,
    **{trait.column: BOOLEAN if trait.met_by == TICKED else TEXT for trait in TRAITS.values()},
}
IDS = "the ids"  # stands for the parameter while the ORM writes

Query = QuerySet[Any, Any]
Among = Callable[[str], Any]  # from the field with a location's id to the filter for those that are wanted


def columns_of_all() -> dict[str, list[Column]]:
    """By query, see QUERIES. Several statements, so read them in one transaction."""
    selected = {name: query(lambda _field: Q()) for name, query in QUERIES.items()}
    return {name: copying.columns(rows, KINDS[name]) for name, rows in selected.items()}


def columns_of(location_ids: Iterable[int]) -> dict[str, list[Column]]:
    """Likewise, for these locations. One statement, hence of one moment."""
    (row,) = THESE.fetch(array(location_ids))
    found, values = {}, iter(row)
    for name, kinds in KINDS.items():
        found[name] = copying.unpacked([next(values) for _kind in kinds], kinds)
    return found


def _statement(ids: str) -> str:
    """The queries side by side, each packed into one row."""
    parts = []
    for name, query in QUERIES.items():
        rows = query(lambda field: AnyOf(F(field), Value(IDS)))
        parts.append(f"({copying.packed(written(rows, {IDS: ids}), KINDS[name])}) AS {name}")
    return f"SELECT * FROM {', '.join(parts)}"  # noqa: S608  as the ORM wrote it


THESE = Prepared("listings", ["bigint[]"], _statement)


# --- Queries --------------------------------------------------------------------------------------------------------
def _locations(among: Among) -> Query:
    spoken = Func(F("provider__languages"), Value(","), function="array_to_string", output_field=TextField())
    zip_middle = ExpressionWrapper(Q(placed_by=PlacedBy.ZIP), output_field=BooleanField())
    rows = standing_places().filter(among("pk")).annotate(spoken=spoken, zip_middle=zip_middle)
    return rows.order_by().values_list(*LOCATION_COLUMNS)


def _offerings(among: Among) -> Query:
    rows = Offering.objects.filter(offered(), among("location")).order_by()
    return rows.values_list("location_id", "area_concern_id", "price_per_session", "sessions_done")


def _hours(among: Among) -> Query:
    rows = WeeklyHours.objects.filter(among("location")).order_by()
    return rows.values_list("location_id", "weekday", "opens", "closes")


QUERIES = {
    "locations": _locations,
    "offerings": _offerings,
    "stretches": stretches_of,
    "hours": _hours,
}
KINDS = {
    "locations": list(LOCATION_COLUMNS.values()),
    "offerings": [INTEGER] * 4,
    "stretches": [INTEGER, DAY, DAY],
    "hours": [INTEGER, INTEGER, CLOCK, CLOCK],
}

"""Which rows of the database make the listings: all of them, or those of some locations.

Which rows count is asked of the same querysets as for a search (candidate_rows.py); a test holds both equal. For some
locations the queries are one prepared statement: a change must be in the next answer, and to write and plan six queries
costs several times what it costs to answer them.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Exists, F, Func, Max, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Least

from caarisma.common.expressions import AnyOf
from caarisma.common.prepared import Prepared, array, written
from matching.snapshots import copying
from matching.snapshots.candidate_rows import active_licenses, active_locations, proven_cases
from matching.snapshots.copying import BOOLEAN, CLOCK, DAY, FLOAT, INSTANT, INTEGER, TEXT, Column
from providers.directory.models import Offering, WeeklyHours
from providers.directory.offered import offered
from providers.exclusions.models import ExclusionHit
from providers.screening.enums import CheckKind
from providers.screening.models import ScreeningCheck

LOCATION_COLUMNS = {
    "pk": INTEGER,
    "provider_id": INTEGER,
    "latitude": FLOAT,
    "longitude": FLOAT,
    "time_zone": TEXT,
    "accepting_patients": BOOLEAN,
    "first_visit_fee": INTEGER,
    "first_visit_fee_credited": BOOLEAN,
    "next_opening_at": INSTANT,
    "hours_confirmed_on": DAY,
    "provider__profession": TEXT,
    "provider__gender": TEXT,
    "spoken": TEXT,
    "step_free_access": BOOLEAN,
    "video_visits": BOOLEAN,
    "treats_fat_pads": BOOLEAN,
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
    rows = active_locations().filter(among("pk")).annotate(spoken=spoken)
    return rows.order_by().values_list(*LOCATION_COLUMNS)


def _offerings(among: Among) -> Query:
    rows = Offering.objects.filter(offered(), among("location")).order_by()
    return rows.values_list("location_id", "area_concern_id", "price_per_session", "sessions_done")


def _licenses(among: Among) -> Query:
    """The last day of the longest one in the clinic's state."""
    rows = active_licenses().filter(among("provider__locations"), provider__locations__state=F("state")).order_by()
    return (
        rows.values("provider__locations").annotate(last=Max("expires_on")).values_list("provider__locations", "last")
    )


def _cases(among: Among) -> Query:
    """First and last day of each proven case that covers the clinic's state, and whether the products are checked."""
    products = Exists(ScreeningCheck.objects.filter(case=OuterRef("pk"), kind=CheckKind.PRODUCTS))
    rows = proven_cases().filter(
        among("provider__locations"),
        states__contains=Func(F("provider__locations__state"), template="ARRAY[%(expressions)s]::varchar(2)[]"),
    )
    wanted = rows.annotate(last=Least("approved_until", "ends"), products=products).order_by()
    return wanted.values_list("provider__locations", "approved_from", "last", "products")


def _excluded(among: Among) -> Query:
    return ExclusionHit.objects.hiding().filter(among("provider__locations")).order_by().values_list("provider_id")


def _hours(among: Among) -> Query:
    rows = WeeklyHours.objects.filter(among("location")).order_by()
    return rows.values_list("location_id", "weekday", "opens", "closes")


QUERIES = {
    "locations": _locations,
    "offerings": _offerings,
    "licenses": _licenses,
    "cases": _cases,
    "excluded": _excluded,
    "hours": _hours,
}
KINDS = {
    "locations": list(LOCATION_COLUMNS.values()),
    "offerings": [INTEGER] * 4,
    "licenses": [INTEGER, DAY],
    "cases": [INTEGER, DAY, DAY, BOOLEAN],
    "excluded": [INTEGER],
    "hours": [INTEGER, INTEGER, CLOCK, CLOCK],
}

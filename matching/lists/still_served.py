"""Whether a clinic on a stored list still shows what the list is about: a warning may hide it between two rankings."""

from collections.abc import Collection
from functools import cache
from typing import Any, Final, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.expressions import RawSQL

from caarisma.common.expressions import AnyOf
from caarisma.common.prepared import array, written
from matching.engine import Change, Relaxation, Service
from matching.engine.relaxing import groups_left
from matching.engine.requirements import Groups
from matching.lists.cards import CardCatalog
from matching.search.assembly import groups_for
from matching.search.models import Match, NearMiss
from providers.directory.models import Offering
from providers.directory.offered import offered
from treatments.models import AreaConcern

CODES: Final = ArrayField(BigIntegerField())
Row = TypeVar("Row", Match, NearMiss)


def read_still_serving(listed: "QuerySet[Row]", catalog: CardCatalog) -> tuple[list[Row], frozenset[int]]:
    """The rows, and the places of theirs that offer one of each group of what was asked: of a near miss, of each group
    that its change would leave. In the one query."""
    codes = array(pair.pk for pair in catalog.asked)
    serves = RawSQL(_serves(listed.model._meta.db_table), [codes], output_field=CODES)  # noqa: S611  as the ORM wrote it
    rows: list[Any] = list(listed.annotate(serves=serves))
    groups = groups_for(
        areas={area.slug for area in catalog.areas},
        concerns={concern.slug for concern in catalog.concerns},
        services=[Service(pair.pk, pair.area.slug, pair.concern.slug) for pair in catalog.asked],
    )
    serving = (row.location_id for row in rows if _serves_each(row.serves, _wanted(row, groups)))
    return rows, frozenset(serving)


@cache
def _serves(table: str) -> str:
    """What of some services is offered at the place of each row of this table. Written once a process: that took longer
    than to answer it for a list."""
    shown = Offering.objects.filter(offered(), AnyOf(F("area_concern"), Value("codes")), location=Value("place"))
    parameters = {"codes": "%s::bigint[]", "place": f"{table}.location_id"}
    return f"ARRAY({written(shown.order_by().values('area_concern'), parameters)})"


def offers_all_asked(location_id: int, *, areas: Collection[str], concerns: Collection[str]) -> bool:
    """Likewise of one place, by the slugs of what was asked. One query."""
    shown = Offering.objects.filter(offered(), location=location_id, area_concern=OuterRef("pk"))
    pairs = AreaConcern.objects.filter(is_active=True).order_by().annotate(shown=Exists(shown))
    rows = list(pairs.values_list("pk", "area__slug", "concern__slug", "shown"))
    services = [Service(pk, area, concern) for pk, area, concern, _shown in rows]
    groups = groups_for(areas=areas, concerns=concerns, services=services)
    return _serves_each([pk for pk, _area, _concern, is_shown in rows if is_shown], groups)


def _wanted(row: Match | NearMiss, groups: Groups) -> Groups:
    if isinstance(row, NearMiss):
        relaxation = Relaxation.from_dict(row.relaxation)
        if relaxation.change in (Change.DROP_AREA, Change.DROP_CONCERN):
            return groups_left(groups, relaxation)
    return groups


def _serves_each(offered_codes: Collection[int], groups: Groups) -> bool:
    return all(any(service.code in offered_codes for service in group) for group in groups)

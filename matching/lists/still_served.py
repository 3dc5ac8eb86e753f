"""Whether a clinic on a stored list still shows what the list is about: a warning may hide it between two rankings."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet

from matching.engine import Change, Relaxation, Service
from matching.engine.relaxing import groups_left
from matching.engine.requirements import Groups
from matching.lists.cards import CardCatalog
from matching.search.assembly import groups_for
from matching.search.models import Match, NearMiss
from providers.directory.models import Offering
from providers.directory.offered import offered
from treatments.models import AreaConcern

Row = TypeVar("Row", Match, NearMiss)


def read_still_serving(listed: "QuerySet[Row]", catalog: CardCatalog) -> tuple[list[Row], frozenset[int]]:
    """The rows, and the places of theirs that offer one of each group of what was asked: of a near miss, of each group
    that its change would leave. In the one query."""
    shown = Offering.objects.filter(
        offered(), location=OuterRef("location"), area_concern__in=[pair.pk for pair in catalog.asked]
    )
    rows: list[Any] = list(listed.annotate(serves=ArraySubquery(shown.order_by().values("area_concern"))))
    groups = groups_for(
        areas={area.slug for area in catalog.areas},
        concerns={concern.slug for concern in catalog.concerns},
        services=[Service(pair.pk, pair.area.slug, pair.concern.slug) for pair in catalog.asked],
    )
    serving = (row.location_id for row in rows if _serves(row.serves, _wanted(row, groups)))
    return rows, frozenset(serving)


def offers_all_asked(location_id: int, *, areas: Collection[str], concerns: Collection[str]) -> bool:
    """Likewise of one place, by the slugs of what was asked. One query."""
    shown = Offering.objects.filter(offered(), location=location_id, area_concern=OuterRef("pk"))
    pairs = AreaConcern.objects.filter(is_active=True).order_by().annotate(shown=Exists(shown))
    rows = list(pairs.values_list("pk", "area__slug", "concern__slug", "shown"))
    services = [Service(pk, area, concern) for pk, area, concern, _shown in rows]
    groups = groups_for(areas=areas, concerns=concerns, services=services)
    return _serves([pk for pk, _area, _concern, is_shown in rows if is_shown], groups)


def _wanted(row: Match | NearMiss, groups: Groups) -> Groups:
    if isinstance(row, NearMiss):
        relaxation = Relaxation.from_dict(row.relaxation)
        if relaxation.change in (Change.DROP_AREA, Change.DROP_CONCERN):
            return groups_left(groups, relaxation)
    return groups


def _serves(offered_codes: Collection[int], groups: Groups) -> bool:
    return all(any(service.code in offered_codes for service in group) for group in groups)

"""Whether a clinic on a stored list still shows what the list is about: a warning may hide it between two rankings."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from matching.engine import Service
from matching.search.assembly import groups_for
from matching.search.cards import CardCatalog
from matching.search.models import Match
from providers.directory.models import Offering
from providers.directory.offered import offered


def read_still_serving(matches: "QuerySet[Match]", catalog: CardCatalog) -> tuple[list[Match], frozenset[int]]:
    """The matches, and the places of theirs that offer one of each group of what was asked. In the one query."""
    shown = Offering.objects.filter(
        offered(), location=OuterRef("location"), area_concern__in=[pair.pk for pair in catalog.asked]
    )
    rows: list[Any] = list(matches.annotate(serves=ArraySubquery(shown.order_by().values("area_concern"))))
    services = [Service(pair.pk, pair.area.slug, pair.concern.slug) for pair in catalog.asked]
    groups = groups_for(
        areas={area.slug for area in catalog.areas},
        concerns={concern.slug for concern in catalog.concerns},
        services=services,
    )
    wanted = [{service.code for service in group} for group in groups]
    serving = (match.location_id for match in rows if all(group & set(match.serves) for group in wanted))
    return rows, frozenset(serving)

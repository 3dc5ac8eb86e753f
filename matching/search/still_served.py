"""Whether a clinic on a stored list still shows what the list is about: a warning may hide it between two rankings."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from matching.engine import Service
from matching.search.assembly import groups_for
from matching.search.models import Match
from providers.directory.models import Offering
from providers.directory.offered import offered
from treatments.models import AreaConcern


def still_serve(
    matches: Iterable[Match], asked: Collection[AreaConcern], *, any_area: bool, any_concern: bool
) -> frozenset[int]:
    """Ids of locations that offer one of each group of what was asked. One query."""
    places = {match.location_id for match in matches}
    rows = Offering.objects.filter(offered(), location__in=places, area_concern__in=[pair.pk for pair in asked])
    offers: defaultdict[int, set[int]] = defaultdict(set)
    for location, service in rows.order_by().values_list("location_id", "area_concern_id"):
        offers[location].add(service)
    services = [Service(pair.pk, pair.area.slug, pair.concern.slug) for pair in asked]
    groups = groups_for(
        areas=() if any_area else {service.area for service in services},
        concerns=() if any_concern else {service.concern for service in services},
        services=services,
    )
    wanted = [{service.code for service in group} for group in groups]
    return frozenset(location for location, held in offers.items() if all(held & group for group in wanted))

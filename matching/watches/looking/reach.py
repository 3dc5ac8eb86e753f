"""The other way round: which watches does a listing suit now? A first cut by SQL, the answer by the index's arrays."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache, reduce
from operator import or_
from typing import Final, NamedTuple

import numpy as np
from django.db.models import Q

from matching.engine import RADIUS_STEPS, Service, bounding_box
from matching.engine.requirements import Groups
from matching.index import Listings, Searches, reverse, searches_of
from matching.search.assembly import groups_for, services_asked_for
from matching.snapshots.candidate_rows import in_box
from matching.watches.enums import WatchKind
from matching.watches.looking.news import Pair
from matching.watches.models import Watch, WatchChoice

COLUMNS: Final = (
    "pk", "choice_id", "latitude", "longitude", "radius_miles", "max_price", "slots", "slots_required", "musts",
)  # fmt: skip


class WatchedSearch(NamedTuple):
    """What of a watch decides who suits it: as matching.engine.Requirements names it."""

    groups: Groups
    latitude: float
    longitude: float
    radius_miles: float
    max_price: int | None
    slots: Sequence[str]
    slots_required: bool
    musts: Sequence[str]


def suited(facts: Listings, *, on: datetime, searches: Searches | None = None) -> set[Pair]:
    """(watch, provider) wherever one of the listings meets every need of a live watch. `searches`: of all watches, for
    whoever asks about many listings."""
    if not len(facts):
        return set()
    among = searches_around(facts) if searches is None else searches
    found = reverse(among, facts, on=on)
    providers = facts.provider_id.tolist()
    return {(watch, provider) for provider, ids in zip(providers, found, strict=True) for watch in ids.tolist()}


def searches_around(facts: Listings) -> Searches:
    """Of the live watches within whose own radius one of the listings lies, and that ask for something it offers."""
    places = set(zip(facts.latitude.tolist(), facts.longitude.tolist(), strict=True))
    within = reduce(or_, (_within(*place, radius) for place in places for radius in RADIUS_STEPS))
    groups = groups_by_choice(offered=set(facts.service_code.tolist()))
    return _searches(
        within & _affordable(facts) & Q(choice__in=list(groups), musts__contained_by=_traits(facts)), groups
    )


def _affordable(facts: Listings) -> Q:
    """Nothing costs less than the cheapest line."""
    return Q(max_price=None) | Q(max_price__gte=int(facts.price.min())) if len(facts.price) else Q(pk__in=[])


def _traits(facts: Listings) -> list[str]:
    """That any of the listings has."""
    held = int(np.bitwise_or.reduce(facts.traits.astype(np.uint64)))
    return [code for place, code in enumerate(facts.trait_codes) if held >> place & 1]


def all_searches() -> Searches:
    return _searches(Q(), groups_by_choice())


def groups_by_choice(*, offered: Collection[int] | None = None) -> dict[int, Groups]:
    """What each choice asks for, of those for which something of each group is `offered`. A choice of which nothing is
    in the catalog any more is left out."""
    services, codes = tuple(services_asked_for()), frozenset(offered or ())
    known = _known_choices(services)
    found = {}
    for pk, areas, concerns in WatchChoice.objects.values_list("pk", "areas", "concerns"):
        asked = known.get(pk) or known.setdefault(pk, _asked(areas, concerns, services))
        if asked.groups and (offered is None or not any(codes.isdisjoint(group) for group in asked.codes)):
            found[pk] = asked.groups
    return found


class _Asked(NamedTuple):
    groups: Groups
    codes: tuple[frozenset[int], ...]


@lru_cache(maxsize=2)
def _known_choices(services: tuple[Service, ...]) -> dict[int, "_Asked"]:
    """What was worked out for this catalog, by the ids of choices: a row never changes."""
    return {}


def _asked(areas: Collection[str], concerns: Collection[str], services: tuple[Service, ...]) -> _Asked:
    groups = groups_for(areas=areas, concerns=concerns, services=services)
    return _Asked(groups, tuple(frozenset(service.code for service in group) for group in groups))


def _within(latitude: float, longitude: float, radius: int) -> Q:
    return Q(radius_miles=radius) & in_box(bounding_box(latitude, longitude, radius))


def _searches(where: Q, groups: dict[int, Groups]) -> Searches:
    rows = Watch.objects.live().filter(where, kind=WatchKind.SEARCH).order_by().values_list(*COLUMNS)
    return searches_of((pk, WatchedSearch(groups[choice], *rest)) for pk, choice, *rest in rows if choice in groups)

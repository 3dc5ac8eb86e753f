"""The other way round: which watches does a listing suit now? A first cut by SQL, the answer by the index's arrays."""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import lru_cache, reduce
from operator import or_
from typing import Any, Final, NamedTuple

import numpy as np
from django.db.models import F, Func, Q, TextField, Value

from matching.engine import RADIUS_STEPS, Service, Slot, bounding_box
from matching.engine.requirements import Groups
from matching.index import (
    SLOT_BITS,
    Listings,
    SearchColumns,
    Searches,
    limit_of,
    mask,
    reverse,
    searches_from,
    searches_of,
)
from matching.search.assembly import groups_for, services_asked_for
from matching.snapshots.candidate_rows import in_box
from matching.snapshots.copying import BOOLEAN, FLOAT, INTEGER, TEXT, Column, columns
from matching.watches.enums import WatchKind
from matching.watches.looking.news import Pair
from matching.watches.models import Watch, WatchChoice

# pk, choice, latitude, longitude, radius, most dollars (-1: no limit), whether the times are a need, times, musts
NUMBERS: Final = ("pk", "choice_id", "latitude", "longitude", "radius_miles", "max_price", "slots_required")
LISTS: Final = ("slots", "musts")
KINDS: Final = (INTEGER, INTEGER, FLOAT, FLOAT, INTEGER, INTEGER, BOOLEAN, TEXT, TEXT)


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
    if not len(facts.price):
        return searches_of(())
    within = reduce(or_, (_within(*place, radius) for place in places for radius in RADIUS_STEPS))
    groups = groups_by_choice(offered=set(facts.service_code.tolist()))
    return _searches(within & _affordable(facts) & Q(musts__contained_by=_traits(facts)), groups)


def _affordable(facts: Listings) -> Q:
    """Nothing costs less than the cheapest line."""
    return Q(max_price=None) | Q(max_price__gte=int(facts.price.min()))


def _traits(facts: Listings) -> list[str]:
    """That any of the listings has."""
    held = int(np.bitwise_or.reduce(facts.traits.astype(np.uint64)))
    return [code for place, code in enumerate(facts.trait_codes) if held >> place & 1]


def all_searches() -> Searches:
    return _searches(Q(), groups_by_choice())


def groups_by_choice(*, offered: Collection[int] | None = None) -> dict[int, Groups]:
    """What each choice asks for, of those for which something of each group is `offered`. A choice of which nothing is
    in the catalog any more is left out."""
    services, codes = services_asked_for(), frozenset(offered or ())
    known = _known_choices(services)
    found = {}
    for pk, areas, concerns in WatchChoice.objects.values_list("pk", "areas", "concerns"):
        choice = (*areas, "", *concerns)
        asked = known.get(choice) or known.setdefault(choice, _asked(areas, concerns, services))
        if asked.groups and (offered is None or not any(codes.isdisjoint(group) for group in asked.codes)):
            found[pk] = asked.groups
    return found


class _Asked(NamedTuple):
    groups: Groups
    codes: tuple[frozenset[int], ...]


@lru_cache(maxsize=2)
def _known_choices(services: tuple[Service, ...]) -> dict[tuple[str, ...], "_Asked"]:
    """What was worked out for this catalog, by what is chosen."""
    return {}


def _asked(areas: Collection[str], concerns: Collection[str], services: tuple[Service, ...]) -> _Asked:
    groups = groups_for(areas=areas, concerns=concerns, services=services)
    return _Asked(groups, tuple(frozenset(service.code for service in group) for group in groups))


def _within(latitude: float, longitude: float, radius: int) -> Q:
    return Q(radius_miles=radius) & in_box(bounding_box(latitude, longitude, radius))


def _searches(where: Q, groups: dict[int, Groups]) -> Searches:
    if not groups:
        return searches_of(())
    texts = [Func(F(name), Value(","), function="array_to_string", output_field=TextField()) for name in LISTS]
    rows = Watch.objects.live().filter(where, kind=WatchKind.SEARCH, choice__in=list(groups)).order_by()
    found = columns(rows.values_list(*NUMBERS, *texts), KINDS)
    pk, choice, latitude, longitude, radius, price, needs_times, slots, musts = found
    asked, asks = np.unique(choice, return_inverse=True)
    must_codes = tuple(sorted({code for text in set(musts.tolist()) for code in _codes(text)}))
    return searches_from(
        SearchColumns(
            id=pk,
            latitude=latitude,
            longitude=longitude,
            radius=radius.astype(np.float64),
            limit=np.where(price < 0, limit_of(None), price),
            slots=_masks(slots, lambda text: sum(SLOT_BITS[Slot(slot)] for slot in _codes(text)), np.uint8)
            * needs_times,
            musts=_masks(musts, lambda text: mask(_codes(text), must_codes), np.uint64),
            must_codes=must_codes,
            asks=asks.astype(np.intp),
            groups=[groups[one] for one in asked.tolist()],
        )
    )


def _codes(text: str) -> list[str]:
    return text.split(",") if text else []


def _masks(texts: Column, mask_of: Callable[[str], int], kind: type[np.unsignedinteger[Any]]) -> Any:
    """Each mix of codes is read once."""
    masks = {text: mask_of(text) for text in set(texts.tolist())}
    return np.array([masks[text] for text in texts.tolist()], dtype=kind)

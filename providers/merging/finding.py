"""Pairs that may be one: a machine finds them, and decides nothing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Count, F, Q
from django.db.models.functions import Lower

from providers.directory.models import License, PracticeLocation, Provider
from providers.merging.models import Merge

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    kind: str  # "person" or "place"
    first: Provider | PracticeLocation  # the older record
    other: Provider | PracticeLocation
    why: str


def pairs() -> list[Pair]:
    """People first. What waits for a second person, or was decided, is not found again."""
    settled = {frozenset(found) for found in Merge.objects.values_list("keep", "drop") if None not in found}
    places = {frozenset(found) for found in Merge.objects.values_list("keep_place", "drop_place") if None not in found}
    people = [pair for pair in _people() if frozenset((pair.first.pk, pair.other.pk)) not in settled]
    return [*people, *(pair for pair in _places() if frozenset((pair.first.pk, pair.other.pk)) not in places)][:MOST]


def _people() -> list[Pair]:
    """Same name and birth year, or one license number of one state."""
    named = Provider.objects.exclude(birth_year=None).annotate(a=Lower("first_name"), b=Lower("last_name"))
    doubles = named.values("a", "b", "birth_year").annotate(n=Count("pk")).filter(n__gt=1).order_by()[:MOST]
    found: dict[tuple[int, int], str] = {}
    for row in doubles:
        same = named.filter(a=row["a"], b=row["b"], birth_year=row["birth_year"])
        found |= dict.fromkeys(_each_two(same.order_by("pk").values_list("pk", flat=True)), "name")
    numbers = License.objects.values("state", "number").annotate(n=Count("provider", distinct=True)).filter(n__gt=1)
    for state, number in numbers.order_by().values_list("state", "number")[:MOST]:
        held = License.objects.filter(state=state, number=number)
        people = sorted(set(held.values_list("provider", flat=True)))
        found |= dict.fromkeys(_each_two(people), "license")
    people_by_id = Provider.objects.in_bulk({pk for pair in found for pk in pair})
    return [Pair(kind="person", first=people_by_id[a], other=people_by_id[b], why=why) for (a, b), why in found.items()]


def _places() -> list[Pair]:
    """Two places of one provider at one street address."""
    shown = PracticeLocation.objects.filter(is_active=True).annotate(street=Lower("line1"), suite=Lower("line2"))
    doubles = shown.values("provider", "street", "suite", "zip_code").annotate(n=Count("pk")).filter(n__gt=1)
    wanted = Q(pk__in=())
    for row in doubles.order_by()[:MOST]:
        wanted |= Q(**{name: row[name] for name in ("provider", "street", "suite", "zip_code")})
    by_place: defaultdict[tuple[object, ...], list[PracticeLocation]] = defaultdict(list)
    for place in shown.filter(wanted).select_related("provider").order_by(F("pk").asc()):
        by_place[place.provider_id, place.line1.lower(), place.line2.lower(), place.zip_code].append(place)
    return [
        Pair(kind="place", first=first, other=other, why="address")
        for group in by_place.values()
        for first, other in pairwise(group)
    ]


def _each_two(ids: Iterable[int]) -> list[tuple[int, int]]:
    return list(pairwise(ids))

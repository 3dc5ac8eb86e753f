"""Providers as an approval of this moment would make them: what waits for the desk, carried out.

Whoever judges a case judges this, at the bench and at the decision. The approval carries the changes out first, so what
only looked at today's profile would say "nothing is missing" and then refuse.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from providers.enums import Fact, Profession
from providers.models import Offering, PracticeLocation, ProposedChange, Provider, Statement
from providers.screening.due import OFFICE_ZONE
from providers.screening.required import Required, required_in
from providers.screening.state_rules import Scope, scope_of
from providers.screening.state_rules_file import state_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """`today`: at the clinics; where they disagree the earlier day, so that an approval begins everywhere."""

    profession: Profession
    today: date
    places: tuple[PracticeLocation, ...]
    treats_small_fat: bool
    claims_board: bool

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(sorted({place.state for place in self.places}))

    def required(self) -> tuple[Required, ...]:
        return required_in(
            self.profession,
            self.states,
            claims_board=self.claims_board,
            treats_small_fat=self.treats_small_fat,
            on=self.today,
            rules=state_rules(),
        )

    def scopes(self) -> list[tuple[str, Scope]]:
        """For each state with a clinic: may this license inject there?"""
        return [(state, scope_of(self.profession, state, on=self.today, rules=state_rules())) for state in self.states]


def outlook(provider: Provider, *, now: datetime) -> Outlook:
    return outlooks([provider], now=now)[provider.pk]


def outlooks(providers: Collection[Provider], *, now: datetime) -> dict[int, Outlook]:
    """By provider id. Four queries however many there are."""
    ids = [provider.pk for provider in providers]
    waiting = _waiting(ids)
    places: defaultdict[int, list[PracticeLocation]] = defaultdict(list)
    on_the_way = Q(pk__in=[pk for _provider, pk in waiting[Fact.PLACE]])
    for place in PracticeLocation.objects.filter(Q(is_active=True) | on_the_way, provider__in=ids).order_by("pk"):
        if place.is_active or (place.provider_id, place.pk) in waiting[Fact.PLACE]:
            places[place.provider_id].append(place)
    fat = _treat_small_fat([place.pk for found in places.values() for place in found], waiting[Fact.PRODUCTS])
    boards = Statement.objects.filter(provider__in=ids, claims_board=True).values_list("provider", flat=True)
    claiming = set(boards)
    return {
        provider.pk: Outlook(
            profession=Profession(provider.profession),
            today=_today(places[provider.pk], now),
            places=tuple(places[provider.pk]),
            treats_small_fat=provider.pk in fat,
            claims_board=provider.pk in claiming,
        )
        for provider in providers
    }


def _waiting(ids: Collection[int]) -> dict[str, set[tuple[int, int]]]:
    """(provider, id of a place) and (provider, id of a price line) that an approval would turn on."""
    found: dict[str, set[tuple[int, int]]] = {Fact.PLACE: set(), Fact.PRODUCTS: set()}
    changes = ProposedChange.objects.open().filter(provider__in=ids, fact__in=list(found))
    for provider, fact, values in changes.values_list("provider", "fact", "values"):
        pks = [values.get("location")] if fact == Fact.PLACE else values.get("offerings", [])
        found[fact] |= {(provider, pk) for pk in pks if pk is not None}
    return found


def _treat_small_fat(places: Collection[int], lines: Collection[tuple[int, int]]) -> set[int]:
    """Providers whose places offer what the FDA approved one product for (models/location.py: fat_pads_treated)."""
    live = Q(is_active=True) | Q(pk__in=[pk for _provider, pk in lines])
    noted = Offering.objects.filter(live, location__in=places, area_concern__concern__needs_fda_note=True)
    return set(noted.order_by().values_list("location__provider", flat=True).distinct())


def _today(places: Collection[PracticeLocation], now: datetime) -> date:
    zones = {place.time_zone for place in places}
    office = now.astimezone(OFFICE_ZONE).date()
    return min([office, *(now.astimezone(ZoneInfo(zone)).date() for zone in zones)])

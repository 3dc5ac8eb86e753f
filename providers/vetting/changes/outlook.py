"""Providers as an approval of this moment would make them: what waits for the desk, carried out.

Whoever judges a case judges this, at the bench and at the decision. The approval carries the changes out first, so what
only looked at today's profile would say "nothing is missing" and then refuse.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from providers.directory.enums import Profession
from providers.directory.models import Offering, PracticeLocation, Provider, Statement
from providers.directory.specialties import OF_A_BOARD
from providers.screening.enums import Fact
from providers.screening.models import ProposedChange
from providers.screening.rule_book import rules_on
from providers.screening.rules.due import OFFICE_ZONE
from providers.screening.rules.required import Required, required_in
from providers.screening.rules.state_rules import Scope, StateRules, scope_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """`today`: at the clinics; where they disagree the earlier day, so that an approval begins everywhere."""

    profession: Profession
    today: date
    places: tuple[PracticeLocation, ...]  # as they will be: never save one of these
    waiting: frozenset[int]  # ids of those that the decision turns on or corrects
    treats_small_fat: bool
    claims_board: bool
    rules: StateRules  # of that day

    @property
    def states(self) -> tuple[str, ...]:
        """That an approval of today would cover: of those with a clinic the ones whose rule lets this license inject.
        One that blocks keeps nobody off the lists of the others. Where all block, all are told."""
        everywhere = self._with_a_clinic
        return tuple(state for state in everywhere if self._lets(state)) or everywhere

    @property
    def left_out(self) -> tuple[str, ...]:
        """States with a clinic that an approval of today would not cover."""
        return tuple(state for state in self._with_a_clinic if state not in self.states)

    @property
    def _with_a_clinic(self) -> tuple[str, ...]:
        return tuple(sorted({place.state for place in self.places}))

    def _lets(self, state: str) -> bool:
        scope = scope_of(self.profession, state, on=self.today, rules=self.rules)
        return scope in {Scope.ALONE, Scope.SUPERVISED}

    def required(self) -> tuple[Required, ...]:
        return required_in(
            self.profession,
            self.states,
            claims_board=self.claims_board,
            treats_small_fat=self.treats_small_fat,
            on=self.today,
            rules=self.rules,
        )

    def scopes(self) -> list[tuple[str, Scope]]:
        """For each state that is covered: may this license inject there?"""
        return [(state, scope_of(self.profession, state, on=self.today, rules=self.rules)) for state in self.states]


def outlook(provider: Provider, *, now: datetime) -> Outlook:
    return outlooks([provider], now=now)[provider.pk]


def outlooks(providers: Collection[Provider], *, now: datetime) -> dict[int, Outlook]:
    """By provider id. Five queries however many there are, and one for the rules of each day, made up or not."""
    ids = [provider.pk for provider in providers]
    columns, lines = _waiting(ids)
    places: defaultdict[int, list[PracticeLocation]] = defaultdict(list)
    on_the_way = Q(pk__in=[pk for _provider, pk in columns])
    for place in PracticeLocation.objects.filter(Q(is_active=True) | on_the_way, provider__in=ids).order_by("pk"):
        wanted = columns.get((place.provider_id, place.pk))
        for name, value in (wanted or {}).items():
            setattr(place, name, value)
        if place.is_active or wanted is not None:
            places[place.provider_id].append(place)
    fat = _treat_small_fat([place.pk for found in places.values() for place in found], lines)
    claiming = _claim_a_board(providers)
    book = cache(lambda day, made_up: rules_on(day, made_up=made_up))
    days = {provider.pk: _today(places[provider.pk], now) for provider in providers}
    return {
        provider.pk: Outlook(
            profession=Profession(provider.profession),
            today=days[provider.pk],
            places=tuple(places[provider.pk]),
            waiting=frozenset(pk for owner, pk in columns if owner == provider.pk),
            treats_small_fat=provider.pk in fat,
            claims_board=provider.pk in claiming,
            rules=book(days[provider.pk], provider.is_demonstration),
        )
        for provider in providers
    }


def _waiting(ids: Collection[int]) -> tuple[dict[tuple[int, int], dict[str, Any]], set[int]]:
    """What an approval would do (services/changes.py): (provider, place) -> columns of a place that it turns on or
    corrects, and the price lines that it turns on."""
    columns: defaultdict[tuple[int, int], dict[str, Any]] = defaultdict(dict)
    lines: set[int] = set()
    changes = ProposedChange.objects.open().filter(provider__in=ids, fact__in=[Fact.PLACE, Fact.PRODUCTS])
    for provider, fact, values in changes.values_list("provider", "fact", "values"):
        if fact == Fact.PLACE and "location" in values:
            columns[provider, values["location"]] |= {k: v for k, v in values.items() if k != "location"}
        lines.update(values.get("offerings", ()))
    return dict(columns), lines


def _claim_a_board(providers: Collection[Provider]) -> set[int]:
    """Who says so, and whose specialty is a title that a board gives: as it is, or as it would be."""
    ids = [provider.pk for provider in providers]
    said = Statement.objects.filter(provider__in=ids, claims_board=True).values_list("provider", flat=True)
    wanted = ProposedChange.objects.open().filter(provider__in=ids, fact=Fact.BOARD)
    titles = {provider.pk: provider.specialty for provider in providers}
    titles |= {pk: values.get("specialty", "") for pk, values in wanted.values_list("provider", "values")}
    return {*said, *(pk for pk, title in titles.items() if title in OF_A_BOARD)}


def _treat_small_fat(places: Collection[int], lines: Collection[int]) -> set[int]:
    """Providers whose places offer what the FDA approved one product for (models/location.py: fat_pads_treated)."""
    live = Q(is_active=True) | Q(pk__in=lines)
    noted = Offering.objects.filter(live, location__in=places, area_concern__concern__needs_fda_note=True)
    return set(noted.order_by().values_list("location__provider", flat=True).distinct())


def _today(places: Collection[PracticeLocation], now: datetime) -> date:
    zones = {place.time_zone for place in places}
    office = now.astimezone(OFFICE_ZONE).date()
    return min([office, *(now.astimezone(ZoneInfo(zone)).date() for zone in zones)])

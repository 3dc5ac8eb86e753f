"""Whom a case judges: all of a provider as they stand, or, for the case of one change, as that change would make them.

Changes that wait beside it are none of its business: a new place holds up no renewal, and one change no other.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Q

from providers.directory.enums import Profession
from providers.directory.models import License, Offering, PracticeLocation, Provider, Statement
from providers.directory.specialties import OF_A_BOARD
from providers.screening.enums import CaseStatus, CheckKind, Fact
from providers.screening.models import ProposedChange, ScreeningCase
from providers.screening.rule_book import rules_on
from providers.screening.rules.due import OFFICE_ZONE
from providers.screening.rules.required import Required, Why, required_in
from providers.screening.rules.state_rules import Scope, StateRules, must_be_supervised, scope_of
from providers.screening.rules.touched import Touch, touched


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
    judged_states: tuple[str, ...]  # whose rule and license this case is about
    touched: frozenset[CheckKind] | None = None  # by the one change; None: the case is about everything

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

    @property
    def supervised_states(self) -> tuple[str, ...]:
        """Of those that this case is about, where somebody with this license works under a physician."""
        about = self.states if self.touched is None else self.judged_states
        in_force = {state: self.rules.in_force(state, self.profession, on=self.today) for state in about}
        return tuple(state for state, rule in in_force.items() if must_be_supervised(self.profession, rule))

    def _lets(self, state: str) -> bool:
        return self._scope(state) in {Scope.ALONE, Scope.SUPERVISED}

    def _scope(self, state: str) -> Scope:
        return scope_of(self.profession, state, on=self.today, rules=self.rules)

    def required(self) -> tuple[Required, ...]:
        needed = required_in(
            self.profession,
            self.states,
            claims_board=self.claims_board,
            treats_small_fat=self.treats_small_fat,
            on=self.today,
            rules=self.rules,
        )
        if self.touched is None:
            return needed
        mine = [need for need in needed if need.kind in self.touched]
        beyond = self.touched - {need.kind for need in mine}
        return (*mine, *(Required(kind, Why.CLAIMED) for kind in CheckKind if kind in beyond))

    def scopes(self) -> list[tuple[str, Scope]]:
        """For each state that is judged: may this license inject there?"""
        if self.touched is not None and CheckKind.SCOPE not in self.touched:
            return []
        judged = self.states if self.touched is None else self.judged_states
        return [(state, self._scope(state)) for state in judged]


def outlook(case: ScreeningCase, *, now: datetime) -> Outlook:
    return outlooks([case], now=now)[case.pk]


def outlooks(cases: Collection[ScreeningCase], *, now: datetime) -> dict[int, Outlook]:
    """By case id. As many queries however many there are, but for those that are about one change."""
    ids = {case.provider_id for case in cases}
    changes = {change.case_id: change for change in ProposedChange.objects.filter(case__in=cases)}
    places: defaultdict[int, list[PracticeLocation]] = defaultdict(list)
    wanted = {change.values["location"] for change in changes.values() if "location" in change.values}
    for place in PracticeLocation.objects.filter(Q(is_active=True) | Q(pk__in=wanted), provider__in=ids).order_by("pk"):
        places[place.provider_id].append(place)
    noted = _noted_lines(ids)
    boards = _claim_board(ids)
    book = cache(lambda day, made_up: rules_on(day, made_up=made_up))
    known = _known_of(changes.values())
    return {
        case.pk: _outlook_of(case, changes.get(case.pk), places[case.provider_id], noted, boards, book, known, now)
        for case in cases
    }


class _Known(NamedTuple):
    """What a change is held against: the approvals, by provider, and the states of licenses."""

    approvals: dict[int, ScreeningCase]
    states: dict[int, str]


def _known_of(changes: Collection[ProposedChange]) -> _Known:
    if not changes:
        return _Known({}, {})
    approved = ScreeningCase.objects.filter(
        provider__in={change.provider_id for change in changes}, status=CaseStatus.APPROVED
    )
    newest = approved.order_by("provider_id", "-pk").distinct("provider_id").prefetch_related("checks")
    licenses = License.objects.filter(pk__in={change.values.get("license") for change in changes} - {None})
    return _Known({case.provider_id: case for case in newest}, dict(licenses.values_list("pk", "state")))


def _outlook_of(
    case: ScreeningCase,
    change: ProposedChange | None,
    found: Collection[PracticeLocation],
    noted: Collection[tuple[int, int, bool]],
    boards: Collection[int],
    book: Callable[[date, bool], StateRules],
    known: _Known,
    now: datetime,
) -> Outlook:
    provider = case.provider
    places, waiting = _as_if(found, change)
    lines = set(change.values.get("offerings", ())) if change else set()
    here = {place.pk for place in places}
    fat = any(place in here and (live or line in lines) for line, place, live in noted)
    today = _today(places, now)
    rules = book(today, provider.is_demonstration)
    claims = provider.pk in boards
    if change and "claims_board" in change.values:
        claims = bool(change.values["claims_board"])
    title = change.values.get("specialty") if change else None
    claims = claims or (provider.specialty if title is None else title) in OF_A_BOARD  # a title that a board gives
    states, kinds = _about(change, provider, places, known, fat=fat, claims=claims, rules=rules, today=today)
    return Outlook(
        profession=Profession(provider.profession),
        today=today,
        places=places,
        waiting=frozenset({waiting} if waiting else ()),
        treats_small_fat=fat,
        claims_board=claims,
        rules=rules,
        judged_states=states,
        touched=kinds,
    )


def _as_if(
    found: Collection[PracticeLocation], change: ProposedChange | None
) -> tuple[tuple[PracticeLocation, ...], int | None]:
    """The places with the one change carried out, and which of them it is about. Copies: two cases may share one."""
    about = change.values.get("location") if change and change.fact == Fact.PLACE else None
    places = []
    for place in found:
        if place.pk == about and change:
            place = PracticeLocation(**{field.attname: getattr(place, field.attname) for field in place._meta.fields})
            for name, value in change.values.items():
                if name != "location":
                    setattr(place, name, value)
        elif not place.is_active:
            continue
        places.append(place)
    return tuple(places), about


def _about(
    change: ProposedChange | None,
    provider: Provider,
    places: Collection[PracticeLocation],
    known: _Known,
    *,
    fat: bool,
    claims: bool,
    rules: StateRules,
    today: date,
) -> tuple[tuple[str, ...], frozenset[CheckKind] | None]:
    """The states that are judged, and what is looked up; None: everything."""
    all_states = tuple(sorted({place.state for place in places}))
    if change is None:
        return all_states, None
    base, mine = known.approvals.get(provider.pk), all_states
    covered = set(base.states) if base else set()
    about = change.values.get("location")
    if change.fact == Fact.PLACE:
        mine = tuple(sorted({place.state for place in places if place.pk == about}))
    elif change.fact == Fact.LICENSE:
        mine = tuple(filter(None, [known.states.get(change.values.get("license", 0))]))
    elif change.fact == Fact.SUPERVISOR:
        mine = (change.values["state"],)
    is_new = change.fact == Fact.PLACE and not set(mine) <= covered
    profession = Profession(provider.profession)
    return mine, touched(
        Touch(
            fact=Fact(change.fact),
            columns=frozenset(change.values),
            claims_board=claims,
            new_state=is_new,
            supervised_there=any(
                must_be_supervised(profession, rules.in_force(state, profession, on=today)) for state in mine
            ),
            fat_unchecked=fat
            and base is not None
            and CheckKind.PRODUCTS not in {one.kind for one in base.checks.all()},
        )
    )


def _noted_lines(providers: Collection[int]) -> list[tuple[int, int, bool]]:
    """(line, place, live) of what the FDA approved one product for (directory/offered.py)."""
    lines = Offering.objects.filter(location__provider__in=providers, area_concern__concern__needs_fda_note=True)
    return list(lines.order_by().values_list("pk", "location", "is_active"))


def _claim_board(providers: Collection[int]) -> set[int]:
    """Who says so and does not wait for the desk with it: what is new about a board is looked at in its own case."""
    says = set(Statement.objects.filter(provider__in=providers, claims_board=True).values_list("provider", flat=True))
    waiting = ProposedChange.objects.open().filter(
        provider__in=providers, fact=Fact.BOARD, values__has_key="claims_board"
    )
    for provider, before in waiting.values_list("provider", "before"):
        (says.add if before.get("claims_board") else says.discard)(provider)
    return says


def _today(places: Collection[PracticeLocation], now: datetime) -> date:
    zones = {place.time_zone for place in places}
    office = now.astimezone(OFFICE_ZONE).date()
    return min([office, *(now.astimezone(ZoneInfo(zone)).date() for zone in zones)])

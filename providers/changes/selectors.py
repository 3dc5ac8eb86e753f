"""The changes of one provider as rows: what, in which state, what they need and what patients see meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, prefetch_related_objects

from providers.changes.wording import NEEDS, NamedParts, meanwhile_words, now_words, then_words, title_of, where_of
from providers.screening.block_words import blocker_words
from providers.screening.enums import OPEN_CHANGES, ChangeState, CheckKind, EventKind
from providers.screening.in_the_way import blockers_by_case, blockers_of
from providers.screening.models import CaseEvent, ProposedChange, ScreeningCase
from providers.screening.outlook import outlooks
from providers.screening.rules.case_rules import Block, Blocker
from providers.vetting.claims.ownership import approval_of

MOST_ENDED: Final = 20
ENDS: Final = frozenset({EventKind.APPROVED, EventKind.TURNED_DOWN})


@dataclass(frozen=True, slots=True)
class RowNeed:
    """One check of a row. `how`: what we do, as the provider reads it."""

    kind: CheckKind
    done: bool

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def how(self) -> str:
        return str(NEEDS[self.kind])


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """`needs`: of one that is open, what it asks for; of one that was decided, what was looked at."""

    change: ProposedChange
    title: str
    where: str
    now: str
    then: str
    meanwhile: str
    needs: tuple[RowNeed, ...]
    in_the_way: tuple[Blocker, ...]
    why: str  # by the desk

    @property
    def case(self) -> ScreeningCase:
        return self.change.case

    @property
    def is_open(self) -> bool:
        return self.change.state in OPEN_CHANGES

    @property
    def owed(self) -> tuple[Blocker, ...]:
        return tuple(blocker for blocker in self.in_the_way if blocker.is_owed)

    @property
    def in_the_way_words(self) -> tuple[str, ...]:
        return tuple(blocker_words(blocker) for blocker in self.in_the_way)

    @property
    def missing(self) -> tuple[CheckKind, ...]:
        return tuple(need.kind for need in self.needs if not need.done)

    @property
    def kind(self) -> str:
        """Of the tag; the words say the same."""
        kinds = {ChangeState.NEEDS_YOU.value: "late", ChangeState.WITH_US.value: "soon", ChangeState.LIVE.value: ""}
        return kinds.get(self.change.state, "plain")


def rows_of(provider_id: int, *, now: datetime, but: int | None = None) -> tuple[ChangeRow, ...]:
    """Open ones first, those that wait for the provider in front; then the newest that ended. `but`: not this one."""
    mine = ProposedChange.objects.filter(provider=provider_id).exclude(pk=but or 0).select_related("case__provider")
    waiting = sorted(mine.open(), key=lambda change: (change.state != ChangeState.NEEDS_YOU, change.pk))
    ended = mine.exclude(Q(pk__in=[change.pk for change in waiting])).order_by("-ended_at", "-pk")[:MOST_ENDED]
    return rows_for([*waiting, *ended], now=now)


def row_of(case: ScreeningCase, *, now: datetime) -> ChangeRow | None:
    """Of a case about one change. None: the case is about all of the provider."""
    change = ProposedChange.objects.filter(case=case).select_related("case__provider").first()
    return rows_for([change], now=now)[0] if change else None


def rows_for(changes: Iterable[ProposedChange], *, now: datetime) -> tuple[ChangeRow, ...]:
    """As many queries for one as for many."""
    changes = list(changes)
    cases = [change.case for change in changes if change.state in OPEN_CHANGES]
    prefetch_related_objects(cases, "checks")
    seen = outlooks(cases, now=now)
    blocks = blockers_by_case(cases, seen)
    ended = [change.case_id for change in changes if change.state not in OPEN_CHANGES]
    looked_at = {
        event.case_id: tuple(event.checks) for event in CaseEvent.objects.filter(case__in=ended, kind__in=ENDS)
    }
    named = NamedParts(changes)
    rows = []
    for change in changes:
        blockers = blocks.get(change.case_id, ())
        if change.case_id in seen:
            left = {blocker.about for blocker in blockers}
            passed = {check.kind for check in change.case.checks.all()} - left
            needs = tuple(RowNeed(need.kind, need.kind in passed) for need in seen[change.case_id].required())
        else:
            found = looked_at.get(change.case_id, ())
            needs = tuple(RowNeed(kind, True) for kind in CheckKind if kind in found)
        stood = now_words(change, named)
        rows.append(
            ChangeRow(
                change=change,
                title=title_of(change),
                where=where_of(change, named),
                now=stood,
                then=then_words(change, named),
                meanwhile=meanwhile_words(change, state=change.state, now=stood),
                needs=needs,
                in_the_way=blockers,
                why=change.case.reason,
            )
        )
    return tuple(rows)


def before_sending(case: ScreeningCase | None, *, now: datetime) -> tuple[Blocker, ...]:
    """What nobody at the desk could do anything about: the part of the one list that is told before sending."""
    if case is None:
        return ()
    law = {Block.SCOPE_UNKNOWN, Block.SCOPE_NOT_ALLOWED}
    return tuple(found for found in blockers_of(case, now=now) if found.is_owed or found.block in law)


def untouched(rows: Iterable[ChangeRow], provider_id: int) -> tuple[CheckKind, ...]:
    """Checks of the approval that no open change asks to be made again."""
    approval = approval_of(provider_id)
    touched = {need.kind for row in rows if row.is_open for need in row.needs}
    held = set(approval.checks.values_list("kind", flat=True)) if approval else set()
    return tuple(kind for kind in CheckKind if kind in held - touched)

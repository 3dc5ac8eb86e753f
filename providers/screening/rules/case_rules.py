"""What keeps a case from being approved, and which passes no longer count. Worked out, never stored.

On which days an approved one carries a listing says `providers.listing.reasons`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from providers.screening.enums import CheckKind, CheckResult
from providers.screening.rules.evidence import BY_DOCUMENT
from providers.screening.rules.required import Required
from providers.screening.rules.state_rules import Scope
from providers.screening.rules.time_limits import PRIMARY_SOURCES, limits_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A check as it was recorded. Days are days at the clinic."""

    kind: CheckKind
    result: CheckResult
    report_date: date
    verified_on: date
    good_until: date | None


class Block(StrEnum):
    """Why there can be no approval now. In the order in which staff read them."""

    NO_CLINIC = "no_clinic"  # nothing to approve anybody for
    NO_LICENSE = "no_license"  # none was named for a state with a clinic
    NO_SUPERVISOR = "no_supervisor"  # nobody was named
    NO_PRODUCT = "no_product"  # it has no name, maker or source
    NO_PAPER = "no_paper"  # the document that the check looks at was not sent
    NOT_ATTESTED = "not_attested"  # they signed nothing about their record in the last 120 days
    SCOPE_UNKNOWN = "scope_unknown"  # no rule of this state for this license counts today
    SCOPE_NOT_ALLOWED = "scope_not_allowed"
    HELD = "held"  # a hold is open: paused, suspended, exclusion hit under review
    NOT_DONE = "not_done"
    FAILED = "failed"
    UNABLE = "unable"  # the source did not answer: never a pass
    NO_END = "no_end"
    RAN_OUT = "ran_out"
    TOO_OLD = "too_old"  # older than a primary source may be at the decision
    FROM_THE_FUTURE = "from_the_future"  # dated after the decision: no backdating


OWED: Final = frozenset({Block.NO_CLINIC, Block.NO_LICENSE, Block.NO_SUPERVISOR, Block.NO_PRODUCT, Block.NO_PAPER})


@dataclass(frozen=True, slots=True)
class Blocker:
    """`about`: a check's kind, a state or the code of a hold."""

    block: Block
    about: str = ""

    @property
    def is_owed(self) -> bool:
        """Only the provider can do something about it: nobody at the desk needs to look before they did."""
        return self.block in OWED


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the provider has sent, as far as a look needs it."""

    license_states: frozenset[str]
    names_supervisor: bool
    names_product: bool
    papers: frozenset[str]  # kinds of documents of this case


def what_is_owed(
    *, required: Iterable[Required], recorded: Iterable[Recorded], states: Iterable[str], given: Given
) -> tuple[Blocker, ...]:
    """What is missing from the provider before the desk can look at all. A pass that is on record asks for nothing."""
    passed = {check.kind for check in recorded if check.result == CheckResult.PASS}
    owed: list[Blocker] = []
    for kind in (need.kind for need in required if need.kind not in passed):
        if kind == CheckKind.LICENSE:
            owed += [Blocker(Block.NO_LICENSE, state) for state in sorted(set(states) - given.license_states)]
        elif kind == CheckKind.SUPERVISOR and not given.names_supervisor:
            owed.append(Blocker(Block.NO_SUPERVISOR, kind))
        elif kind == CheckKind.PRODUCTS and not given.names_product:
            owed.append(Blocker(Block.NO_PRODUCT, kind))
        elif kind in BY_DOCUMENT and kind not in given.papers:
            owed.append(Blocker(Block.NO_PAPER, kind))
    return tuple(owed)


def what_blocks(
    *,
    required: Iterable[Required],
    recorded: Iterable[Recorded],
    scopes: Iterable[tuple[str, Scope]],
    holds: Collection[str],
    today: date,
    owed: Collection[Blocker] = (),
) -> tuple[Blocker, ...]:
    """Everything that stands against approval today; empty: it may be approved. `scopes`: (state, answer) of each
    clinic's state. `holds`: codes of the open ones. `owed`: what_is_owed; a check that waits for it is said once. A
    check beyond the required ones must be a pass as well."""
    by_kind = {check.kind: check for check in recorded}
    waits = {blocker.about for blocker in owed}
    return (
        *owed,
        *_about_scope(scopes),
        *(Blocker(Block.HELD, hold) for hold in sorted(holds)),
        *(Blocker(Block.NOT_DONE, need.kind) for need in required if need.kind not in {*by_kind, *waits}),
        *(Blocker(block, check.kind) for check in by_kind.values() if (block := _about(check, today))),
    )


def _about_scope(scopes: Iterable[tuple[str, Scope]]) -> Iterable[Blocker]:
    blocks = {Scope.UNKNOWN: Block.SCOPE_UNKNOWN, Scope.NOT_ALLOWED: Block.SCOPE_NOT_ALLOWED}
    return [Blocker(blocks[scope], state) for state, scope in scopes if scope in blocks]


def _about(check: Recorded, today: date) -> Block | None:
    """The first thing wrong with a recorded check, as a basis for a decision today."""
    if check.result != CheckResult.PASS:
        return Block.FAILED if check.result == CheckResult.FAIL else Block.UNABLE
    if check.good_until is None:
        return Block.NO_END
    if check.good_until < today:
        return Block.RAN_OUT
    if max(check.report_date, check.verified_on) > today:
        return Block.FROM_THE_FUTURE
    oldest = today - timedelta(days=limits_on(today).source_days)
    return Block.TOO_OLD if check.kind in PRIMARY_SOURCES and check.report_date < oldest else None


def stale(recorded: Iterable[Recorded], *, today: date) -> tuple[CheckKind, ...]:
    """Passes that no longer count: to be made again."""
    return tuple(
        check.kind
        for check in recorded
        if check.result == CheckResult.PASS and (check.good_until is None or check.good_until < today)
    )

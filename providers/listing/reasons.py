"""THE definition of "listed": every reason why patients may not see a place, once, as a table.

A reason is told twice, side by side: as conditions over dated facts, with the words that providers and staff read, and
as SQL for asking about everybody at once. `tests/providers/listing/test_reasons.py` makes each one true alone and holds
the two, the engine, the index and both pages to the same answer; a reason that is missing there fails.

To add one: a row in REASONS, and a way to make it true in that test. What it rests on must be among the facts (facts.py
and reading.py), and if it is a table of its own, in the change log of `matching.snapshots`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final, NamedTuple, Protocol

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import NegatedExpression
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from providers.directory.enums import LicenseStatus, Profession
from providers.directory.models import Offering
from providers.directory.models.location import confirmed_until, last_confirmed_day
from providers.directory.offered import offered, priced
from providers.directory.us import STATES
from providers.exclusions.models import ExclusionHit
from providers.listing.facts import (
    ALWAYS,
    ApprovalFact,
    Condition,
    Conditions,
    LicenseFact,
    ListingFacts,
    Stretch,
    common_days,
    days_of_any,
    days_of_both,
)
from providers.listing.proven import licenses_that_count, proven_cases_of_place, rules_that_let
from providers.rosters.enums import Reach
from providers.rosters.models import LicenseAlert
from providers.screening.enums import CheckKind, CheckResult, HoldKind
from providers.screening.models import ProviderHold
from providers.screening.rules.required import EVERYONE
from providers.screening.rules.state_rules import ALWAYS_SUPERVISED


class WhyNot(NamedTuple):
    """Why patients do not see a place today. `text` is for the provider; staff read the same words."""

    code: str
    text: str
    day: date | None  # when it began or ends, as the text says


Clause = Q | Exists | NegatedExpression


@dataclass(frozen=True, slots=True, kw_only=True)
class HidingReason:
    """`conditions`: ways to be in order as far as this reason goes. One way will do; in it everything must hold. With
    two licenses in the clinic's state there are two ways: that one of them ended in May hides nobody while the other is
    good. An approval is one way with many conditions: begun, not over, each check in date.

    `clause`: the same of a row of locations with the aliases `clinic_date` and `treats_fat_pads` (listed.py).
    """

    code: str
    conditions: Callable[[ListingFacts], Sequence[Conditions]]
    clause: Callable[[], Clause]


@cache
def clauses_of(reasons: tuple[HidingReason, ...]) -> tuple[Clause, ...]:
    """Made once: almost every page asks who is listed, and making them took as long as all the rest of that query in
    Python. Django copies what it puts into a query, so they stay as they are."""
    return tuple(reason.clause() for reason in reasons)


# --- Answers --------------------------------------------------------------------------------------------------------
def stretches(facts: ListingFacts) -> tuple[Stretch, ...]:
    """The days on which patients may see the place, in order."""
    days: tuple[Stretch, ...] = (ALWAYS,)
    for reason in REASONS:
        ways = (common_days(way) for way in reason.conditions(facts))
        days = days_of_both(days, days_of_any(way for way in ways if way))
    return days


def why_not(facts: ListingFacts, *, on: datetime) -> tuple[WhyNot, ...]:
    """Everything that stands against showing the place at the instant `on` (aware). Empty: it is listed."""
    day = on.astimezone(facts.zone).date()
    return tuple(
        WhyNot(reason.code, _text(condition), condition.told)
        for reason in REASONS
        for condition in _failing(reason.conditions(facts), day)
    )


def _failing(ways: Sequence[Conditions], day: date) -> Conditions:
    """What fails of the way that is nearest to being in order; of equals, of the one that lasts longest."""

    def nearness(place: int) -> tuple[int, date, int]:
        held = common_days(condition for condition in ways[place] if condition.stretch)
        return -sum(not condition.holds(day) for condition in ways[place]), held.last if held else date.min, place

    nearest = ways[max(range(len(ways)), key=nearness)]
    return [condition for condition in nearest if not condition.holds(day)]


def _text(condition: Condition) -> str:
    told = {"day": date_format(condition.told)} if condition.told else {}
    return str(condition.words) % {**{name: str(word) for name, word in condition.about.items()}, **told}


# --- The place and its provider -------------------------------------------------------------------------------------
def _open(facts: ListingFacts) -> list[Conditions]:
    closed = Condition(_("%(place)s is closed."), about={"place": facts.name})
    return [[] if facts.is_open else [closed]]


def _npi_in_use(facts: ListingFacts) -> list[Conditions]:
    ended = Condition(_("The registry says that your NPI has not been in use since %(day)s."), told=facts.npi_ended)
    return [[ended] if facts.npi_ended else []]


def _not_held(facts: ListingFacts) -> list[Conditions]:
    words = {
        HoldKind.PAUSED: _("You paused your profile on %(day)s."),
        HoldKind.SUSPENDED: _("We suspended your profile on %(day)s: %(words)s"),
    }
    return [[Condition(words[hold.kind], told=hold.since, about={"words": hold.words}) for hold in facts.holds]]


def _not_excluded(facts: ListingFacts) -> list[Conditions]:
    words = _(
        "On %(day)s we found a name or number like yours on a federal list. A person looks at it and writes to you."
    )
    return [[Condition(words, told=min(facts.excluded_since))] if facts.excluded_since else []]


def _board_is_content(facts: ListingFacts) -> list[Conditions]:
    """What the board did to a license hides its holder everywhere; one that is not in force, in its state."""
    words = _(
        "On %(day)s we read what the board in %(state)s says of your license: %(status)s. A person looks at it and "
        "writes to you."
    )
    return [
        [
            Condition(words, told=alert.since, about={"state": STATES[alert.state], "status": alert.status.label})
            for alert in facts.board_alerts
            if alert.reach == Reach.ALL or alert.state == facts.state
        ]
    ]


def _board_alerts() -> QuerySet[LicenseAlert]:
    here = Q(reach=Reach.ALL) | Q(state=OuterRef("state"))
    return LicenseAlert.objects.hiding().filter(here, provider=OuterRef("provider"))


def _offers(facts: ListingFacts) -> list[Conditions]:
    nothing = Condition(_("%(place)s has no price that patients can see."), about={"place": facts.name})
    return [[] if facts.offers_something else [nothing]]


def _shows(facts: ListingFacts) -> list[Conditions]:
    """One line that nothing hides will do."""
    if facts.shows_something or not facts.offers_something:
        return [[]]
    warned = _("%(by)s warned of %(product)s on %(day)s. Patients do not see what you treat with it.")
    held_back = _("We do not show shots for fat or cellulite now. Two of our medical directors decide that.")
    return [
        [
            Condition(warned, told=line.since, about={"by": line.warned_by, "product": line.product})
            if line.since
            else Condition(held_back)
            for line in dict.fromkeys(facts.hidden_lines)
        ]
    ]


def _confirmed(facts: ListingFacts) -> list[Conditions]:
    """By the clinic's own word that what we show is right: a place that nobody speaks for is none to send people to."""
    words = _("Nobody has said since %(day)s that what we show of %(place)s is right.")
    held = Stretch(date.min, confirmed_until(facts.confirmed_on))
    return [[Condition(words, held, facts.confirmed_on, {"place": facts.name})]]


# --- The license ----------------------------------------------------------------------------------------------------
def _licensed(facts: ListingFacts) -> list[Conditions]:
    """In the clinic's state, and for the provider's own profession: an RN license does not carry a lapsed NP one."""
    state = {"state": STATES[facts.state]}
    held = [one for one in facts.licenses if one.state == facts.state and one.profession == facts.profession]
    checked = [one for one in held if one.status != LicenseStatus.REPORTED]
    none = Condition(_("You have no checked license in force in %(state)s."), about=state)
    return [[_license_in_force(one, state)] for one in checked] or [[none]]


def _license_in_force(license: LicenseFact, state: dict[str, str]) -> Condition:
    if license.status != LicenseStatus.ACTIVE or license.last is None:
        about = {**state, "status": str(license.status.label)}
        return Condition(_("Your license in %(state)s does not count: %(status)s."), about=about)
    ends = Stretch(date.min, license.last)
    return Condition(_("Your license in %(state)s ended on %(day)s."), ends, license.last, state)


# --- The screening --------------------------------------------------------------------------------------------------
def _screened(facts: ListingFacts) -> list[Conditions]:
    none = Condition(_("We have not approved this profile."))
    return [approval_conditions(approval, facts) for approval in facts.approvals] or [[none]]


class Covered(Protocol):
    """What an approval has to cover."""

    @property
    def state(self) -> str: ...
    @property
    def profession(self) -> Profession: ...
    @property
    def treats_fat_pads(self) -> bool: ...


def approval_conditions(approval: ApprovalFact, place: Covered) -> Conditions:
    """When an approved case covers a place: begun, not over, with every required check on record and every one on
    record a pass in date."""
    return [
        Condition(_("Our approval counts from %(day)s."), Stretch(approval.first, date.max), approval.first),
        Condition(_("Our approval ended on %(day)s."), Stretch(date.min, approval.last), approval.last),
        *_covers(approval, place),
        *(_in_date(check.kind, check.result, check.good_until) for check in approval.checks),
    ]


def _covers(approval: ApprovalFact, place: Covered) -> Iterator[Condition]:
    """What everybody needs, and the supervisor of a nurse or a PA, is asked for whatever the decision said. Where fat
    or cellulite is treated, the products too."""
    if place.state not in approval.states:
        yield Condition(_("Our approval does not cover %(state)s."), about={"state": STATES[place.state]})
    supervisor = {CheckKind.SUPERVISOR} if place.profession in ALWAYS_SUPERVISED else set()
    lacking: set[str] = {*EVERYONE, *supervisor}
    lacking -= approval.required  # what is left was not approved with it, on record or not
    lacking |= approval.required - {check.kind for check in approval.checks}
    if place.treats_fat_pads and all(check.kind != CheckKind.PRODUCTS for check in approval.checks):
        lacking.add(CheckKind.PRODUCTS)
    for kind in sorted(lacking):
        yield Condition(_("A check is missing: %(what)s."), about={"what": CheckKind(kind).label})


def _in_date(kind: CheckKind, result: CheckResult, good_until: date | None) -> Condition:
    about = {"what": kind.label}
    if result != CheckResult.PASS or good_until is None:
        return Condition(_("A check has not passed: %(what)s."), about=about)
    return Condition(_("A check ended on %(day)s: %(what)s."), Stretch(date.min, good_until), good_until, about)


# --- The state's rule -----------------------------------------------------------------------------------------------
def _allowed(facts: ListingFacts) -> list[Conditions]:
    """By what we know of the law on that day: the approval rests on it, and a rule may change while it runs."""
    state = {"state": STATES[facts.state]}
    none = Condition(_("We know no rule of %(state)s that lets your license give these shots."), about=state)
    begins = _("The rule of %(state)s lets your license give these shots from %(day)s.")
    ended = _("The rule of %(state)s that let your license give these shots ended on %(day)s.")
    return [
        [
            Condition(begins, Stretch(rule.first, date.max), rule.first, state),
            Condition(ended, Stretch(date.min, rule.last or date.max), rule.last, state),
        ]
        for rule in facts.rules
    ] or [[none]]


# --- The table ------------------------------------------------------------------------------------------------------

STANDING: Final = (
    HidingReason(code="closed", conditions=_open, clause=lambda: Q(is_active=True)),
    HidingReason(
        code="npi_out_of_use", conditions=_npi_in_use, clause=lambda: Q(provider__npi_deactivated_on__isnull=True)
    ),
    HidingReason(
        code="held",
        conditions=_not_held,
        clause=lambda: ~Exists(ProviderHold.objects.open().filter(provider=OuterRef("provider"))),
    ),
    HidingReason(
        code="excluded",
        conditions=_not_excluded,
        clause=lambda: ~Exists(ExclusionHit.objects.hiding().filter(provider=OuterRef("provider"))),
    ),
    HidingReason(code="board_says", conditions=_board_is_content, clause=lambda: ~Exists(_board_alerts())),
)
"""Whatever the day is, and whatever somebody looks for."""


def lines_of(where: Q) -> QuerySet[Offering]:
    return Offering.objects.filter(where, location=OuterRef("pk"), area_concern__is_active=True)


OFFERS: Final = HidingReason(
    code="offers_nothing",
    conditions=_offers,
    clause=lambda: Exists(lines_of(priced())),
)
SHOWS: Final = HidingReason(
    code="lines_hidden",
    conditions=_shows,
    clause=lambda: ~Exists(lines_of(priced())) | Exists(lines_of(offered())),
)
"""Of both, a search asks each service that it is about."""

DATED: Final = (
    HidingReason(
        code="not_licensed",
        conditions=_licensed,
        clause=lambda: Exists(
            licenses_that_count().filter(
                provider=OuterRef("provider"), state=OuterRef("state"), expires_on__gte=OuterRef("clinic_date")
            )
        ),
    ),
    HidingReason(code="not_screened", conditions=_screened, clause=lambda: Exists(proven_cases_of_place())),
    HidingReason(code="not_allowed", conditions=_allowed, clause=lambda: Exists(rules_that_let())),
    HidingReason(
        code="not_confirmed",
        conditions=_confirmed,
        clause=lambda: Q(GreaterThanOrEqual(last_confirmed_day(), F("clinic_date"))),
    ),
)

REASONS: Final = (*STANDING, OFFERS, SHOWS, *DATED)

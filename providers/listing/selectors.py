"""Reads that span models and answer in their own shape: the dated proof behind a provider."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet, Value
from django.utils.translation import gettext

from caarisma.common.expressions import AnyOf
from caarisma.common.prepared import Prepared, array, written
from providers.directory.enums import Profession
from providers.directory.models import PracticeLocation
from providers.directory.offered import fat_pads_treated
from providers.listing.facts import ApprovalFact, CheckFact, common_days
from providers.listing.listed import listed_places
from providers.listing.proven import proven_cases
from providers.listing.reasons import approval_conditions
from providers.screening.check_words import BY_KIND
from providers.screening.enums import CheckKind, CheckResult
from providers.screening.finding_words import Rests, found_words, where_words, who_words

KIND_ORDER = {kind: place for place, kind in enumerate(CheckKind.values)}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One line of the proof table, in the order a reader wants it. Dates are days at the clinic."""

    kind: str
    label: str
    result: str  # a CheckResult
    result_label: str
    finding: str
    source: str
    looked_by: str  # by role
    checked_on: date
    good_until: date | None
    does_not_tell: str

    @property
    def passed(self) -> bool:
        return self.result == CheckResult.PASS

    @property
    def counts(self) -> bool:
        """A known product is not an approved one, so looking at it is never told as a passed check."""
        return self.kind != CheckKind.PRODUCTS


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofSummary:
    """The closed badge: "4 of 4 checks passed. Last checked Nov 10". Only of checks that count."""

    passed: int
    total: int
    last_checked: date
    good_until: date  # the first day on which something here runs out


class ApprovalSpan(NamedTuple):
    """First and last day."""

    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class Proof:
    """The approved screening case in force for one provider, with its checks. `earlier`: approvals that are over.

    A list says of each clinic how many checks it passed, so each line is worded when a page asks for it."""

    provider_id: int
    approved_from: date
    approved_until: date
    earlier: tuple[ApprovalSpan, ...]
    rests_on: tuple["ProofCheck", ...]  # in the order of the lines
    decided_at: datetime
    zone: ZoneInfo  # of the clinic

    @cached_property
    def checks(self) -> tuple[CheckLine, ...]:
        return tuple(_line(check, self.zone) for check in self.rests_on)

    @property
    def renewed(self) -> tuple[CheckLine, ...]:
        """What was looked at again after the approval, which nobody approved with it."""
        pairs = zip(self.rests_on, self.checks, strict=True)
        return tuple(line for check, line in pairs if check.verified_at > self.decided_at)

    @cached_property
    def summary(self) -> ProofSummary:
        counted = [check for check in self.rests_on if check.counts]
        return ProofSummary(
            passed=sum(check.result == CheckResult.PASS for check in counted),
            total=len(counted),
            last_checked=max(check.verified_at for check in counted).astimezone(self.zone).date(),
            good_until=min([self.approved_until, *(check.good_until for check in self.rests_on if check.good_until)]),
        )


def current_proof(provider_ids: Iterable[int], *, on: datetime, at: int | None = None) -> dict[int, Proof]:
    """Provider id -> proof in force at the instant `on` (aware), in two queries however many there are.

    Only for providers who are listed at that instant: whoever is not has no proof to show, whatever their old case
    says. With several cases in force the newest counts. `at`: only what covers this place counts.
    """
    places = _listed_places(provider_ids, on, at)
    approvals = _approvals(places) if places else {}
    return {
        provider_id: proof
        for provider_id, approved in approvals.items()
        if (proof := _newest_proof(approved, places[provider_id], on))
    }


class AdmittedPlace(NamedTuple):
    """Whose it is, and what has to cover it."""

    provider_id: int
    place: "ListedPlace"


def admitted_places(location_ids: Iterable[int], *, now: datetime) -> dict[int, AdmittedPlace]:
    """Those of the locations that the gate would admit at the instant `now` (aware). One query."""
    ids = list(location_ids)
    rows = ADMITTED.fetch(array(ids), now) if ids else []
    return {
        pk: AdmittedPlace(provider_id, ListedPlace(ZoneInfo(zone), state, Profession(job), fat))
        for provider_id, pk, zone, state, job, fat in rows
    }


def proofs_of(places: Mapping[int, AdmittedPlace], *, now: datetime) -> dict[int, Proof]:
    """Location id -> the proof that covers it, of places that were admitted just now. One query, so that a list asks no
    third for the gate; whoever has no proof is left out."""
    approvals = _approvals(sorted({admitted.provider_id for admitted in places.values()})) if places else {}
    found = {pk: _newest_proof(approvals.get(one.provider_id, []), one.place, now) for pk, one in places.items()}
    return {pk: proof for pk, proof in found.items() if proof}


class ListedPlace(NamedTuple):
    """What a case has to cover for a location to be listed."""

    zone: ZoneInfo
    state: str
    profession: Profession
    treats_fat_pads: bool


class ProofCheck(NamedTuple):
    """What a screening check says and rests on, as it is stored. No words of staff are among it."""

    kind: str
    result: str
    verified_at: datetime
    good_until: date | None
    verified_by: int | None
    exception: int | None
    ends_on: date | None
    exclusion_list__list_date: date | None
    product: str
    product_maker: str
    product_source: str

    @property
    def counts(self) -> bool:
        """A known product is not an approved one, so looking at it is never told as a passed check."""
        return self.kind != CheckKind.PRODUCTS


class Approval(NamedTuple):
    """A proven screening case."""

    provider_id: int
    first: date
    last: date
    decided_at: datetime
    states: frozenset[str]
    required: frozenset[str]
    checks: tuple[ProofCheck, ...]


def _listed_places(provider_ids: Iterable[int], on: datetime, at: int | None) -> dict[int, ListedPlace]:
    """Provider id -> a listed location. A case may end between two locations' midnights, or cover the state of one
    only: the one that is listed decides."""
    ids = list(provider_ids)
    rows = LISTED.fetch(array(ids), on) if ids else []
    return {
        provider_id: ListedPlace(ZoneInfo(zone), state, Profession(job), fat)
        for provider_id, pk, zone, state, job, fat in rows
        if at in (None, pk)
    }


def _approvals(provider_ids: Iterable[int]) -> dict[int, list[Approval]]:
    """Provider id -> proven cases, oldest first."""
    found: defaultdict[int, list[Approval]] = defaultdict(list)
    for _case, grouped in groupby(PROVEN.fetch(array(provider_ids)), key=itemgetter(0)):
        rows = list(grouped)
        _pk, provider_id, first, last, decided_at, states, required = rows[0][: len(CASE_COLUMNS)]
        checks = tuple(ProofCheck(*row[len(CASE_COLUMNS) :]) for row in rows)
        approval = Approval(provider_id, first, last, decided_at, frozenset(states), frozenset(required), checks)
        found[provider_id].append(approval)
    return found


def _newest_proof(approvals: Sequence[Approval], place: ListedPlace, on: datetime) -> Proof | None:
    """Of the newest that covers the place."""
    newest = next((approval for approval in reversed(approvals) if _covers(approval, place, on)), None)
    return _proof(newest, place.zone, approvals, on) if newest else None


def _covers(approval: Approval, place: ListedPlace, on: datetime) -> bool:
    """For choosing which of several to show."""
    checks = tuple(CheckFact(CheckKind(one.kind), CheckResult(one.result), one.good_until) for one in approval.checks)
    fact = ApprovalFact(approval.first, approval.last, approval.states, approval.required, checks)
    held = common_days(approval_conditions(fact, place))
    return held is not None and held.holds(on.astimezone(place.zone).date())


def _proof(approval: Approval, zone: ZoneInfo, approvals: Iterable[Approval], on: datetime) -> Proof:
    return Proof(
        provider_id=approval.provider_id,
        approved_from=approval.first,
        approved_until=approval.last,
        earlier=_earlier(approvals, on.astimezone(zone).date()),
        rests_on=tuple(sorted(approval.checks, key=lambda check: KIND_ORDER[check.kind])),
        decided_at=approval.decided_at,
        zone=zone,
    )


def _earlier(approvals: Iterable[Approval], day: date) -> tuple[ApprovalSpan, ...]:
    """Approvals that are over, newest first."""
    spans = (ApprovalSpan(approval.first, approval.last) for approval in approvals)
    return tuple(sorted((span for span in spans if span.last < day), reverse=True))


def _line(check: ProofCheck, zone: ZoneInfo) -> CheckLine:
    kind, result = CheckKind(check.kind), CheckResult(check.result)
    rests = Rests(
        kind=kind,
        result=result,
        by_person=check.verified_by is not None,
        is_exception=check.exception is not None,
        ends_on=check.ends_on,
        list_date=check.exclusion_list__list_date,
        product=check.product,
        maker=check.product_maker,
        bought_from=check.product_source,
    )
    return CheckLine(
        kind=kind,
        label=str(kind.label),
        result=result,
        result_label=gettext("Looked at, not a pass") if kind == CheckKind.PRODUCTS else str(result.label),
        finding=found_words(rests),
        source=where_words(rests),
        looked_by=who_words(rests),
        checked_on=check.verified_at.astimezone(zone).date(),
        good_until=check.good_until,
        does_not_tell=str(BY_KIND[kind].does_not_tell),
    )


# --- Statements: planning them took longer than answering -------------------------------------------------------------
IDS, INSTANT = "the ids", datetime(1, 1, 1, tzinfo=UTC)  # stand for the parameters while the ORM writes
CASE_COLUMNS = ("pk", "provider_id", "approved_from", "approved_until", "decided_at", "states", "required")


PLACE_COLUMNS = ("provider_id", "pk", "time_zone", "state", "provider__profession", "fat_pads")


def _of_listed_places(ids: str, instant: str) -> str:
    return _places(listed_places(on=INSTANT).filter(AnyOf(F("provider"), Value(IDS))), ids, instant)


def _of_admitted_places(ids: str, instant: str) -> str:
    """Whom gate.py admits."""
    listed = listed_places(on=INSTANT).filter(AnyOf(F("pk"), Value(IDS)), accepting_patients=True)
    return _places(listed, ids, instant)


def _places(listed: QuerySet[PracticeLocation], ids: str, instant: str) -> str:
    rows = listed.order_by("-pk").annotate(fat_pads=fat_pads_treated()).values_list(*PLACE_COLUMNS)
    return written(rows, {IDS: ids, INSTANT: instant})


def _of_proven_cases(ids: str) -> str:
    """A row for each check."""
    cases = proven_cases().filter(AnyOf(F("provider"), Value(IDS))).order_by("pk", "checks__pk")
    return written(cases.values_list(*CASE_COLUMNS, *(f"checks__{name}" for name in ProofCheck._fields)), {IDS: ids})


ADMITTED = Prepared("admitted_places", ("bigint[]", "timestamptz"), _of_admitted_places)
LISTED = Prepared("listed_places", ("bigint[]", "timestamptz"), _of_listed_places)
PROVEN = Prepared("proven_cases", ("bigint[]",), _of_proven_cases)

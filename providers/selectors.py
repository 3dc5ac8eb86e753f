"""Reads that span models and answer in their own shape: the dated proof behind a provider."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from providers.check_words import BY_KIND
from providers.enums import CheckKind, CheckResult
from providers.models import PracticeLocation, ScreeningCase, ScreeningCheck
from providers.models.location import fat_pads_treated

KIND_ORDER = {kind: place for place, kind in enumerate(CheckKind.values)}

# One or two words for the closed badge; the table uses the full names.
SHORT_NAMES: Mapping[str, Promise] = {
    CheckKind.LICENSE: _("license"),
    CheckKind.SCOPE: _("right to inject"),
    CheckKind.SUPERVISOR: _("supervising doctor"),
    CheckKind.EXCLUSION: _("exclusion list"),
    CheckKind.SAM: _("federal awards list"),
    CheckKind.NPI: _("provider number"),
    CheckKind.BOARD: _("board"),
    CheckKind.INSURANCE: _("insurance"),
    CheckKind.IDENTITY: _("identity"),
    CheckKind.PLACE: _("place"),
    CheckKind.PRODUCTS: _("products"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One line of the proof table, in the order a reader wants it. Dates are days at the clinic."""

    kind: str
    label: str
    result: str  # a CheckResult
    result_label: str
    finding: str
    finding_is_english: bool  # typed by staff, or the page is in English
    source: str  # in English
    checked_on: date
    good_until: date | None
    does_not_tell: str

    @property
    def passed(self) -> bool:
        return self.result == CheckResult.PASS


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofSummary:
    """The closed badge: "4 of 4 checks passed. License, ... Last checked Nov 10"."""

    passed: int
    total: int
    names: tuple[str, ...]
    last_checked: date
    good_until: date  # the first day on which something here runs out


class Span(NamedTuple):
    """First and last day."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The approved screening case in force for one provider, with its checks. `earlier`: approvals that are over."""

    provider_id: int
    approved_from: date
    approved_until: date
    earlier: tuple[Span, ...]
    checks: tuple[CheckLine, ...]
    summary: ProofSummary


def current_proof(provider_ids: Iterable[int], *, on: datetime) -> dict[int, Proof]:
    """Provider id -> proof in force at the instant `on` (aware), in three queries however many there are.

    Only for providers who are listed at that instant: whoever is not has no proof to show, whatever their old case
    says. With several cases in force the newest counts.
    """
    places = _listed_places(provider_ids, on)
    cases = ScreeningCase.objects.proven().filter(provider__in=places).prefetch_related("checks").order_by("pk")
    approvals: defaultdict[int, list[ScreeningCase]] = defaultdict(list)
    for case in cases:
        approvals[case.provider_id].append(case)
    return {
        provider_id: _proof(carrying[-1], places[provider_id].zone, approved, on)
        for provider_id, approved in approvals.items()
        if (carrying := [case for case in approved if _carries(case, places[provider_id], on)])
    }


class ListedPlace(NamedTuple):
    """What a case has to cover for a location to be listed."""

    zone: ZoneInfo
    state: str
    treats_fat_pads: bool


def _listed_places(provider_ids: Iterable[int], on: datetime) -> dict[int, ListedPlace]:
    """Provider id -> a listed location. A case may end between two locations' midnights, or cover the state of one
    only: the one that is listed decides."""
    listed = PracticeLocation.objects.listed(on=on).filter(provider__in=list(provider_ids)).order_by("-pk")
    rows = listed.annotate(fat_pads=fat_pads_treated()).values_list("provider_id", "time_zone", "state", "fat_pads")
    return {provider_id: ListedPlace(ZoneInfo(zone), state, fat) for provider_id, zone, state, fat in rows}


def _carries(case: ScreeningCase, place: ListedPlace, on: datetime) -> bool:
    """The rule of PracticeLocationQuerySet.listed about a proven case, for choosing which of several to show."""
    assert case.approved_from is not None
    assert case.approved_until is not None
    checks, day = case.checks.all(), on.astimezone(place.zone).date()
    return (
        case.approved_from <= day <= case.approved_until
        and place.state in case.states
        and (not place.treats_fat_pads or any(check.kind == CheckKind.PRODUCTS for check in checks))
        and all(check.good_until is not None and check.good_until >= day for check in checks)
    )


def _proof(case: ScreeningCase, zone: ZoneInfo, approvals: Iterable[ScreeningCase], on: datetime) -> Proof:
    assert case.approved_from is not None
    assert case.approved_until is not None
    ordered = sorted(case.checks.all(), key=lambda check: KIND_ORDER[check.kind])
    lines = tuple(_line(check, zone) for check in ordered)
    return Proof(
        provider_id=case.provider_id,
        approved_from=case.approved_from,
        approved_until=case.approved_until,
        earlier=_earlier(approvals, on.astimezone(zone).date()),
        checks=lines,
        summary=ProofSummary(
            passed=sum(line.passed for line in lines),
            total=len(lines),
            names=tuple(str(SHORT_NAMES[line.kind]) for line in lines),
            last_checked=max(line.checked_on for line in lines),
            good_until=min([case.approved_until, *(line.good_until for line in lines if line.good_until)]),
        ),
    )


def _earlier(approvals: Iterable[ScreeningCase], day: date) -> tuple[Span, ...]:
    """Approvals that are over, newest first."""
    dated = ((case.approved_from, case.approved_until) for case in approvals)
    spans = [Span(first, last) for first, last in dated if first and last]
    return tuple(sorted((span for span in spans if span.last < day), reverse=True))


def _line(check: ScreeningCheck, zone: ZoneInfo) -> CheckLine:
    finding = gettext(check.finding) if check.finding else ""  # what the machine wrote has a translation
    return CheckLine(
        kind=check.kind,
        label=check.get_kind_display(),
        result=check.result,
        result_label=check.get_result_display(),
        finding=finding,
        finding_is_english=finding == check.finding,
        source=check.source,
        checked_on=check.verified_at.astimezone(zone).date(),
        good_until=check.good_until,
        does_not_tell=str(BY_KIND[CheckKind(check.kind)].does_not_tell),
    )

"""Reads that span models and answer in their own shape: the dated proof behind a provider."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from providers.enums import CaseStatus, CheckKind, CheckResult
from providers.models import PracticeLocation, ScreeningCase, ScreeningCheck

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
    source: str
    checked_on: date
    good_until: date | None

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The approved screening case in force for one provider, with its checks."""

    provider_id: int
    approved_from: date
    approved_until: date
    checks: tuple[CheckLine, ...]
    summary: ProofSummary


def current_proof(provider_ids: Iterable[int], *, on: datetime) -> dict[int, Proof]:
    """Provider id -> proof in force at the instant `on` (aware), in three queries however many there are.

    Only for providers who are listed at that instant: whoever is not has no proof to show, whatever their old case
    says. With several cases in force the newest counts.
    """
    zones = _zones(provider_ids, on)
    cases = (
        ScreeningCase.objects.filter(provider__in=zones, status=CaseStatus.APPROVED)
        .prefetch_related("checks")
        .order_by("pk")
    )
    return {
        case.provider_id: _proof(case, zones[case.provider_id])
        for case in cases
        if _in_force(case, on.astimezone(zones[case.provider_id]).date())
    }


def _zones(provider_ids: Iterable[int], on: datetime) -> dict[int, ZoneInfo]:
    """Provider id -> time zone of a listed location. A case may end between two locations' midnights: the one that is
    listed decides."""
    listed = PracticeLocation.objects.listed(on=on).filter(provider__in=list(provider_ids)).order_by("-pk")
    return {provider_id: ZoneInfo(zone) for provider_id, zone in listed.values_list("provider_id", "time_zone")}


def _in_force(case: ScreeningCase, day: date) -> bool:
    """The rule of PracticeLocationQuerySet.listed about a case, for choosing which of several to show."""
    if case.approved_from is None or case.approved_until is None:
        return False
    checks = case.checks.all()
    return (
        case.approved_from <= day <= case.approved_until
        and bool(checks)
        and all(c.result == CheckResult.PASS and c.good_until is not None and c.good_until >= day for c in checks)
    )


def _proof(case: ScreeningCase, zone: ZoneInfo) -> Proof:
    assert case.approved_from is not None
    assert case.approved_until is not None
    ordered = sorted(case.checks.all(), key=lambda check: KIND_ORDER[check.kind])
    lines = tuple(_line(check, zone) for check in ordered)
    return Proof(
        provider_id=case.provider_id,
        approved_from=case.approved_from,
        approved_until=case.approved_until,
        checks=lines,
        summary=ProofSummary(
            passed=sum(line.passed for line in lines),
            total=len(lines),
            names=tuple(str(SHORT_NAMES[line.kind]) for line in lines),
            last_checked=max(line.checked_on for line in lines),
            good_until=min([case.approved_until, *(line.good_until for line in lines if line.good_until)]),
        ),
    )


def _line(check: ScreeningCheck, zone: ZoneInfo) -> CheckLine:
    return CheckLine(
        kind=check.kind,
        label=check.get_kind_display(),
        result=check.result,
        result_label=check.get_result_display(),
        finding=check.finding,
        source=check.source,
        checked_on=check.verified_at.astimezone(zone).date(),
        good_until=check.good_until,
    )

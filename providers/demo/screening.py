"""Made-up screening: a case with its dates, and the checks its profession needs, as a vetting desk leaves them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from providers.demo.days import days_before, exclusion_file, exclusion_source, in_words, month_end, office_time
from providers.demo.flaws import Flaw
from providers.demo.licenses import DemoLicense
from providers.demo.people import DemoPerson
from providers.directory.enums import DOCTORS
from providers.directory.us import STATES
from providers.screening.enums import CaseStatus, CheckKind, CheckResult
from providers.screening.rules.required import required_in
from providers.screening.rules.state_rules_file import state_rules
from providers.screening.rules.time_limits import approval_window, good_until

APPROVED_DAYS: Final = 1095  # 36 months


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCheck:
    kind: str
    finding: str
    source: str
    seen_at: datetime
    good_until: date | None
    ends_on: date | None = None  # by the source itself
    result: str = CheckResult.PASS.value
    reference: str = ""
    report_date: date | None = None  # None: the day it was seen
    by_person: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    status: str
    checks: tuple[DemoCheck, ...]
    approved_from: date | None = None
    approved_until: date | None = None
    decided_at: datetime | None = None
    reason: str = ""
    required: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


def draw_case(
    rng: Random,
    *,
    person: DemoPerson,
    licenses: Sequence[DemoLicense],
    number: str,
    fat_pads: bool,
    flaws: frozenset[Flaw],
    on: date,
) -> Case:
    """The first of the licenses is the one that was shown to us; the decision covers all their states. An outdated
    case is as it stood on the last day of its approval."""
    license = licenses[0]
    outdated = Flaw.OUTDATED in flaws and rng.random() < 0.75
    start = days_before(on, rng, APPROVED_DAYS + 5, APPROVED_DAYS + 300) if outdated else days_before(on, rng, 5, 900)
    until = approval_window(start).last
    as_of = min(on, until)
    drawn = _checks(rng, person=person, license=license, number=number, fat_pads=fat_pads, as_of=as_of)
    checks = tuple(replace(check, reference=check.reference or f"made up, {number}") for check in drawn)
    if Flaw.OUTDATED in flaws and not outdated:
        checks = tuple(_insurance_ended(rng, check, on) for check in checks)
    if Flaw.IN_REVIEW in flaws:
        status = rng.choice((CaseStatus.SENT, CaseStatus.IN_REVIEW, CaseStatus.MORE_NEEDED))
        done = 0 if status == CaseStatus.SENT else rng.randrange(1, len(checks))
        return Case(status=status.value, checks=checks[:done])
    approved = Case(
        status=CaseStatus.APPROVED.value,
        checks=checks,
        approved_from=start,
        approved_until=until,
        decided_at=office_time(rng, start),
        required=_required(person, licenses, fat_pads=fat_pads, on=on),
        states=tuple(sorted({paper.state for paper in licenses})),
    )
    return _unproven(rng, approved) if Flaw.UNPROVEN in flaws else approved


def _required(person: DemoPerson, licenses: Sequence[DemoLicense], *, fat_pads: bool, on: date) -> tuple[str, ...]:
    """By the same rules as a real decision, for states whose rule nobody has read yet as well."""
    needed = required_in(
        person.profession,
        {paper.state for paper in licenses},
        claims_board=bool(person.board),
        treats_small_fat=fat_pads,
        on=on,
        rules=state_rules(),
    )
    return tuple(need.kind.value for need in needed)


def _insurance_ended(rng: Random, check: DemoCheck, on: date) -> DemoCheck:
    if check.kind != CheckKind.INSURANCE:
        return check
    ended = days_before(on, rng, 1, 60)
    return replace(
        check,
        finding=_cover(ended),
        good_until=ended,
        ends_on=ended,
        seen_at=office_time(rng, ended - timedelta(days=200)),
    )


def _unproven(rng: Random, case: Case) -> Case:
    """Half were approved and failed a later look; half were turned down."""
    approved = rng.random() < 0.5
    kind, result, finding = (CheckKind.INSURANCE, CheckResult.FAIL, "No cover in force")
    if approved and rng.random() < 0.5:
        kind, result, finding = (CheckKind.LICENSE, CheckResult.UNABLE, "The board's page did not answer")
    spoiled = tuple(
        replace(check, result=result.value, finding=finding, good_until=None) if check.kind == kind else check
        for check in case.checks
    )
    if approved:
        return replace(case, checks=spoiled)
    reason = "We could not confirm your malpractice insurance. Send a certificate that is in force."
    return Case(status=CaseStatus.TURNED_DOWN.value, checks=spoiled, decided_at=case.decided_at, reason=reason)


def _checks(
    rng: Random, *, person: DemoPerson, license: DemoLicense, number: str, fat_pads: bool, as_of: date
) -> Iterator[DemoCheck]:
    """In the order of the proof table."""
    state, doctor = STATES[license.state], person.profession in DOCTORS
    board = _license_check(rng, license, number, as_of)
    yield board
    yield _seen(
        rng, CheckKind.SCOPE, as_of, 90, board.good_until,
        f"Doctors may inject in {state}" if doctor else f"May inject in {state} under a doctor's orders",
        f"Demonstration: a made-up reading of {state}'s rules",
    )  # fmt: skip
    if not doctor:
        finding = "Signed agreement. The doctor's license is active"
        ends = month_end(as_of + timedelta(days=rng.randint(30, 365)))
        yield _seen(rng, CheckKind.SUPERVISOR, as_of, 90, ends, finding, "Agreement and state board")
    yield _monthly_check(rng, as_of, CheckKind.EXCLUSION)
    yield _monthly_check(rng, as_of, CheckKind.SAM)
    yield replace(_monthly_check(rng, as_of, CheckKind.NPI), reference=person.npi)
    if person.board:
        ends = date(as_of.year + rng.randint(1, 9), 12, 31)
        yield _seen(rng, CheckKind.BOARD, as_of, 100, ends, f"Certified. Ends {in_words(ends)}", person.board)
    ends = as_of + timedelta(days=rng.randint(20, 365))
    yield _seen(rng, CheckKind.INSURANCE, as_of, 100, ends, _cover(ends), "Certificate from the insurer")
    yield from _in_person_checks(rng, as_of, fat_pads=fat_pads)


def _in_person_checks(rng: Random, as_of: date, *, fat_pads: bool) -> Iterator[DemoCheck]:
    for kind, finding, source in (
        (CheckKind.IDENTITY, "Photo ID matches the license", "Photo ID, seen by video"),
        (CheckKind.PLACE, "Sees patients at this address", "Call to the clinic's public number"),
    ):
        yield _seen(rng, kind, as_of, 240, None, finding, source)
    if fat_pads:
        finding = "Product list and supplier records seen"
        yield _seen(rng, CheckKind.PRODUCTS, as_of, 90, None, finding, "Purchase records of three months")


def _license_check(rng: Random, license: DemoLicense, number: str, as_of: date) -> DemoCheck:
    """What the board showed at the last look, before whatever happened since."""
    ends = license.expires_on or month_end(as_of + timedelta(days=200))
    seen_on = min(license.verified_on or as_of, as_of)
    return DemoCheck(
        kind=CheckKind.LICENSE.value,
        finding=f"Active. Ends {in_words(ends)}",
        source=license.board,
        reference=f"{license.state} {number}",
        seen_at=office_time(rng, seen_on),
        good_until=good_until(CheckKind.LICENSE, report_date=seen_on, ends_on=ends),
        ends_on=ends,
    )


def _monthly_check(rng: Random, as_of: date, kind: CheckKind) -> DemoCheck:
    """As of the newest monthly file of the exclusion list; the registry and SAM were looked up the same day."""
    listed, last_day = exclusion_file(as_of)
    finding, source = monthly_words(kind, listed)
    return DemoCheck(
        kind=kind.value,
        finding=finding,
        source=source,
        seen_at=office_time(rng, listed),
        report_date=listed,
        good_until=last_day,
        by_person=kind == CheckKind.SAM,
    )


def monthly_words(kind: str, listed: date) -> tuple[str, str]:
    """(finding, source) of a check that is made again each month."""
    if kind == CheckKind.NPI:
        return "In use. Same name", "NPPES registry"
    return "Not on the list", exclusion_source(listed) if kind == CheckKind.EXCLUSION else "SAM.gov, exclusions"


def _cover(ends: date) -> str:
    return f"$1 million a claim. Ends {in_words(ends)}"


def _seen(
    rng: Random, kind: CheckKind, as_of: date, within: int, ends_on: date | None, finding: str, source: str
) -> DemoCheck:
    """A pass, seen on one of the `within` days before `as_of`, good for as long as a real one would be."""
    day = days_before(as_of, rng, 1, within)
    return DemoCheck(
        kind=kind.value,
        finding=finding,
        source=source,
        seen_at=office_time(rng, day),
        good_until=good_until(kind, report_date=day, ends_on=ends_on),
        ends_on=None if kind == CheckKind.SCOPE else ends_on,
    )

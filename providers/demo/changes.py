"""Changes of the demonstration's provider, one in each state, by the services of real ones."""

from datetime import datetime, timedelta
from typing import Final

from caarisma.accounts.models import User
from providers.changes.services.deciding import accept_change, turn_down_change
from providers.changes.services.proposing import propose, propose_correction, take_back_change
from providers.demo.loading import STAFF_EMAIL
from providers.demo.logins import email_of
from providers.directory.models import PracticeLocation, Provider
from providers.screening.enums import CheckKind, CheckResult, Fact
from providers.screening.models import ProposedChange
from providers.vetting.cases.case_checks import record_check
from providers.vetting.cases.case_moves import claim_case
from providers.vetting.cases.case_parts import clinic_day
from providers.vetting.cases.check_evidence import Attached

PHONE: Final = "555-555-0142"


def make_demo_changes(*, now: datetime) -> int:
    """How many; none where there are some already, or nobody to make them of."""
    staff = User.objects.filter(email=STAFF_EMAIL).first()
    provider = Provider.objects.filter(user__email=email_of("provider"), is_demonstration=True).first()
    place = provider.locations.filter(is_active=True).order_by("pk").first() if provider else None
    if staff is None or provider is None or place is None or ProposedChange.objects.filter(provider=provider).exists():
        return 0
    _live(place, staff, now - timedelta(days=4))
    _turned_down(place, staff, now - timedelta(days=3))
    _taken_back(provider, now - timedelta(days=2))
    _with_us(place, now - timedelta(hours=3))
    _needs_you(provider, now - timedelta(hours=2))
    return ProposedChange.objects.filter(provider=provider).count()


def _asks(place: PracticeLocation, now: datetime, **values: str) -> ProposedChange:
    place.refresh_from_db()
    assert place.provider.user is not None
    (change,) = propose_correction(location=place, values=values, spot={}, by=place.provider.user, now=now)
    return change


def _live(place: PracticeLocation, staff: User, at: datetime) -> None:
    change = _asks(place, at, phone=PHONE)
    decided = at + timedelta(hours=5)
    claim_case(case_id=change.case_id, by=staff, now=decided)
    record_check(
        case_id=change.case_id,
        kind=CheckKind.PLACE,
        result=CheckResult.PASS,
        finding="",
        source="Call to the clinic's public number",
        reference="Front desk",
        report_date=clinic_day(place.provider, now=decided),
        good_until=None,
        note="",
        attached=Attached(called_number=PHONE, called_at=decided - timedelta(minutes=10)),
        by=staff,
        now=decided,
    )
    accept_change(case_id=change.case_id, by=staff, now=decided)


def _turned_down(place: PracticeLocation, staff: User, at: datetime) -> None:
    change = _asks(place, at, clinic_name=f"Painless {place.clinic_name}"[:120])
    decided = at + timedelta(hours=5)
    claim_case(case_id=change.case_id, by=staff, now=decided)
    words = "“Painless” is a promise that we cannot check. Choose a name without it."
    turn_down_change(case_id=change.case_id, words=words, by=staff, now=decided)


def _details(provider: Provider, about: str, column: str, value: str, now: datetime) -> ProposedChange:
    assert provider.user is not None
    change = propose(
        provider=provider, fact=Fact.NAME, about=about, values={column: value},
        before={column: getattr(provider, column)}, by=provider.user, now=now,
    )  # fmt: skip
    assert change is not None
    return change


def _taken_back(provider: Provider, at: datetime) -> None:
    change = _details(provider, "letters", "credentials", f"{provider.credentials}, FACS"[:40], at)
    assert provider.user is not None
    take_back_change(provider_id=provider.pk, change_id=change.pk, by=provider.user, now=at + timedelta(hours=1))


def _with_us(place: PracticeLocation, at: datetime) -> None:
    _asks(place, at, line2="Suite 214" if place.line2 != "Suite 214" else "Suite 216")


def _needs_you(provider: Provider, at: datetime) -> None:
    _details(provider, "name", "last_name", f"{provider.last_name}-Reyes"[:80], at)

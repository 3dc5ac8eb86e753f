"""The desk's lists in every state: statements, a flag, decisions that wait, appeals, merges, who is away."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.appeals.models import AppealKind
from providers.appeals.services import answer_appeal, send_appeal
from providers.attestation.models import Attestation
from providers.deciding.verdicts import propose_verdict
from providers.demo.logins import email_of
from providers.desk.queue import waiting
from providers.directory.models import PracticeLocation, Provider
from providers.merging.services import answer_merge, propose_merge
from providers.screening.enums import CaseStatus, DecisionKind
from providers.screening.models import ScreeningCase
from providers.vetting.cases.cases import claim_case
from providers.worklists.models import StaffAbsence
from providers.worklists.renewals import approvals
from providers.worklists.services import assign, note_absence

DAY: Final = timedelta(days=1)
MOST_SIGNED: Final = 400
FLAGGED: Final = 7  # each seventh said yes to something


def make_demo_desk(*, now: datetime) -> bool:
    """Once: what is there already stays. Says whether anything was made. Without a directory nobody has signed
    anything, but somebody is away."""
    if Attestation.objects.exists() or StaffAbsence.objects.exists():
        return False
    vetter, second = (User.objects.get(email=email_of(role)) for role in ("vetting staff", "second reviewer"))
    _sign(now=now)
    _verdicts(vetter, now=now)
    _appeals(second, now=now)
    _merges(vetter, second, now=now)
    _load(vetter, now=now)
    _renewals(now=now)
    return True


def _sign(*, now: datetime) -> None:
    """Who waits for a decision has said what they have to say; one said it too long ago."""
    cases = ScreeningCase.objects.filter(
        status__in=[CaseStatus.SENT, CaseStatus.IN_REVIEW, CaseStatus.MORE_NEEDED], provider__is_demonstration=True
    ).select_related("provider")
    Attestation.objects.bulk_create(
        Attestation(
            provider=case.provider,
            signed_at=now - (130 if number == 3 else number % 20 + 1) * DAY,
            signed_as=case.provider.full_name,
            yes=["claim"] if number % FLAGGED == 0 else [],
            words="One claim in 2019, settled. No limits since." if number % FLAGGED == 0 else "",
        )
        for number, case in enumerate(cases.order_by("pk")[:MOST_SIGNED])
    )


def _verdicts(vetter: User, *, now: datetime) -> None:
    """One "no" that waits for a second person."""
    case = waiting(status=CaseStatus.SENT).filter(provider__is_demonstration=True).last()
    if case is None:
        return
    case = claim_case(case_id=case.pk, by=vetter, now=now)
    propose_verdict(
        case_id=case.pk,
        kind=DecisionKind.TURN_DOWN,
        reasons=["place"],
        words="Nobody at this address knows the clinic. Tell us where you work.",
        by=vetter,
        now=now,
        revision=case.revision,
    )


def _appeals(second: User, *, now: datetime) -> None:
    """A late one, one in time, one that is answered."""
    people = Provider.objects.filter(is_demonstration=True, user__isnull=False).order_by("pk")
    told = (
        (20, "My license ends in 2028, not in 2026. The board's page says so.", ""),
        (2, "The page calls me Dr. Reyes. I am Dr. Reyes-Lund since June.", ""),
        (12, "You have my old clinic on record. It closed.", "You are right. We took it off."),
    )
    for (days, words, said), provider in zip(told, [one for one in people[:3] if one.user], strict=False):
        assert provider.user is not None
        at = now - days * DAY
        sent = send_appeal(provider_id=provider.pk, kind=AppealKind.CORRECTION, words=words, by=provider.user, now=at)
        if said:
            answer_appeal(appeal_id=sent.pk, grant=False, words=said, by=second, now=at + DAY)


def _merges(vetter: User, second: User, *, now: datetime) -> None:
    """Two places at one street that wait for a second person, and two that were no double after all."""
    found = PracticeLocation.objects.filter(provider__is_demonstration=True, is_active=True).order_by("pk")
    by_provider: dict[int, list[int]] = {}
    for place, provider in found.values_list("pk", "provider"):
        by_provider.setdefault(provider, []).append(place)
    doubles = [places for places in by_provider.values() if len(places) > 1][:2]
    for number, (first, other, *_more) in enumerate(doubles):
        merge = propose_merge(
            kind="place", keep_id=first, drop_id=other, words="One phone, one owner.", by=vetter, now=now - DAY
        )
        if number:
            answer_merge(merge_id=merge.pk, grant=False, words="Two floors of one house.", by=second, now=now)


def _renewals(*, now: datetime) -> None:
    """No service ends an approval sooner: it is as if these had been decided about three years ago."""
    today = timezone.localdate(now)
    cases = approvals().filter(provider__is_demonstration=True, approved_until__gt=today + 150 * DAY)
    for left, case in zip((12, 45, 80, 110), cases[40:44], strict=False):
        ScreeningCase.objects.filter(pk=case.pk).update(approved_until=today + left * DAY)


def _load(vetter: User, *, now: datetime) -> None:
    director = User.objects.get(email=email_of("medical director"))
    today = timezone.localdate(now)
    note_absence(person=director, first=today - 2 * DAY, last=today + 5 * DAY, by=vetter, now=now)
    for case in waiting().filter(provider__is_demonstration=True)[:4]:
        try:
            assign(case_id=case.pk, to=vetter, by=vetter, now=now)
        except UserFacingError:  # one's own
            continue

"""Handing out and asking. Nothing here decides about a provider."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.accounts.roles import staff_who_may
from caarisma.common.errors import UserFacingError
from caarisma.common.outbox.writing import is_posted
from providers.desk.access import WORK
from providers.desk.queue import waiting
from providers.screening.enums import CaseKind, CaseStatus
from providers.vetting.cases.cases import look_again
from providers.vetting.cases.own_cases import own_providers, require_not_own
from providers.vetting.locks import lock_case
from providers.vetting.notices.provider_mails import tell_provider
from providers.worklists.load import load_of
from providers.worklists.models import Assignment, StaffAbsence
from providers.worklists.renewals import approvals, event_of, key_of


@transaction.atomic
def assign(*, case_id: int, to: User, by: User, now: datetime, instead_of: int | None = None) -> Assignment:
    """`instead_of`: whose it was when `by` looked (None: nobody's). UserFacingError when somebody was faster, for a
    colleague who is away, and for somebody's own case."""
    case = lock_case(case_id)
    require_not_own(provider=case.provider, by=by)
    require_not_own(provider=case.provider, by=to)
    if case.status not in {CaseStatus.SENT, CaseStatus.IN_REVIEW}:
        raise UserFacingError(_("This case is not at the desk any more."))
    if StaffAbsence.objects.on(timezone.localdate(now)).filter(person=to).exists():
        raise UserFacingError(_("%s is away today. Choose somebody else.") % to)
    before = Assignment.objects.filter(case=case).first()
    if before and before.to_id == to.pk:
        return before
    if (before.to_id if before else None) != instead_of:
        raise UserFacingError(_("Meanwhile this case went to %s. Look again.") % (before.to if before else "-"))
    row, _made = Assignment.objects.update_or_create(case=case, defaults={"to": to, "by": by, "at": now})
    return row


def share_out(*, by: User, now: datetime) -> int:
    """What is nobody's goes to who is here and has least, due first in front. Returns how many were handed out."""
    done = 0
    for case in waiting().filter(assignment=None, owner=None):
        free = sorted((row for row in load_of(now=now) if not row.away), key=lambda row: (row.assigned, row.person.pk))
        for row in free:
            try:
                assign(case_id=case.pk, to=row.person, by=by, now=now)
            except UserFacingError:  # theirs, or a colleague was faster
                continue
            done += 1
            break
    return done


@transaction.atomic
def note_absence(*, person: User, first: date, last: date, by: User, now: datetime) -> StaffAbsence:
    if last < first:
        raise UserFacingError(_("The last day is before the first."))
    if not staff_who_may(WORK).filter(pk=person.pk).exists():
        raise UserFacingError(_("Only who works on cases is away from them."))
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if StaffAbsence.objects.filter(person=person, first__lte=last, last__gte=first).exists():
        raise UserFacingError(_("They are away on some of these days already."))
    return StaffAbsence.objects.create(person=person, first=first, last=last, noted_by=by, noted_at=now)


def end_absence(*, absence_id: int) -> None:
    StaffAbsence.objects.filter(pk=absence_id).delete()


def ask_for_papers(*, case_ids: Collection[int], by: User, now: datetime) -> int:
    """Mail those whose approval ends or has ended, each once. Returns how many mails were written."""
    today, own = timezone.localdate(now), set(own_providers(by).values_list("pk", flat=True))
    written = 0
    for case in approvals().filter(pk__in=case_ids).exclude(provider__in=own):
        written += _tell_once(case.provider_id, event_of(case, today=today), key_of(case, today=today))
    return written


@transaction.atomic
def _tell_once(provider_id: int, event: str, key: str) -> bool:
    before = is_posted(key)
    tell_provider(provider_id=provider_id, event=event, key=key)
    return not before and is_posted(key)


def start_renewals(*, case_ids: Collection[int], by: User, now: datetime) -> int:
    """A renewal at the desk for each who has no open case. Returns how many began."""
    begun = 0
    for case in approvals().filter(pk__in=case_ids):
        try:
            look_again(provider_id=case.provider_id, kind=CaseKind.RENEWAL, words="", by=by, now=now)
        except UserFacingError:  # an open case, or their own: the page says which
            continue
        begun += 1
    return begun

"""Telling providers in time that something of theirs ends: 60, 30, 14, 7 and 1 days before, and when it has ended.

Once each: the row and the mail in the outbox are one transaction, and each mail is its own. Whether the mail server
answers is no matter here. No job is needed to take anybody off a list: that is computed (docs/adr/0003).
"""

import logging
from datetime import date, datetime, timedelta
from typing import Final

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from caarisma.accounts.models import User
from caarisma.common.outbox.writing import Letter, post
from providers.screening.enums import CaseStatus, CheckKind, CheckResult
from providers.screening.models import Reminder, ScreeningCheck
from providers.screening.models.reminder import REMINDER_DAYS
from providers.vetting.cases.case_parts import clinic_day
from providers.vetting.notices.provider_mails import language_of, letter_to

log = logging.getLogger(__name__)

# Staff or a machine look these up each month; the provider has nothing to send.
OURS: Final = (CheckKind.NPI, CheckKind.EXCLUSION, CheckKind.SAM)
ENDED_LATELY: Final = timedelta(days=7)  # older ends are told by nobody a second time
LIFE: Final = timedelta(days=3)  # "ends on Monday" is no longer true on Tuesday, and may be renewed by then


def checks_that_end(*, today: date, within: int) -> QuerySet[ScreeningCheck]:
    """What providers must renew and have not: passes of approved cases, soonest end first."""
    # Of checks that carry the same end from one approval to the next, the newest.
    as_good = Q(good_until__gt=OuterRef("good_until")) | Q(good_until=OuterRef("good_until"), pk__gt=OuterRef("pk"))
    newer = _approved().filter(as_good, case__provider=OuterRef("case__provider"), kind=OuterRef("kind"))
    checks = _approved().filter(
        ~Exists(newer),
        case__approved_until__gte=today,
        good_until__range=(today - ENDED_LATELY, today + timedelta(days=within)),
    )
    return checks.exclude(kind__in=OURS).select_related("case__provider__user").order_by("good_until", "pk")


def _approved() -> QuerySet[ScreeningCheck]:
    return ScreeningCheck.objects.filter(case__status=CaseStatus.APPROVED, result=CheckResult.PASS)


def step_for(days: int) -> int | None:
    """The step that is due so many days before the end; None: it is too early. Late runs skip what they missed."""
    if days < 0:
        return 0
    return min((step for step in REMINDER_DAYS if step > 0 and days <= step), default=None)


def remind_all(*, now: datetime) -> int:
    """Write what is due now into the outbox. Returns how many mails. One that fails says nothing about the next."""
    written = 0
    ending = checks_that_end(today=now.date(), within=REMINDER_DAYS[0] + 1)
    for check_id in list(ending.filter(case__provider__user__is_active=True).values_list("pk", flat=True)):
        try:
            written += remind(check_id=check_id, by=None, now=now)
        except (DatabaseError, ScreeningCheck.DoesNotExist) as error:
            log.error("reminder failed", extra={"error": type(error).__name__})
    return written


@transaction.atomic
def remind(*, check_id: int, by: User | None, now: datetime) -> bool:
    """Write the mail of the step that is due for this check, unless it is written or a newer case replaced it."""
    check = (
        ScreeningCheck.objects.select_for_update(of=("self",)).select_related("case__provider__user").get(pk=check_id)
    )
    user = check.case.provider.user
    if user is None or not user.is_active or check.good_until is None or not _still_counts(check):
        return False
    step = step_for((check.good_until - clinic_day(check.case.provider, now=now)).days)
    if step is None or _told_already(check, step):
        return False
    _row, made = Reminder.objects.get_or_create(
        screening_check=check, good_until=check.good_until, days=step, defaults={"sent_at": now, "asked_by": by}
    )
    if made:
        language = language_of(check.case.provider)
        post(letter(check, step), kind="reminder", to=user.email, language=language, life=_life(check, now), now=now)
    return made


def _told_already(check: ScreeningCheck, step: int) -> bool:
    """With the check that this one carries on."""
    assert check.good_until is not None
    told = Reminder.objects.filter(good_until=check.good_until, days=step, screening_check__kind=check.kind)
    return told.filter(screening_check__case__provider=check.case.provider_id).exists()


def _life(check: ScreeningCheck, now: datetime) -> timedelta:
    """A mail that says what ends must not arrive when it has."""
    assert check.good_until is not None
    left = (check.good_until - clinic_day(check.case.provider, now=now)).days
    return min(LIFE, timedelta(days=left or 0.5)) if left >= 0 else LIFE


def _still_counts(check: ScreeningCheck) -> bool:
    newer = _approved().filter(case__provider=check.case.provider_id, kind=check.kind, good_until__gt=check.good_until)
    return not newer.exists()


def letter(check: ScreeningCheck, step: int) -> Letter:
    """In the provider's language, with the day and the way, and no number or name of a document."""
    provider = check.case.provider
    return letter_to(
        provider, "providers/desk/reminder.txt", language=language_of(provider), check=check, ended=step == 0
    )

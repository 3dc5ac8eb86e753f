"""Telling providers in time that something of theirs ends: 60, 30, 14, 7 and 1 days before, and when it has ended.

Once each: the row is written first, in the transaction that sends the mail. A mail server that is down rolls the row
back, so the next run tries again. No job is needed to take anybody off a list: that is computed (docs/adr/0003).
"""

from datetime import date, datetime, timedelta
from smtplib import SMTPException
from typing import Final

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from providers.enums import CaseStatus, CheckKind, CheckResult
from providers.models import Reminder, ScreeningCheck
from providers.models.reminder import REMINDER_DAYS
from providers.services.case_parts import clinic_day
from providers.services.provider_mails import language_of

# Staff or a machine look these up each month; the provider has nothing to send.
OURS: Final = (CheckKind.NPI, CheckKind.EXCLUSION, CheckKind.SAM)
BATCH: Final = 200
ENDED_LATELY: Final = timedelta(days=7)  # older ends are told by nobody a second time


def checks_that_end(*, today: date, within: int) -> QuerySet[ScreeningCheck]:
    """What providers must renew and have not: passes of approved cases, soonest end first."""
    newer = _approved().filter(
        case__provider=OuterRef("case__provider"), kind=OuterRef("kind"), good_until__gt=OuterRef("good_until")
    )
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
    """Send what is due now. Returns how many mails went out. Stops at the first failing mail: the next run goes on."""
    sent = 0
    ending = checks_that_end(today=now.date(), within=REMINDER_DAYS[0] + 1)
    for check in list(ending.filter(case__provider__user__is_active=True)):
        if sent >= BATCH:
            break
        try:
            sent += remind(check_id=check.pk, by=None, now=now)
        except (SMTPException, OSError):
            break
    return sent


@transaction.atomic
def remind(*, check_id: int, by: User | None, now: datetime) -> bool:
    """Send the mail of the step that is due for this check, unless it went out already or a newer case replaced it."""
    check = (
        ScreeningCheck.objects.select_for_update(of=("self",)).select_related("case__provider__user").get(pk=check_id)
    )
    user = check.case.provider.user
    if user is None or not user.is_active or check.good_until is None or not _still_counts(check):
        return False
    step = step_for((check.good_until - clinic_day(check.case.provider, now=now)).days)
    if step is None:
        return False
    _row, made = Reminder.objects.get_or_create(
        screening_check=check, good_until=check.good_until, days=step, defaults={"sent_at": now, "asked_by": by}
    )
    if made:
        letter(check, step).send()
    return made


def _still_counts(check: ScreeningCheck) -> bool:
    newer = _approved().filter(case__provider=check.case.provider_id, kind=check.kind, good_until__gt=check.good_until)
    return not newer.exists()


def letter(check: ScreeningCheck, step: int) -> EmailMessage:
    """In the provider's language, with the day and the way, and no number or name of a document."""
    user = check.case.provider.user
    assert user is not None
    with translation.override(language_of(check.case.provider)):
        context = {"check": check, "ended": step == 0, "provider": check.case.provider}
        subject = _("You are off our lists for now") if step == 0 else _("Please renew a document with Caarisma")
        return EmailMessage(subject, render_to_string("desk/reminder.txt", context), to=[user.email])

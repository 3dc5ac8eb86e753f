"""A call is told of, taken back and forgotten; a clinic whose phone nobody answers is asked, and answers."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.calls.enums import CallOutcome
from providers.calls.models import CallReport, PhoneQuestion
from providers.directory.models import PracticeLocation

SILENT: Final = 3  # browsers that reached nobody
LATELY: Final = timedelta(days=7)
KEPT: Final = timedelta(days=30)


@transaction.atomic
def record_call(*, location_id: int, caller: str, outcome: CallOutcome, now: datetime) -> CallReport:
    """What somebody told of a call today. Told again, the last word counts."""
    location = _lock(location_id)
    if not location.phone:
        raise UserFacingError(_("This clinic has no phone number here. Nobody can have called it from this page."))
    report, _made = CallReport.objects.update_or_create(
        location=location,
        caller=caller,
        day=now.astimezone(ZoneInfo(location.time_zone)).date(),
        defaults={"phone": location.phone, "outcome": outcome, "at": now},
    )
    if outcome == CallOutcome.NOBODY:
        _ask_if_silent(location, now)
    return report


def take_back_calls(*, location_id: int, caller: str) -> int:
    """All that this caller told of the place. Returns how many reports are gone."""
    return CallReport.objects.filter(location=location_id, caller=caller).delete()[0]


def erase_calls(*, caller: str) -> int:
    return CallReport.objects.filter(caller=caller).delete()[0]


def forget_calls(*, now: datetime) -> int:
    """What is too old to say anything of an opening. Returns how many reports are gone."""
    return CallReport.objects.filter(at__lt=now - KEPT).delete()[0]


@transaction.atomic
def confirm_phone(*, question_id: int, by: User, now: datetime) -> None:
    """The number is right. The openings that were taken off come back, but for past ones, and if the clinic named no
    other."""
    location = _lock(PhoneQuestion.objects.values_list("location_id", flat=True).get(pk=question_id))
    question = PhoneQuestion.objects.open().filter(pk=question_id).first()
    if question is None:
        raise UserFacingError(_("This was answered already."))
    question.answered_at, question.answered_by = now, by
    question.save(update_fields=["answered_at", "answered_by"])
    if location.next_opening_at is None:
        taken_off = (question.opening_at, question.second_opening_at)
        _say_openings(location, [at for at in taken_off if at and at > now])


def _ask_if_silent(location: PracticeLocation, now: datetime) -> None:
    """Calls from before the last answer are answered with it."""
    questions = PhoneQuestion.objects.filter(location=location)
    if questions.open().exists():
        return
    questions.filter(answered_at__isnull=True).update(answered_at=now)  # about a number that they no longer have
    last = questions.filter(phone=location.phone).order_by("-answered_at").first()
    since = max(now - LATELY, last.answered_at) if last and last.answered_at else now - LATELY
    silent = CallReport.objects.filter(
        location=location, phone=location.phone, outcome=CallOutcome.NOBODY, at__gt=since, at__lte=now
    )
    if silent.values("caller").distinct().count() < SILENT:
        return
    PhoneQuestion.objects.create(
        location=location,
        phone=location.phone,
        opening_at=location.next_opening_at,
        second_opening_at=location.second_opening_at,
        asked_at=now,
    )
    _say_openings(location, [])


def _say_openings(location: PracticeLocation, openings: list[datetime]) -> None:
    """At most two, the next first. Nothing is written where nothing changes."""
    named = [*openings, None, None][:2]
    if named != [location.next_opening_at, location.second_opening_at]:
        location.next_opening_at, location.second_opening_at = named
        location.save(update_fields=["next_opening_at", "second_opening_at", "updated_at"])


def _lock(location_id: int) -> PracticeLocation:
    """Whoever tells of a call to a place waits for the one before: the third of three is found out once."""
    return PracticeLocation.objects.select_for_update(of=("self",)).get(pk=location_id)

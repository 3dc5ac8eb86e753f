"""Who waits for a state to open: asked for, confirmed by one press, told once, and then forgotten.

Whether a state is open is never stored: the chore asks the rule book, as the public page does. So who waits is told of
a rule that two people signed a minute ago, and of one whose first day has come.
"""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from providers.directory.enums import Profession
from providers.joining import mails
from providers.joining.models import JoinWait
from providers.joining.rules.answers import JoinAnswer, StateAnswer
from providers.joining.selectors import answer_today
from providers.screening.rules.due import OFFICE_ZONE

UNCONFIRMED_FOR: Final = timedelta(days=7)
TOLD_FOR: Final = timedelta(days=30)  # so long the link in the last mail says what became of it
LONGEST: Final = timedelta(days=730)


@transaction.atomic
def ask_to_be_told(
    *, email: str, profession: Profession, state: str, language: str, is_confirmed: bool, now: datetime
) -> JoinWait:
    """`is_confirmed`: the address is that of who is signed in. Else a mail asks for one press: anybody can type an
    address. Asked twice is asked once; the answer is the same, so it tells nobody who waits."""
    wait, _made = JoinWait.objects.select_for_update().get_or_create(
        email=email.strip().lower(),
        profession=profession,
        state=state,
        defaults={"language": language, "asked_at": now},
    )
    wait.told_at = None
    wait.language = language
    if is_confirmed:
        wait.confirmed_at = wait.confirmed_at or now
    wait.save(update_fields=["told_at", "language", "confirmed_at"])
    if wait.confirmed_at is None:
        mails.ask_to_confirm(wait, now=now)
    return wait


@transaction.atomic
def confirm_wait(*, key: UUID, now: datetime) -> JoinWait | None:
    """Pressed twice is pressed once. None: it is there no more."""
    wait = JoinWait.objects.select_for_update().filter(key=key).first()
    if wait is not None and wait.confirmed_at is None:
        wait.confirmed_at = now
        wait.save(update_fields=["confirmed_at"])
    return wait


def stop_wait(*, key: UUID) -> None:
    JoinWait.objects.filter(key=key).delete()


def tell_of_answers(*, now: datetime) -> int:
    """Everybody whose state answers by now, yes or no. Returns how many were told."""
    today = now.astimezone(OFFICE_ZONE).date()
    return sum(
        _tell(answer, now)
        for profession, state in JoinWait.objects.waiting().order_by().values_list("profession", "state").distinct()
        if (answer := _answer(profession, state, today)).answer != JoinAnswer.NOT_YET
    )


def _answer(profession: str, state: str, on: date) -> StateAnswer:
    return answer_today(Profession(profession), state, on=on)


@transaction.atomic
def _tell(answer: StateAnswer, now: datetime) -> int:
    """Each row is locked, so two who look at once tell nobody twice."""
    waiting = JoinWait.objects.waiting().select_for_update(skip_locked=True)
    told = list(waiting.filter(state=answer.state, profession=answer.profession))
    for wait in told:
        mails.tell(wait, answer, now=now)
        wait.told_at = now
    JoinWait.objects.bulk_update(told, ["told_at"])
    return len(told)


def forget_waits(*, now: datetime) -> int:
    """What was told, never confirmed, or is too old to be meant. Returns how many."""
    over = (
        Q(told_at__lt=now - TOLD_FOR)
        | Q(confirmed_at__isnull=True, asked_at__lt=now - UNCONFIRMED_FOR)
        | Q(asked_at__lt=now - LONGEST)
    )
    return JoinWait.objects.filter(over).delete()[0]

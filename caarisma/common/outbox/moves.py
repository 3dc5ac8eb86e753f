"""What staff do with mails that did not go, and what time does."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Final

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from caarisma.common.outbox.enums import HOLDS_LETTER, SENDING, MailState
from caarisma.common.outbox.models import Mail, MailQuerySet

KEPT: Final = timedelta(days=30)  # after its end, and without the letter


@transaction.atomic
def try_again(*, mail_ids: Collection[int], now: datetime) -> list[int]:
    """Put waiting and refused mails to the front, with all their tries. Returns which: a letter that is erased has
    nothing left to send."""
    again = _lock(mail_ids, now).filter(state__in=HOLDS_LETTER, not_after__gt=now)
    found = list(again.values_list("pk", flat=True))
    Mail.objects.filter(pk__in=found).update(state=MailState.WAITING, attempts=0, answer="", due_at=now, ended_at=None)
    return found


@transaction.atomic
def give_up(*, mail_ids: Collection[int], now: datetime) -> list[int]:
    """Erase letter and address, so that the mail goes nowhere any more. Returns which were given up."""
    open_ones = _lock(mail_ids, now).filter(state__in=(*HOLDS_LETTER, MailState.OVER))
    found = list(open_ones.values_list("pk", flat=True))
    Mail.objects.filter(pk__in=found).update(state=MailState.DROPPED, ended_at=now, recipient=None, letter=None)
    return found


def take_back(*key_starts: str, kind_starts: str = "", now: datetime) -> int:
    """Erase waiting mails about something that is no longer so: a reminder of a visit that was cancelled. Call it in
    the transaction that changed it. What a sender has in hand goes. Returns how many were taken back: without a start
    of a key none, not all."""
    if not key_starts:
        return 0
    in_hand = Q(answer=SENDING, due_at__gt=now)
    waiting = Mail.objects.filter(
        ~in_hand,
        reduce(or_, (Q(key__startswith=start) for start in key_starts)),
        kind__startswith=kind_starts,
        state__in=(*HOLDS_LETTER, MailState.OVER),
    )
    return waiting.update(state=MailState.DROPPED, ended_at=now, recipient=None, letter=None)


def addressed_to(addresses: Collection[str]) -> list[Mail]:
    """Mails that still know whom they go to, and it is one of these. Addresses are encrypted, so each is looked at:
    few wait at any time."""
    wanted, found = {address.strip().lower() for address in addresses}, []
    if not wanted:
        return []
    for pk in Mail.objects.exclude(recipient=None).order_by("pk").values_list("pk", flat=True):
        with suppress(InvalidToken, ValueError):  # one that no key opens is nobody's
            mail = Mail.objects.defer("letter").get(pk=pk)
            if str(mail.recipient).strip().lower() in wanted:
                found.append(mail)
    return found


def erase_address(addresses: Collection[str], *, now: datetime) -> list[int]:
    """Give up whatever waits to go to these. Returns which. One that a sender has in hand goes, and is erased then."""
    return give_up(mail_ids=[mail.pk for mail in addressed_to(addresses)], now=now)


def end_overdue(*, now: datetime) -> int:
    """Erase what is past its end of life. Whom it did not reach stays readable for staff until it is forgotten."""
    over = Mail.objects.filter(state__in=HOLDS_LETTER, not_after__lte=now)
    return over.update(state=MailState.OVER, letter=None, ended_at=Coalesce("ended_at", Value(now)))


def forget(*, now: datetime) -> int:
    """Delete rows that ended a month ago."""
    return Mail.objects.filter(ended_at__lte=now - KEPT).delete()[0]


def _lock(mail_ids: Collection[int], now: datetime) -> MailQuerySet:
    """Without those that a sender has in hand: it may reach the server at this moment, and would go twice."""
    in_hand = Q(answer=SENDING, due_at__gt=now)
    return Mail.objects.filter(~in_hand, pk__in=mail_ids).select_for_update().order_by("pk")

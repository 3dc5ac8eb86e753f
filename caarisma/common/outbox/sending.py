"""The only place that talks to the mail server. Never inside a transaction, never inside a request.

A mail is taken in a commit of its own: its try is counted and its next one put two minutes off, which is the lease.
What the server said is written in another. Who dies between the server's "250" and that commit leaves a mail that goes
twice, both times with the same Message-ID; that window cannot be closed from this side of SMTP.
"""

import contextlib
import logging
import random
import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final, cast

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.db import DatabaseError, InterfaceError, transaction

from caarisma.common.advisory import Lock, held
from caarisma.common.outbox.enums import SENDING, MailState
from caarisma.common.outbox.models import Mail
from caarisma.common.outbox.owners import tell_owner

log = logging.getLogger(__name__)

BATCH: Final = 50  # mails over one connection: servers hang up after about a hundred
LEASE: Final = timedelta(minutes=2)  # a talk has five steps of at most EMAIL_TIMEOUT
BROKEN_TALKS: Final = 3  # then the round ends: it is the server, not the mails
AWAY, AWAY_SECONDS = "outbox:away", 30

WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440))
# "No such mailbox" is now and then said of one that exists, by a server that is being moved.
WAITS_IF_REFUSED: Final = tuple(timedelta(minutes=minutes) for minutes in (30, 240))
SIGN_IN_FIRST: Final = frozenset({530, 534, 535, 538})  # the server's quarrel with us, not with a mailbox


@dataclass(frozen=True, slots=True)
class MailAnswer:
    """What came of one try. `word` is a code or the name of a fault, never the server's text: it quotes addresses."""

    word: str
    sent: bool = False
    for_good: bool = False  # the server will not take this mail, however often it is offered
    broken: bool = False  # the talk broke down: the next mail needs a new connection
    no_mailbox: bool = False  # the server knows nobody of this address


class MailConnection:
    """A connection to the mail server, kept for a batch and dropped after any fault."""

    def __init__(self) -> None:
        self._backend: Any = None

    def open(self) -> str:
        """What is wrong; "" when the line stands."""
        if self._backend is not None:
            return ""
        self._backend = get_connection(settings.MAIL_TRANSPORT)
        try:
            self._backend.open()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return _word(error)
        return ""

    def send(self, mail: Mail) -> MailAnswer:
        try:
            taken = self._backend.send_messages([_message(mail)])
        except (DatabaseError, InterfaceError):
            raise
        except Exception as error:
            answer = _answer(error)
            if answer.broken:
                self._drop()
            return answer
        return MailAnswer("250", sent=True) if taken else MailAnswer("no address", for_good=True)

    def close(self) -> None:
        if self._backend is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):  # what was sent is sent
                self._backend.close()
            self._backend = None

    def _drop(self) -> None:
        """Without a QUIT: a server that hangs would have another ten seconds of us."""
        connection = getattr(self._backend, "connection", None)
        if connection is not None:
            connection.close()
        self._backend = None


def send_due(*, now: datetime, most: int = BATCH, stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due over one connection. Returns how many were tried. Many may run at once."""
    clock = _clock(now)
    line, tried, broken = MailConnection(), 0, 0
    try:
        while tried < most and broken < BROKEN_TALKS and not stopping():
            if not Mail.objects.due(on=clock()).exists() or not _reached(line):
                break
            mail = _take(now=clock())
            if mail is None:  # somebody else was quicker
                break
            answer = line.send(mail)
            _settle(mail, answer, now=clock())
            tried, broken = tried + 1, broken + answer.broken
    finally:
        line.close()
    return tried


def send_one(*, mail_id: int, now: datetime) -> None:
    """Send this one if it is due. Not while the server is away: a worker has better things to do than wait for it.

    One worker process at a time: a server that hangs may hold one, and the others go on ranking. What is left so goes
    with the sweeper's next look.
    """
    if cache.get(AWAY):
        return
    with held(Lock.HURRY_MAIL) as mine:
        if mine:
            _send_one(mail_id, now)


def _send_one(mail_id: int, now: datetime) -> None:
    clock, line = _clock(now), MailConnection()
    try:
        if Mail.objects.due(on=now).filter(pk=mail_id).exists() and _reached(line):
            mail = _take(now=clock(), mail_id=mail_id)
            if mail is not None:
                _settle(mail, line.send(mail), now=clock())
    finally:
        line.close()


def _clock(now: datetime) -> Callable[[], datetime]:
    """`now` and the time since: a round may take minutes."""
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)


def _reached(line: MailConnection) -> bool:
    """Before a mail is taken, so that a server which is away costs no mail a try."""
    fault = line.open()
    if fault and cache.add(AWAY, True, AWAY_SECONDS):  # and said once in that time
        log.error("mail server away", extra={"error": fault})
    return not fault


@transaction.atomic(durable=True)
def _take(*, now: datetime, mail_id: int | None = None) -> Mail | None:
    """The first that is due and that nobody else has in hand, with its try counted."""
    # Without the letter: one that cannot be decrypted must fail where a fault is that mail's own.
    due = Mail.objects.due(on=now).select_for_update(skip_locked=True).defer("recipient", "letter")
    mail = (due if mail_id is None else due.filter(pk=mail_id)).first()
    if mail is not None:
        mail.attempts, mail.due_at, mail.answer = mail.attempts + 1, now + LEASE, SENDING
        mail.save(update_fields=["attempts", "due_at", "answer"])
    return mail


def _settle(mail: Mail, answer: MailAnswer, *, now: datetime) -> None:
    """Write down what the server said. That it took the mail is true whoever else has touched the row meanwhile."""
    log.info("mail", extra={"job": mail.pk, "attempts": mail.attempts, "outcome": answer.word})
    if answer.sent:
        row = Mail.objects.filter(pk=mail.pk)
        row.update(state=MailState.SENT, answer=answer.word, ended_at=now, recipient=None, letter=None)
    else:
        _settle_unsent(mail, answer, now=now)
    if answer.sent or answer.no_mailbox:
        tell_owner(mail.kind, cast(str, mail.recipient), reached=answer.sent, now=now)


def _settle_unsent(mail: Mail, answer: MailAnswer, *, now: datetime) -> None:
    row = Mail.objects.filter(pk=mail.pk, state=MailState.WAITING, attempts=mail.attempts)
    waits = WAITS_IF_REFUSED if answer.for_good else WAITS
    if answer.for_good and mail.attempts > len(waits):
        row.update(state=MailState.REFUSED, answer=answer.word, ended_at=now)
        log.error("mail refused", extra={"job": mail.pk, "outcome": answer.word})
        return
    wait = waits[min(mail.attempts, len(waits)) - 1] * random.uniform(0.8, 1.2)  # noqa: S311  spreads load
    row.update(answer=answer.word, due_at=now + wait)


def _message(mail: Mail) -> EmailMessage:
    """The same bytes at each try: Message-ID and Date belong to the row."""
    letter, address = cast(Any, mail.letter), cast(Any, mail.recipient)
    message = EmailMultiAlternatives(
        subject=letter["subject"],
        body=letter["text"],
        to=[address],
        headers={
            "Message-ID": mail.message_id,
            "Date": format_datetime(mail.created_at),
            "Content-Language": mail.language,
            "Auto-Submitted": "auto-generated",  # no out-of-office notes in return
            **_stopping(letter.get("stop", "")),
        },
    )
    if letter.get("html"):
        message.attach_alternative(letter["html"], "text/html")
    return message


def _stopping(address: str) -> dict[str, str]:
    """The button of the mail program that ends such mails (RFC 2369, RFC 8058)."""
    if not address:
        return {}
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _answer(error: Exception) -> MailAnswer:
    match error:
        case smtplib.SMTPRecipientsRefused():
            refusal = _refusal(min((int(said[0]) for said in error.recipients.values()), default=0))
            return replace(refusal, no_mailbox=refusal.for_good)
        case smtplib.SMTPDataError():
            return _refusal(int(error.smtp_code))
        case smtplib.SMTPException() | OSError():
            return MailAnswer(_word(error), broken=True)
        case ValueError():
            return MailAnswer(_word(error), for_good=True)  # no mail can be written with such a subject or address
    log.error("mail failed", exc_info=error)
    return MailAnswer(_word(error), broken=True)


def _refusal(code: int) -> MailAnswer:
    """Of this mailbox or this mail, when 5xx; 421 ends the talk, and a demand to sign in is for us."""
    broken = code in SIGN_IN_FIRST or code == 421
    return MailAnswer(str(code), for_good=code >= 500 and not broken, broken=broken)


def _word(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return str(error.smtp_code)
    return type(error).__name__

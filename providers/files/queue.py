"""The queue of handed-in files: a worker hurries, the sweeper does what no worker did (docs/adr/0004, docs/adr/0009).

PostgreSQL is the queue. One import of a kind runs at a time, on all machines and at the command line together. An
attempt is counted in a commit of its own, so a file that ends its reader is tried three times and no more.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from caarisma.common import private_files
from caarisma.common.advisory import held
from caarisma.common.errors import UserFacingError
from providers.files.sent_file import IN_MOTION, SentFileState
from providers.files.trays import HELD, Tray, drop_file

log = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 3
BACKOFF: Final = timedelta(seconds=30)  # times the attempts so far
KEPT_FOR: Final = timedelta(days=30)  # what was refused, stopped or replaced

# Reads this file as a run, and says where that ended. It knows providers and cases, which we do not.
Read = Callable[[Any, bytes], SentFileState]
# Brings a file that is only an address yet, and answers the row that names it.
Fetch = Callable[[Any], Any]


def read_due(tray: Tray, *, read: Read, fetch: Fetch | None = None, grace: timedelta = timedelta()) -> bool:
    """Read the one that has waited longest, if it has waited for `grace`. Whether another one waits behind it.

    Must not run inside a transaction. Nothing happens while somebody else imports: they or the next look do it.
    """
    if not _due(tray, grace).exists():
        return False
    with held(tray.lock) as mine:
        sent = _due(tray, grace).first() if mine else None
        if sent is None:
            return False
        _work_on(tray, sent.pk, read, fetch)
    return _due(tray, grace).exists()


def _due(tray: Tray, grace: timedelta) -> Any:
    return tray.model.objects.due(on=timezone.now() - grace)


def _work_on(tray: Tray, sent_id: int, read: Read, fetch: Fetch | None) -> None:
    sent = _count_attempt(tray, sent_id, timezone.now())
    if sent is None:
        return
    try:
        if sent.name is None and fetch is not None:
            sent = fetch(sent)
        state = read(sent, private_files.read(sent.folder, HELD))
    except UserFacingError as error:
        _end(tray, sent_id, SentFileState.STOPPED, error.message)
    except Exception:
        log.exception("file not read", extra={"job": sent_id})  # it is due again in a while
    else:
        _end(tray, sent_id, state, "")


@transaction.atomic(durable=True)
def _count_attempt(tray: Tray, sent_id: int, now: datetime) -> Any:
    """None when it was tried often enough, or somebody stopped it."""
    sent = tray.model.objects.due(on=now).select_for_update().filter(pk=sent_id).first()
    if sent is None:
        return None
    if sent.stop_asked or sent.attempts >= MOST_ATTEMPTS:
        log.error("file given up", extra={"job": sent.pk, "attempts": sent.attempts})
        words = _("It was stopped.") if sent.stop_asked else _("It broke off three times. Tell whoever runs this site.")
        _end(tray, sent.pk, SentFileState.STOPPED, words)
        return None
    sent.attempts += 1
    sent.state, sent.available_at = SentFileState.READING, now + BACKOFF * sent.attempts
    sent.save(update_fields=["attempts", "state", "available_at"])
    return sent


def _end(tray: Tray, sent_id: int, state: SentFileState, problem: str) -> None:
    tray.model.objects.filter(pk=sent_id, state__in=IN_MOTION).update(
        state=state, problem=problem[:1000], stop_asked=False
    )


@transaction.atomic
def forget_files(tray: Tray, *, now: datetime) -> int:
    """Let go of files that nobody came back for. What is in use is kept: it is what was read. How many went."""
    old = tray.model.objects.select_for_update().holding().filter(
        state__in=[SentFileState.STOPPED, SentFileState.REFUSED], sent_at__lt=now - KEPT_FOR, is_demonstration=False
    )  # fmt: skip
    for sent in old:
        drop_file(sent)
    return len(old)

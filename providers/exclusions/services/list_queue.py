"""The queue of handed-in lists: a worker hurries, the sweeper does what no worker did (docs/adr/0004, docs/adr/0009).

PostgreSQL is the queue. One import runs at a time, on all machines and at the command line together. An attempt is
counted in a commit of its own, so a file that ends its reader is tried three times and no more.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from caarisma.common import private_files
from caarisma.common.advisory import Lock, held
from caarisma.common.errors import UserFacingError
from providers.exclusions.enums import RunState, SentListState
from providers.exclusions.models import SentList
from providers.exclusions.models.sent_list import IN_MOTION
from providers.exclusions.services.fetching import fetch
from providers.exclusions.services.sending import HELD, drop_file

log = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 3
BACKOFF: Final = timedelta(seconds=30)  # times the attempts so far
KEPT_FOR: Final = timedelta(days=30)  # what was refused, stopped or replaced

# Reads this file as a run. It knows providers and cases, which we do not.
Read = Callable[[SentList, bytes], RunState]


def read_due_lists(*, read: Read, grace: timedelta = timedelta()) -> bool:
    """Read the one that has waited longest, if it has waited for `grace`. Whether another one waits behind it.

    Must not run inside a transaction. Nothing happens while somebody else imports: they or the next look do it.
    """
    if not SentList.objects.due(on=timezone.now() - grace).exists():
        return False
    with held(Lock.IMPORT_LISTS) as mine:
        sent = SentList.objects.due(on=timezone.now() - grace).first() if mine else None
        if sent is None:
            return False
        _work_on(sent.pk, read)
    return SentList.objects.due(on=timezone.now() - grace).exists()


def _work_on(sent_id: int, read: Read) -> None:
    sent = _count_attempt(sent_id, timezone.now())
    if sent is None:
        return
    try:
        if sent.name is None:
            sent = _keep_fetched(sent)
        state = read(sent, private_files.read(sent.folder, HELD))
    except UserFacingError as error:
        _end(sent_id, SentListState.STOPPED, error.message)
    except Exception:
        log.exception("list not read", extra={"job": sent_id})  # it is due again in a while
    else:
        _settle(sent_id, state)


@transaction.atomic(durable=True)
def _count_attempt(sent_id: int, now: datetime) -> SentList | None:
    """None when it was tried often enough, or somebody stopped it."""
    sent = SentList.objects.due(on=now).select_for_update().filter(pk=sent_id).first()
    if sent is None:
        return None
    if sent.stop_asked or sent.attempts >= MOST_ATTEMPTS:
        log.error("list given up", extra={"job": sent.pk, "attempts": sent.attempts})
        words = _("It was stopped.") if sent.stop_asked else _("It broke off three times. Tell whoever runs this site.")
        _end(sent.pk, SentListState.STOPPED, words)
        return None
    sent.attempts += 1
    sent.state, sent.available_at = SentListState.READING, now + BACKOFF * sent.attempts
    sent.save(update_fields=["attempts", "state", "available_at"])
    return sent


def _keep_fetched(sent: SentList) -> SentList:
    """The file is in the storage before the row names it; of a row that is gone by now it is swept. A list is not
    younger than OIG's server says."""
    found, folder = fetch(sent.source), uuid4()
    private_files.write(folder, HELD, found.content)
    SentList.objects.filter(pk=sent.pk).update(
        name=folder,
        file_size=len(found.content),
        file_hash=sha256(found.content).hexdigest(),
        list_date=min(sent.list_date, found.changed_on or sent.list_date),
    )
    return SentList.objects.get(pk=sent.pk)


def _settle(sent_id: int, state: RunState) -> None:
    known = {RunState.DONE: SentListState.DONE, RunState.REFUSED: SentListState.REFUSED}
    _end(sent_id, known.get(state, SentListState.STOPPED), "")


def _end(sent_id: int, state: SentListState, problem: str) -> None:
    SentList.objects.filter(pk=sent_id, state__in=IN_MOTION).update(
        state=state, problem=problem[:1000], stop_asked=False
    )


@transaction.atomic
def forget_files(*, now: datetime) -> int:
    """Let go of files that nobody came back for. What is in use is kept: it is what was read. How many went."""
    old = SentList.objects.select_for_update().holding().filter(
        state__in=[SentListState.STOPPED, SentListState.REFUSED], sent_at__lt=now - KEPT_FOR, is_demonstration=False
    )  # fmt: skip
    for sent in old:
        drop_file(sent)
    return len(old)

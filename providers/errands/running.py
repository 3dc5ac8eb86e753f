"""Questions to other people's machines: a worker hurries, the sweeper does what no worker did, and no request waits.

PostgreSQL is the queue. One question is asked at a time, on all machines together: a registry that hangs may hold one
worker process, and the other goes on ranking. An attempt is counted in a commit of its own.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.advisory import Lock
from caarisma.common.errors import UserFacingError
from caarisma.common.one_at_a_time import work_off
from caarisma.common.publishing import publish_after_commit
from providers.errands.enums import ErrandKind
from providers.errands.joining import look_for_joiner
from providers.errands.models import Errand
from providers.errands.numbers import ask_for_case
from providers.errands.streets import NotFoundNow, find_street
from providers.screening.models import ScreeningCase
from providers.vetting.cases.case_parts import require_same_revision
from providers.vetting.cases.own_cases import require_not_own
from providers.vetting.registry.npi_asking import ask_registry

log = logging.getLogger(__name__)

TASK: Final = "errands.run"
MOST_ATTEMPTS: Final = 5
BACKOFF: Final = timedelta(minutes=1)  # times the attempts so far: 1, 2, 3, 4 minutes
KEPT_FOR: Final = timedelta(days=1)  # what came of it, for who never looked

# Each returns codes to be read ("" for nothing), or raises: UserFacingError for words to be read, others to try again.
RUN: Final[dict[str, Callable[..., str]]] = {
    ErrandKind.JOIN: look_for_joiner,
    ErrandKind.NUMBER: ask_for_case,
    ErrandKind.STREET: find_street,
}


@transaction.atomic
def send_off(*, kind: ErrandKind, by: User, now: datetime, **about: Any) -> Errand:
    """`about`: case and revision, location, or what was typed. What was asked before about the same is forgotten."""
    Errand.objects.filter(**_same(kind, by, about)).delete()
    errand = Errand.objects.create(kind=kind, asked_by=by, asked_at=now, available_at=now, **about)
    publish_after_commit(TASK, errand_id=errand.pk)
    return errand


def ask_later(*, case: ScreeningCase, by: User, now: datetime, revision: int) -> None:
    """Ask the registry about the number of a case. UserFacingError for what is known at once: whose case it is, what
    has changed since the page was shown, and that the registry is switched off.
    """
    require_not_own(provider=case.provider, by=by)
    require_same_revision(case=case, revision=revision)
    if settings.NPPES_API_URL:
        send_off(kind=ErrandKind.NUMBER, by=by, now=now, case=case, revision=revision)
    else:
        ask_registry(case_id=case.pk, by=by, now=now, revision=revision)


def _same(kind: ErrandKind, by: User, about: dict[str, Any]) -> dict[str, Any]:
    if kind == ErrandKind.JOIN:
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two windows of one person come one by one
        return {"kind": kind, "asked_by": by}
    name = "case" if kind == ErrandKind.NUMBER else "location"
    return {name: about[name]}


def run_due(*, grace: timedelta = timedelta(), seconds: float = 0) -> int:
    """Do what has waited for `grace`, oldest first, and go on for so long. Returns how many there were."""
    return work_off(Errand.objects.due, _run, under=Lock.RUN_ERRANDS, grace=grace, seconds=seconds)


def _run(errand_id: int) -> None:
    errand = _count_attempt(errand_id, timezone.now())
    if errand is None:
        return
    try:
        said = RUN[errand.kind](errand, now=timezone.now())
    except UserFacingError as error:
        _finish(errand, refused=error.message)
    except NotFoundNow:
        log.info("errand waits", extra={"job": errand_id, "attempts": errand.attempts})
    except Exception:
        log.exception("errand failed", extra={"job": errand_id})
    else:
        _finish(errand, said=said)


@transaction.atomic(durable=True)
def _count_attempt(errand_id: int, now: datetime) -> Errand | None:
    """None when it was tried often enough, or is done."""
    due = Errand.objects.due(on=now).select_for_update(of=("self",)).filter(pk=errand_id)
    errand = due.select_related("asked_by", "case", "location").first()
    if errand is None:
        return None
    if errand.attempts >= MOST_ATTEMPTS:
        log.error("errand given up", extra={"job": errand.pk, "attempts": errand.attempts})
        _finish(errand, refused=_("Something went wrong on our side. Please try again."))
        return None
    errand.attempts += 1
    errand.available_at = now + BACKOFF * errand.attempts
    errand.save(update_fields=["attempts", "available_at"])
    return errand


def _finish(errand: Errand, *, refused: str = "", said: str = "") -> None:
    """Kept only where somebody has something to read. Nothing happens to one that another has taken the place of."""
    mine = Errand.objects.filter(pk=errand.pk, done_at__isnull=True)
    if refused or said:
        mine.update(done_at=timezone.now(), refused=refused[:300], said=said[:200])
    else:
        mine.delete()


def forget_errands(*, now: datetime) -> int:
    """What was done a day ago. Returns how many there were."""
    return Errand.objects.filter(done_at__lt=now - KEPT_FOR).delete()[0]

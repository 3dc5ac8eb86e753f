"""Whose requests a browser may see: of the askers that it holds, and of the account that is signed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase

from caarisma.accounts.browser import known_browser, remember_browser
from caarisma.accounts.models import User
from matching.consultations.enums import HeldBy
from matching.consultations.models import Asker, Hold

KEPT: Final = timedelta(days=30)
KEPT_ON_SHARED: Final = timedelta(minutes=30)
FRESH_FOR: Final = timedelta(days=14)
TOUCHED_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Holder:
    """`askers`: pass them as `by` to the services. `fresh`: those of them who proved lately, on this very device, that
    it is theirs; of the others nobody is shown here what was written and shared."""

    askers: frozenset[int]
    fresh: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.askers)


def browser_of(session: SessionBase) -> str:
    """The hash by which drafts and holds know this browser: the one that its lists know it by. One secret
    for both: whoever lost one has lost both.
    """
    return remember_browser(session)


def holder_of(session: SessionBase, user: User | AnonymousUser, *, now: datetime) -> Holder:
    holds = []
    if browser := known_browser(session):
        holds = list(Hold.objects.living(on=now).filter(session_hash=browser))
        if _touch(holds, now=now):
            session.modified = True  # it ends with them, and so goes on with them
    own: set[int] = set()
    if user.is_authenticated:
        own = set(Asker.objects.filter(user=user.pk).values_list("pk", flat=True))
    fresh = {hold.asker_id for hold in holds if hold.proved_at is not None and now - hold.proved_at <= FRESH_FOR}
    return Holder(frozenset({hold.asker_id for hold in holds} | own), frozenset(fresh | own))


def _touch(holds: Iterable[Hold], *, now: datetime) -> bool:
    """On somebody else's device it ends half an hour after the last page. Whether one of these goes on."""
    goes_on = False
    for hold in holds:
        if now - hold.last_used_at >= TOUCHED_EVERY:
            until = now + KEPT_ON_SHARED if hold.shared_device else hold.ends_at
            Hold.objects.filter(pk=hold.pk).update(last_used_at=now, ends_at=until)
            goes_on = goes_on or hold.shared_device
    return goes_on


def grant_hold(
    asker: Asker, browser: str, *, by: HeldBy, proves: bool, shared_device: bool = False, now: datetime
) -> Hold:
    """Again after each press: what was granted before begins anew. `proves`: whoever reads the mail, or has the paper,
    sits at this device now. A link alone does not say so: it may have been passed on.
    """
    ends_at = now + (KEPT_ON_SHARED if shared_device else KEPT)
    fields: dict[str, object] = {
        "by": by, "granted_at": now, "last_used_at": now, "ends_at": ends_at, "shared_device": shared_device,
    }  # fmt: skip
    if proves:
        fields["proved_at"] = now
    Hold.objects.filter(asker=asker, session_hash=browser, ends_at__lte=now).delete()  # proves nothing any more
    return Hold.objects.update_or_create(asker=asker, session_hash=browser, defaults=fields)[0]


def end_holds(*, browser: str) -> int:
    """ "Leave this device". Returns how many ended."""
    return Hold.objects.filter(session_hash=browser).delete()[0]


def end_other_holds(*, asker_ids: Iterable[int], browser: str) -> int:
    """ "Not you?" after a new device: all but this browser."""
    return Hold.objects.filter(asker__in=asker_ids).exclude(session_hash=browser).delete()[0]

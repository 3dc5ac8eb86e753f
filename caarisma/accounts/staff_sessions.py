"""How long staff stay signed in: 8 hours, 30 minutes without a click, and in one browser at a time. All others stay for
30 days, in as many browsers as they like (docs/security-goals.md says why).

A session that is over becomes one of nobody. It remembers why, so that the page for signing in says so, and whose it
was, so that what that person had typed comes back to them alone.
"""

from enum import StrEnum
from importlib import import_module
from time import time
from typing import Any, Final

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from caarisma.accounts.models import User
from caarisma.accounts.typed_before import forget_typed, typed_before

IDLE_SECONDS: Final = 30 * 60
LONGEST_SECONDS: Final = 8 * 60 * 60
LONGEST_OF_OTHERS_SECONDS: Final = 30 * 24 * 60 * 60
SIGN_IN_SECONDS: Final = 10  # the account notes a sign-in a moment after the session did
NOTED_EACH_SECONDS: Final = 60  # a click is noted once a minute, not at each page
SINCE, SEEN, ENDED = "signed_in_since", "staff_seen", "staff_ended"


class EndedBy(StrEnum):
    AWAY = "away"
    LONG = "long"
    ELSEWHERE = "elsewhere"
    MONTH = "month"


WORDS: Final = {
    EndedBy.AWAY: _("You were away for 30 minutes. Please sign in again. You then come back to your page."),
    EndedBy.LONG: _("You were signed in for 8 hours. Please sign in again. You then come back to your page."),
    EndedBy.ELSEWHERE: _(
        "Your account was used to sign in somewhere else, so you are signed out here. Was that not you? "
        "Sign in, change your password, and tell a colleague."
    ),
    EndedBy.MONTH: _("You were signed in for 30 days. Please sign in again."),
}


def why_over(session: SessionBase, user: User) -> EndedBy | None:
    """Counted from the first page as staff where nobody signed in: somebody became staff on the way.

    One that is older than the last sign-in is over, though nobody ended it: somebody became staff with two of them, or
    an answer that was on its way wrote the old one back.
    """
    now = time()
    if not user.is_staff:
        return EndedBy.MONTH if now - session.setdefault(SINCE, now) >= LONGEST_OF_OTHERS_SECONDS else None
    since = session.setdefault(SINCE, now)
    if user.last_login and since < user.last_login.timestamp() - SIGN_IN_SECONDS:
        return EndedBy.ELSEWHERE
    if now - since >= LONGEST_SECONDS:
        return EndedBy.LONG
    if now - session.setdefault(SEEN, now) >= IDLE_SECONDS:
        return EndedBy.AWAY
    return None


def note_click(session: SessionBase) -> None:
    if time() - session[SEEN] >= NOTED_EACH_SECONDS:
        session[SEEN] = time()


def end(request: HttpRequest, why: EndedBy) -> None:
    """Of the old session nothing is left but who it was."""
    user_id = request.user.pk
    logout(request)
    request.session[ENDED] = {"why": why, "user": user_id}


def tell_why(request: HttpRequest) -> None:
    """Once, on the next page that they see."""
    ended = request.session.get(ENDED)
    if ended and not ended.get("told"):
        messages.warning(request, WORDS[EndedBy(ended["why"])])
        request.session[ENDED] = {**ended, "told": True}


def was_staff(session: SessionBase) -> int | None:
    """Whose session it was, until they sign in again."""
    ended = session.get(ENDED)
    return int(ended["user"]) if ended else None


@receiver(user_logged_in)
def begin(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """However they signed in. What somebody else typed in this browser is not theirs."""
    request.session.pop(ENDED, None)
    if typed_before(request.session, user_id=user.pk) is None:
        forget_typed(request.session)
    request.session[SINCE] = time()
    if user.is_staff:
        request.session[SEEN] = time()
        _end_others(user, request.session.session_key)


def end_all(user: User) -> int:
    """In every browser; nobody is told why, since whoever sits there may be somebody else. Returns how many ended."""
    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
    ended = [key for key in keys if store().exists(key)]
    for key in keys:
        store(key).delete()
    UserSession.objects.filter(user=user, session_key__in=keys).delete()
    return len(ended)


def _end_others(user: User, key: str | None) -> None:
    store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
    for row in UserSession.objects.filter(user=user).exclude(session_key=key):
        other = store(row.session_key)
        if SESSION_KEY in other:
            other.clear()
            other[ENDED] = {"why": EndedBy.ELSEWHERE, "user": user.pk}
            try:
                other.save()
            except UpdateError:  # it ended by itself in this moment
                continue
        row.delete()

"""A form that came when its sender had to sign in, or prove who they are, first: it waits and is not lost.

It is kept in the session, encrypted, for the person who sent it alone, and for minutes. Nothing is done with it by
itself: its page shows a button, so nobody carries out by signing in what they no longer want.
"""

import json
from dataclasses import dataclass
from time import time
from typing import Final

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from caarisma.common.fields import field_cipher, padded
from caarisma.common.http import had_file, sent_form

SESSION_KEY: Final = "typed_before"
KEPT_SECONDS: Final = 60 * 60
NOT_OURS: Final = "csrfmiddlewaretoken"  # the page that sends it again brings its own


@dataclass(frozen=True, slots=True)
class TypedBefore:
    address: str
    fields: tuple[tuple[str, str], ...]
    had_file: bool  # files are not kept: they are somebody's papers, and large


def keep_typed(request: HttpRequest, *, user_id: int) -> bool:
    """After the check against forged forms, never before it. Whether there is something to keep."""
    form = sent_form(request, with_file=True)
    if form is None:
        return False
    fields = [(name, value) for name, values in form.lists() for value in values if name != NOT_OURS]
    kept = {
        "user": user_id,
        "address": request.get_full_path(),
        "fields": fields,
        "had_file": had_file(request),
        "until": time() + KEPT_SECONDS,
    }
    request.session[SESSION_KEY] = field_cipher().encrypt(padded(json.dumps(kept))).decode()
    return True


def typed_before(session: SessionBase, *, user_id: int) -> TypedBefore | None:
    """What this person sent; None for nothing, for what is too old, and for what somebody else sent from here."""
    try:
        kept = json.loads(field_cipher().decrypt(str(session.get(SESSION_KEY, "")).encode()))
    except InvalidToken:
        return None
    if kept["user"] != user_id or kept["until"] < time():
        return None
    return TypedBefore(kept["address"], tuple((name, value) for name, value in kept["fields"]), kept["had_file"])


def forget_typed(session: SessionBase) -> None:
    session.pop(SESSION_KEY, None)

"""The answer to the health question on its way to an intake: in the session, locked, for two hours.

Beside the draft and not in it: a draft is read, copied and shown by pages that must not know this. Whoever is to talk
to a doctor first can have it kept for as long as an intake.
"""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest

from caarisma.common.fields import field_cipher, padded
from matching.search.health.told import HealthTold, told_from

HEALTH_KEY: Final = "kept_locked"  # {form key of the draft: token}; the name says nothing either
USUAL: Final = timedelta(hours=2)
MOST: Final = 3  # as many drafts as a session has


def keep_health(request: HttpRequest, form_key: str, told: HealthTold, *, until: datetime) -> None:
    token = field_cipher().encrypt(padded(json.dumps({**told.as_stored(), "until": until.isoformat()}))).decode()
    others = {key: kept for key, kept in _tokens(request).items() if key != form_key}
    request.session[HEALTH_KEY] = dict([*others.items(), (form_key, token)][-MOST:])


def health_of(request: HttpRequest, form_key: str, *, now: datetime) -> HealthTold | None:
    """None when it was not asked yet, is too old or cannot be read."""
    kept = _read(_tokens(request).get(form_key))
    return kept[0] if kept and kept[1] > now else None


def keep_longer(request: HttpRequest, form_key: str, *, now: datetime) -> datetime | None:
    """Keep the answers in this browser, with the session that holds them. Returns until when; None: they are gone."""
    told = health_of(request, form_key, now=now)
    if told is None:
        return None
    until = now + timedelta(days=settings.INTAKE_KEPT_DAYS)
    keep_health(request, form_key, told, until=until)
    request.session.set_expiry(until)
    return until


def doctor_agreed(request: HttpRequest, form_key: str, *, now: datetime) -> None:
    kept = _read(_tokens(request).get(form_key))
    if kept and kept[1] > now:
        keep_health(request, form_key, replace(kept[0], doctor_at=now), until=kept[1])


def kept_until(request: HttpRequest, form_key: str) -> datetime | None:
    kept = _read(_tokens(request).get(form_key))
    return kept[1] if kept else None


def forget_health(request: HttpRequest, form_key: str | None = None) -> None:
    """Of one draft, or of all."""
    left = {key: token for key, token in _tokens(request).items() if form_key and key != form_key}
    if left:
        request.session[HEALTH_KEY] = left
    else:
        request.session.pop(HEALTH_KEY, None)


def _tokens(request: HttpRequest) -> dict[str, str]:
    stored = request.session.get(HEALTH_KEY)
    return stored if isinstance(stored, dict) else {}


def _read(token: object) -> tuple[HealthTold, datetime] | None:
    """The session can be old or garbled, or locked with a key that is gone."""
    try:
        stored = json.loads(field_cipher().decrypt(str(token or "").encode()))
        return told_from(stored), datetime.fromisoformat(stored["until"])
    except (InvalidToken, KeyError, TypeError, ValueError):
        return None

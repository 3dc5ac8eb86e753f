"""Which questions this browser may answer: those whose link was pressed here. The session holds their keys alone."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from matching.aftercare.models import FollowUp
from matching.consultations.secrets import hashed

SESSION_KEY: Final = "questions"  # {key: until}
OPEN_FOR: Final = timedelta(hours=2)
MOST: Final = 5


def open_here(session: SessionBase, follow_up: FollowUp, *, now: datetime) -> None:
    others = {key: until for key, until in _opened(session).items() if key != str(follow_up.key)}
    session[SESSION_KEY] = dict([*others.items(), (str(follow_up.key), (now + OPEN_FOR).isoformat())][-MOST:])


def close_here(session: SessionBase, key: UUID) -> None:
    session[SESSION_KEY] = {each: until for each, until in _opened(session).items() if each != str(key)}


def is_open_here(session: SessionBase, key: UUID, *, now: datetime) -> bool:
    return _opened(session).get(str(key), "") > now.isoformat()


def opened_here(session: SessionBase, key: UUID, *, now: datetime) -> FollowUp | None:
    """None also for one that was erased meanwhile."""
    return FollowUp.objects.filter(key=key).first() if is_open_here(session, key, now=now) else None


def by_link(token: str) -> FollowUp | None:
    """For the page with the button. Reads alone."""
    return FollowUp.objects.filter(answer_hash=hashed(token)).first()


def _opened(session: SessionBase) -> dict[str, str]:
    kept = session.get(SESSION_KEY)
    return kept if isinstance(kept, dict) else {}

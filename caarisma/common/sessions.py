"""Sessions in PostgreSQL, as Django keeps them, for less: each page reads its session, and each answer writes it.

The ORM wrote both statements anew each time, and put a transaction round the one that writes: three trips for one row.
"""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError, connection
from django.utils import timezone

from caarisma.common.prepared import Prepared

LOADED = Prepared(
    "session",
    ("text", "timestamptz"),
    lambda key, now: f"SELECT session_data FROM django_session WHERE session_key = {key} AND expire_date > {now}",  # noqa: S608  parameters
)
SAVE = "UPDATE django_session SET session_data = %s, expire_date = %s WHERE session_key = %s"


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str | None) -> bool:
        """A cookie may spell out any character, as a NUL, which the database takes nowhere."""
        return bool(super()._validate_session_key(key)) and "\0" not in str(key)  # type: ignore[misc]

    def load(self) -> dict[str, Any]:
        for [data] in LOADED.fetch(self.session_key, timezone.now()):
            stored: dict[str, Any] = self.decode(data)
            return stored
        self._session_key = None
        return {}

    def save(self, must_create: bool = False) -> None:
        """UpdateError: somebody deleted it meanwhile, so that whoever signed out stays signed out; or it was not
        written, and the error behind it says why."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        row = self.create_model_instance(self._get_session())  # type: ignore[attr-defined]  # not in the stubs
        try:
            found = write(row.session_key, row.session_data, row.expire_date)
        except DatabaseError as error:
            raise UpdateError from error
        if not found:
            raise UpdateError


def write(key: str, data: str, until: datetime) -> bool:
    """Whether there is such a session."""
    with connection.cursor() as cursor:
        cursor.execute(SAVE, [data, until, key])
        return bool(cursor.rowcount)

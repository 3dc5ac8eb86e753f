"""How long a page waits for a database that is away.

One that restarts refuses, and is back in a moment: worth a wait of some seconds, once, for all who ask meanwhile. One
that hangs (stopped by a debugger, a frozen disk) keeps its connections and says nothing. Neither a statement's time
limit, which that server keeps itself, nor TCP's, which its machine goes on answering, ends that. So psycopg2 leaves the
waiting to `wait`, which asks after some silence whether the server answers anybody at all.

For the web service alone: in this way psycopg2 knows no COPY, and work behind the page may take its time.
"""

import select
import socket
import struct
import threading
import time
from typing import Any, Final

import psycopg2
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.backends.signals import connection_created
from psycopg2 import extensions

QUIET_SECONDS: Final = 2.0  # without a byte, until we ask whether the server answers anybody
ANSWER_SECONDS: Final = 1.0  # which a server under load does as well: it costs it no session
KNOWN_FOR_SECONDS: Final = 1.0  # that it answers nobody; meanwhile nobody waits
OVER_THE_LIMIT: Final = 2.0  # what a statement gets beyond the limit that the server keeps for it
LOOK_AGAIN_SECONDS: Final = 0.1
SSL_REQUEST: Final = struct.pack("!ii", 8, 80877103)  # whoever listens answers it with one letter, before any password
EVENTS: Final = {extensions.POLL_READ: select.POLLIN, extensions.POLL_WRITE: select.POLLOUT}

Address = tuple[str, int]


class Silent(psycopg2.OperationalError):
    """The server has said nothing for a while, to nobody."""


class Silence:
    """What this process knows of a server that answers nobody. One thread at a time finds out whether it does again;
    the others are told at once, so that pages which need no data keep their threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until: float | None = None

    @property
    def is_known(self) -> bool:
        return self._until is not None

    def begin(self) -> None:
        self._until = time.monotonic() + KNOWN_FOR_SECONDS

    def end(self) -> None:
        self._until = None

    def holds(self, address: Address) -> bool:
        with self._lock:
            if self._until is None:
                return False
            if time.monotonic() < self._until:
                return True
            self._until = time.monotonic() + ANSWER_SECONDS + KNOWN_FOR_SECONDS  # the others, while we ask
        if answers_anybody(address):
            self.end()
            return False
        self.begin()
        return True


class Absence:
    """Since when this process has got no session of the database. The first new one ends it."""

    def __init__(self) -> None:
        self._since: float | None = None

    def until(self) -> float:
        """Until when it is worth a wait. A long absence costs each process one wait, not one for each page."""
        if self._since is None:
            self._since = time.monotonic()
        return self._since + settings.DATABASE_BACK_WITHIN_SECONDS

    def end(self, **_signal: object) -> None:
        self._since = None


silence, absence = Silence(), Absence()
connection_created.connect(absence.end)


def is_back() -> bool:
    """Wait for a database that restarts, not for one that is silent. Whether there is a session with it now."""
    until = absence.until()
    while not silence.is_known:
        try:
            connection.close_if_unusable_or_obsolete()
            connection.ensure_connection()
        except (OperationalError, InterfaceError):
            if time.monotonic() >= until:
                return False
            time.sleep(LOOK_AGAIN_SECONDS)
        else:
            absence.end()  # also where the session had lived on, and only a statement of it was refused
            return True
    return False


def wait_no_longer_than_a_page_may() -> None:
    """From now on, in this process. Sessions that are open already go by it too."""
    extensions.set_wait_callback(wait)


def wait(session: Any) -> None:
    """Until psycopg2 has what it waits for. Silent, which closes the session, when the server answers nobody."""
    if silence.is_known and silence.holds(_address_of(session)):
        raise Silent("the database is known to answer nobody")
    began = time.monotonic()
    while (state := session.poll()) != extensions.POLL_OK:
        if _ready(session, state, QUIET_SECONDS):
            continue
        if not answers_anybody(_address_of(session)):
            silence.begin()
            raise Silent("the database answers nobody")
        if time.monotonic() - began > settings.STATEMENT_TIMEOUT_SECONDS + OVER_THE_LIMIT:
            raise psycopg2.OperationalError("the database answers others, but not here")


def answers_anybody(address: Address) -> bool:
    host, port = address
    local = host.startswith("/")
    try:
        with socket.socket(socket.AF_UNIX) if local else socket.create_connection(address, ANSWER_SECONDS) as asking:
            asking.settimeout(ANSWER_SECONDS)
            if local:
                asking.connect(f"{host}/.s.PGSQL.{port}")
            asking.sendall(SSL_REQUEST)
            return bool(asking.recv(1))
    except OSError:
        return False


def _address_of(session: Any) -> Address:
    return session.info.host or "localhost", int(session.info.port or 5432)


def _ready(session: Any, state: int, seconds: float) -> bool:
    waiting = select.poll()  # select() itself takes no socket above the 1,024th
    waiting.register(session.fileno(), EVENTS[state])
    return bool(waiting.poll(seconds * 1000))

"""Gunicorn's threads, of which only a connection that speaks gets one.

Gunicorn 27 hands a new connection to a thread at once, which waits there for up to 5 s for the first byte: a few dozen
connections that say nothing (a browser opens some in advance) and nobody gets a page for 10 s and more.
"""

import errno
import selectors
import threading
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from ssl import SSLContext
from typing import Any

from django.apps import apps
from gunicorn.workers.gthread import TConn, ThreadWorker

SILENT_SECONDS = 10.0  # nginx waits as long for a request's head
TOLD_EACH = 0.5  # seconds; a worker that says nothing for 30 is started anew
GONE = (errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED)  # somebody else took it, or it hung up


def keep_one() -> Callable[[Any, Callable[[], SSLContext]], SSLContext]:
    """Certificate and key are read once, and a proxy goes on with the session that it had. By itself gunicorn reads
    both for each connection.
    """
    kept: list[SSLContext] = []

    def context(_config: Any, make: Callable[[], SSLContext]) -> SSLContext:
        if not kept:
            kept.append(make())
        return kept[0]

    return context


class PollFirst(ThreadWorker):
    """Leans on names that gunicorn does not promise: tests/local/test_web_server.py tells when they change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._busy_since: dict[int, float] = {}  # by thread
        self._told_at = 0.0
        if self.cfg.is_ssl:
            self.cfg.set("ssl_context", keep_one())

    def load_wsgi(self) -> None:
        """Called in the process that will serve. Nothing of the site may be imported before it is loaded."""
        super().load_wsgi()
        if apps.ready:
            import_module("caarisma.site.last_resort").start()

    def accept(self, listener: Any) -> None:
        """Wait for the first byte where thousands can: in the poller, beside the connections that are kept alive."""
        try:
            sock, client = listener.accept()
        except OSError as error:
            if error.errno in GONE:
                return
            raise
        self.nr_conns += 1
        conn = TConn(self.cfg, sock, client, listener.getsockname())
        conn.timeout = time.monotonic() + SILENT_SECONDS
        self.pending_conns.append(conn)
        self.poller.register(sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def handle(self, conn: TConn) -> Any:
        thread = threading.get_ident()
        self._busy_since[thread] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            del self._busy_since[thread]

    def notify(self) -> None:
        """Tell the master that all is well, unless every thread is stuck: then it starts another worker in our place.
        By itself a worker with threads tells so as long as it can accept what nobody will answer.
        """
        now = time.monotonic()
        if now < self._told_at + TOLD_EACH:  # it is called three times a request, and each time writes to a file
            return
        self._told_at = now
        stuck = [since for since in tuple(self._busy_since.values()) if since < now - self.cfg.timeout]
        if len(stuck) < self.cfg.threads:
            super().notify()

    def _cap_keepalive(self, deadline: float) -> None:
        """A worker that stops waits no longer for a silent connection than for one that is kept alive."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

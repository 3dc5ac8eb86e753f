"""A thread of the sweeper's own: a mail server that hangs must keep no ranking waiting."""

import logging
import threading
import time

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from caarisma.common.outbox.moves import end_overdue, forget
from caarisma.common.outbox.sending import BATCH, send_due

log = logging.getLogger(__name__)

TIDY_EVERY = 3600.0  # seconds
SECONDS_TO_STOP = 4.0  # below what a supervisor gives us; a talk that takes longer is cut off, and its lease runs out


class Postman(threading.Thread):
    def __init__(self, *, every: float) -> None:
        super().__init__(name="postman", daemon=True)
        self.every, self.tidied = every, -TIDY_EVERY
        self.asked_to_stop = threading.Event()

    def run(self) -> None:
        try:
            while not self.asked_to_stop.is_set():
                if self.survive() < BATCH:
                    self.asked_to_stop.wait(self.every)
        finally:
            connection.close()

    def stop(self) -> None:
        """After the mail in hand: cut off between the server's "250" and our commit, it would go twice."""
        self.asked_to_stop.set()
        if self.is_alive():
            self.join(SECONDS_TO_STOP)

    def survive(self) -> int:
        """One round. Whatever goes wrong, there is a next one."""
        try:
            close_old_connections()
            return self.round()
        except (OperationalError, InterfaceError) as error:
            log.warning("database away", extra={"error": type(error).__name__})
            connection.close()
        except Exception:
            log.exception("chore failed", extra={"task": "outbox"})
        return 0

    def round(self) -> int:
        now = timezone.now()
        end_overdue(now=now)
        if time.monotonic() - self.tidied >= TIDY_EVERY:
            forget(now=now)
            self.tidied = time.monotonic()
        return send_due(now=now, stopping=self.asked_to_stop.is_set)

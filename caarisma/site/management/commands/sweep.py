"""`manage.py sweep`: every chore of the site, each at its time. It needs PostgreSQL only."""

import logging
import signal
import socket
import time
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from caarisma.common import request_id
from caarisma.common.chores.declaring import Chore, Look
from caarisma.common.chores.stopping import stop
from caarisma.common.chores.turns import Turns
from caarisma.common.outbox.postman import Postman
from matching.search.chores import rank

log = logging.getLogger(__name__)


class Command(BaseCommand):
    # `prepare` has asked them; here they would load every page and form, a fifth of what a start costs.
    requires_system_checks = ()

    help = (
        "Do every chore at its time: finish what no worker has, have lists made anew when the directory changes, keep "
        "this machine's snapshot of it fresh, send mail, remind, and delete what is due. Needs PostgreSQL only. "
        "Many may run at once; the admin's page of chores says how each last went."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, default=5, help="Seconds between two looks (5)")
        parser.add_argument("--grace", type=float, default=10, help="Seconds that a worker gets first (10)")
        parser.add_argument("--once", action="store_true", help="Do once what no worker has done, send mail, and end")

    def handle(self, *, every: float, grace: float, once: bool, **options: Any) -> None:
        self.postman = Postman(every=every or 0.1)
        if once:
            self.once(timedelta(seconds=grace))
            return
        stop.reset()
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        log.info("sweeper started")
        self.rank_before_all(timedelta(seconds=grace))
        machine = socket.gethostname()[:255]
        turns = Turns(all_chores(), machine=machine, every=timedelta(seconds=every), grace=timedelta(seconds=grace))
        try:
            self.postman.start()
            while True:
                if not turns.look():
                    time.sleep(every)
        finally:
            turns.end()
            self.postman.stop()
            stop.reset()
            log.info("sweeper stopped")

    def rank_before_all(self, grace: timedelta) -> None:
        """Whoever waits while sweepers are killed and started waits for a third of a start less."""
        with request_id.within():
            try:
                rank(Look(now=timezone.now(), grace=grace))
            except Exception as error:  # the first look of its turn says more
                log.warning("no first ranking", extra={"error": type(error).__name__})
                connection.close()

    def once(self, grace: timedelta) -> None:
        for chore in all_chores():
            if chore.hurried:
                chore.run(Look(now=timezone.now(), grace=grace))
        self.postman.round()


def all_chores() -> tuple[Chore, ...]:
    """Imported when they are asked for: what they need is 0.8 s of work, of 2 s in which a sweeper starts."""
    from caarisma.site.chores import CHORES

    return CHORES

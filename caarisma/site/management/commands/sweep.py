"""`manage.py sweep`: every chore of the site, each at its time. It needs PostgreSQL only."""

import logging
import signal
import socket
import time
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from caarisma.common.chores.declaring import Look
from caarisma.common.chores.stopping import stop
from caarisma.common.chores.turns import Turns
from caarisma.common.outbox.postman import Postman
from caarisma.site.chores import CHORES

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
        machine = socket.gethostname()[:255]
        turns = Turns(CHORES, machine=machine, every=timedelta(seconds=every), grace=timedelta(seconds=grace))
        stop.reset()
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        log.info("sweeper started")
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

    def once(self, grace: timedelta) -> None:
        for chore in CHORES:
            if chore.hurried:
                chore.run(Look(now=timezone.now(), grace=grace))
        self.postman.round()

"""`manage.py sweep`: do what no worker has done: rank, rematch, keep the index fresh, send mail, delete what is due."""

import logging
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from caarisma.common.limits import forget_counters
from caarisma.common.outbox.postman import Postman
from matching.search.enums import FinishedBy
from matching.search.keeping import rematching
from matching.search.models import MatchJob
from matching.search.services import retention
from matching.search.services.jobs import finish_match_job, try_dead_again
from matching.snapshots.services import indexing
from providers.portal.filing import save_read
from providers.vetting.documents.queue import read_due
from providers.vetting.documents.sweeping import sweep_files

log = logging.getLogger(__name__)

BATCH = 100
TIDY_EVERY, TEND_EVERY = 3600.0, 60.0  # seconds
BUILD = ("-m", "django", "build_index", "--if-due")


class Command(BaseCommand):
    help = (
        "Finish match jobs that no worker has finished, have lists made anew when the directory changes, keep this "
        "machine's snapshot of it fresh, send mail, read uploaded files, and delete what is due. "
        "Needs PostgreSQL only. Many may run at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, default=5, help="Seconds between two looks (5)")
        parser.add_argument("--grace", type=float, default=10, help="Seconds that a worker gets first (10)")
        parser.add_argument("--once", action="store_true", help="Look once and end")

    def handle(self, *, every: float, grace: float, once: bool, **options: Any) -> None:
        self.at_work = self.asked_to_stop = False
        self.builder: subprocess.Popen[bytes] | None = None
        self.grace = timedelta(seconds=grace)
        self.postman = Postman(every=every or 0.1)
        if once:
            self.sweep()
            self.postman.round()
            self.read_uploads()
            return
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        log.info("sweeper started")
        self.postman.start()
        chores = {
            self.tidy: TIDY_EVERY,
            self.rematch_by_date: TIDY_EVERY,
            self.tend: TEND_EVERY,
            self.rematch: every,
            self.read_uploads: every,
            self.sweep_files: TIDY_EVERY,
        }
        due = dict.fromkeys(chores, 0.0)
        while True:
            for chore, seconds in chores.items():
                if time.monotonic() >= due[chore]:
                    self.survive(chore)
                    due[chore] = time.monotonic() + seconds
            if self.survive(self.sweep) < BATCH:
                time.sleep(every)

    def stop(self, *_: object) -> None:
        """End at once when idle, after the present job otherwise."""
        self.asked_to_stop = True
        if not self.at_work:
            self.end()

    def end(self) -> NoReturn:
        self.postman.stop()
        if self.builder is not None:
            self.builder.terminate()  # what is in use stays whole
            self.builder.wait()
        log.info("sweeper stopped")
        raise SystemExit(0)

    def survive(self, work: Callable[[], int]) -> int:
        """Work, and outlive a database that restarts: the next look opens a new connection. A fault in one chore must
        not keep the others from being done: nothing else ranks, hides and deletes when the broker is away.
        """
        try:
            close_old_connections()
            return work()
        except (OperationalError, InterfaceError) as error:
            log.warning("database away", extra={"error": type(error).__name__})
            connection.close()
        except Exception:
            log.exception("chore failed", extra={"task": work.__name__})
        return 0

    def tidy(self) -> int:
        """Nobody's answers are kept past their day because beat or the broker is down."""
        retention.delete_all_expired(now=timezone.now())
        forget_counters(now=timezone.now())
        return 0

    def tend(self) -> int:
        """The first look is at the start, so a new machine has its snapshot in seconds. A process of its own builds:
        at a million listings it takes a minute, and nobody may wait for it here.
        """
        if self.builder is not None and self.builder.poll() is None:
            return 0
        if self.builder is not None and self.builder.returncode:
            log.error("no snapshot could be built", extra={"outcome": self.builder.returncode})
        self.builder = None
        if why := indexing.why_due():
            log.info("snapshot due", extra={"outcome": why})
            self.builder = subprocess.Popen([sys.executable, *BUILD], cwd=settings.BASE_DIR)  # noqa: S603  our own
        return 0

    def rematch_by_date(self) -> int:
        try_dead_again(now=timezone.now())
        rematching.rematch_by_date(now=timezone.now())
        return 0

    def rematch(self) -> int:
        rematching.rematch(now=timezone.now())
        return 0

    def read_uploads(self) -> int:
        """One file a round, when no worker has taken it up: a heavy one keeps the other chores for half a minute."""
        return read_due(save=save_read, grace=self.grace)

    def sweep_files(self) -> int:
        return sweep_files(now=timezone.now()).failed

    def sweep(self) -> int:
        """Finish what no worker did in its time, oldest first, at most a batch. Returns how many were due."""
        due = list(MatchJob.objects.due(on=timezone.now() - self.grace).values_list("pk", flat=True)[:BATCH])
        for job_id in due:
            self.at_work = True
            try:
                finish_match_job(job_id=job_id, by=FinishedBy.SWEEPER, now=timezone.now())
            finally:
                self.at_work = False
            if self.asked_to_stop:
                self.end()
        return len(due)

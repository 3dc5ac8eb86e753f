"""`manage.py rerank_intakes --commit`: rank all open intakes anew, after the weights have changed."""

import logging
import signal
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from matching.engine import CURRENT
from matching.search.keeping.reranking import outdated, rerank

CHUNK = 100
WIDTH = 40


class Command(BaseCommand):
    help = (
        "Rank every open intake anew whose list was made with other weights. People keep seeing the old list until "
        "the new one is there. May be stopped at any time and run again: it goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--commit", action="store_true", help="Do it. Without this, only say how many there are")

    def handle(self, *, commit: bool, **options: Any) -> None:
        waiting = outdated(weights_version=CURRENT.version, now=timezone.now())
        self.stdout.write(f"Open intakes with a list of other weights than {CURRENT.version}: {len(waiting):,}.")
        if not commit:
            self.stdout.write("Nothing was changed. Run it again with --commit.")
            return
        with told_to_stop() as signals, quiet_log():
            done = self.work_through(waiting, signals)
        if signals:
            self.stdout.write(f"\nStopped after {done:,} of {len(waiting):,}. Run it again to go on.")
            raise SystemExit(128 + signals[0])  # as the shell does of a process that the signal ended
        left = len(outdated(weights_version=CURRENT.version, now=timezone.now()))
        why = f"Left: {left:,}. A worker is at them, or they failed: see the log."
        self.stdout.write(f"\n{why}" if left else "\nDone.")

    def work_through(self, waiting: Sequence[int], signals: Sequence[int]) -> int:
        """How many are done with: all, or as many as until a signal came. The one at work is always finished."""
        done = 0
        for start in range(0, len(waiting), CHUNK):
            for _intake in rerank(intake_ids=waiting[start : start + CHUNK], weights_version=CURRENT.version):
                done += 1
                if signals:
                    return done
            self.show(done, len(waiting))
        return done

    def show(self, done: int, total: int) -> None:
        """One line, drawn over. In a file, one line a chunk."""
        bar = ("#" * (WIDTH * done // total)).ljust(WIDTH, ".")
        end = "\r" if self.stdout.isatty() else "\n"
        self.stdout.write(f"[{bar}] {done:,} of {total:,}", ending=end)
        self.stdout.flush()


@contextmanager
def told_to_stop() -> Iterator[list[int]]:
    """The signals that came meanwhile. They interrupt nothing."""
    came: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _frame: came.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def quiet_log() -> Iterator[None]:
    """A line for each intake would tear the bar. What goes wrong is still told."""
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)

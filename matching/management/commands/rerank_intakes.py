"""`manage.py rerank_intakes --commit`: rank all open intakes anew, after the weights have changed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from matching.engine import CURRENT
from matching.services.reranking import outdated, rerank

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
        self.stdout.write(f"{len(waiting):,} open intakes were ranked with other weights than {CURRENT.version}.")
        if not commit:
            self.stdout.write("Nothing was changed. Run it again with --commit.")
            return
        done = 0
        try:
            for start in range(0, len(waiting), CHUNK):
                chunk = waiting[start : start + CHUNK]
                rerank(intake_ids=chunk, weights_version=CURRENT.version)
                done += len(chunk)
                self.show(done, len(waiting))
        except KeyboardInterrupt:
            self.stdout.write(f"\nStopped after {done:,}. Run it again to go on.")
            raise SystemExit(130) from None
        left = len(outdated(weights_version=CURRENT.version, now=timezone.now()))
        self.stdout.write(f"\nDone. {left:,} are left." if left else "\nDone.")

    def show(self, done: int, total: int) -> None:
        """One line, drawn over. In a file, one line a chunk."""
        bar = ("#" * (WIDTH * done // total)).ljust(WIDTH, ".")
        end = "\r" if self.stdout.isatty() else "\n"
        self.stdout.write(f"[{bar}] {done:,} of {total:,}", ending=end)
        self.stdout.flush()

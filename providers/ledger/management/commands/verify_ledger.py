"""manage.py verify_ledger: is every row of the ledger of looks as it was written, and none missing?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from providers.files.progress import ReadingProgress
from providers.ledger.anchoring import files
from providers.ledger.verifying import providers_with_looks, verify_all, verify_anchors


class Command(BaseCommand):
    help = "Reads every chain of the ledger of looks, and what was anchored of it. Exit code 1: something is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        done, broken = 0, []
        bar = ReadingProgress(self.stderr, position=lambda: done, total=providers_with_looks())  # type: ignore[arg-type]
        for done, found in verify_all():
            broken += found
            bar.rows(done)
        bar.done(done)
        broken += verify_anchors(now=timezone.now())
        for one in broken:
            self.stdout.write(str(one))
        if broken:
            raise CommandError(f"The ledger is broken in {len(broken)} places.")
        self.stdout.write(f"Whole: {done:,} providers, {len(files()):,} anchors.")

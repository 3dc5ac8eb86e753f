"""`manage.py build_index`: build this machine's snapshot of the directory, and say what it took."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from matching.snapshots.services.indexing import build_index, tend_index


class Command(BaseCommand):
    help = "Build the snapshot of the directory that searches on this machine read. Nothing waits for it meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-due", action="store_true", help="Only if there is none, or too much has changed")

    def handle(self, *, if_due: bool, **options: Any) -> None:
        try:
            built = (tend_index if if_due else build_index)(now=timezone.now())
        except OSError as error:
            raise CommandError(f"The snapshot cannot be written: {error.strerror}. See SNAPSHOT_DIR.") from error
        if built is None:
            self.stdout.write("Nothing to do." if if_due else "Another process is building it.")
            return
        self.stdout.write(
            f"{built.listings:,} listings in {built.bytes / 1e6:.1f} MB: read in {built.export_seconds:.2f} s, "
            f"built and written in {built.build_seconds:.2f} s of this process's time."
        )

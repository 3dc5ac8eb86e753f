from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from treatments.catalog.files import FOLDER, CatalogInvalid, read_catalog
from treatments.services.bulk import CatalogReport
from treatments.services.catalog import load_catalog


class Command(BaseCommand):
    help = "Load areas, concerns, courses, prices and claims from the catalog files. Safe to run twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only read the files and say what is wrong")
        parser.add_argument("--folder", type=Path, default=FOLDER, help="where the files are")

    def handle(self, *, check: bool, folder: Path, **options: Any) -> None:
        try:
            if check:
                catalog = read_catalog(folder)
                self.stdout.write(f"catalog files are right: {len(catalog.claims)} claims, {len(catalog.areas)} areas")
            else:
                self._print(load_catalog(now=timezone.now(), folder=folder))
        except CatalogInvalid as error:
            count = len(error.problems)
            raise CommandError(f"{error}\n{count} problem{'s' * (count != 1)}. Nothing was loaded.") from None

    def _print(self, report: CatalogReport) -> None:
        for kind in report.unchanged:
            counts = [
                f"{counter[kind]} {word}"
                for word, counter in (
                    ("added", report.added),
                    ("changed", report.changed),
                    ("unchanged", report.unchanged),
                    ("put out of use", report.put_out),
                )
                if counter[kind]
            ]
            self.stdout.write(f"{kind}: {', '.join(counts) or 'none'}")
        for slug in report.void:
            self.stdout.write(f"review void, its words changed: {slug}")
        self.stdout.write("catalog loaded" if report.wrote else "catalog loaded: nothing to change")

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from treatments.products.files import FILE, ProductsInvalid
from treatments.products.services.loading import load_products


class Command(BaseCommand):
    help = "Load products and what the FDA says of them from the file of this release. Safe to run twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=FILE, help="where the file is")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            report = load_products(now=timezone.now(), file=file)
        except ProductsInvalid as error:
            raise CommandError(f"{error}\nNothing was loaded.") from None
        self.stdout.write("products loaded" if report.wrote else "products loaded: nothing to change")

import sys
from datetime import UTC, date, datetime, time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from providers.demo.calls import tell_of_calls
from providers.demo.loading import CannotSeed, providers_there, renew_monthly_checks, seed
from providers.demo.products import tell_of_products
from providers.demo.progress import DemoProgress


class Command(BaseCommand):
    help = (
        "Fill the directory with made-up providers, marked as a demonstration. The same seed and date give the same "
        "directory. A run that was stopped goes on where it was when it is given again with the same seed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--providers", type=int, default=2000, help="how many there shall be (default 2000)")
        parser.add_argument("--seed", type=int, default=1, help="another number gives other people (default 1)")
        parser.add_argument("--on", type=date.fromisoformat, help="the day it is made for, YYYY-MM-DD (default today)")
        parser.add_argument("--if-empty", action="store_true", help="leave a directory alone that is there")
        parser.add_argument("--force", action="store_true", help="outside a demonstration (settings.DEMO is off)")

    def handle(
        self, *, providers: int, seed: int, on: date | None, if_empty: bool, force: bool, **options: Any
    ) -> None:
        if not (settings.DEMO or force):
            raise CommandError("This is not a demonstration (DEMO is off). For a benchmark, add --force.")
        if providers < 0:
            raise CommandError("--providers cannot be negative.")
        on = on or datetime.now(UTC).date()
        there = providers_there()
        if if_empty and there:
            renewed = renew_monthly_checks(on=on)
            _tell_more(on)
            self.stdout.write(f"demonstration directory: {there:,} providers are there, {renewed:,} checks renewed")
            return
        self.stdout.write(f"demonstration directory: {self._fill(providers, seed, on, there):,} providers added")
        _tell_more(on)

    def _fill(self, providers: int, number: int, on: date, there: int) -> int:
        progress = DemoProgress(providers, "providers", sys.stderr, start=there)
        try:
            return seed(providers=providers, seed=number, on=on, tell=progress.show)
        except CannotSeed as error:
            raise CommandError(error.message) from error
        except KeyboardInterrupt:
            raise CommandError(f"Stopped at {providers_there():,} providers. The same command goes on there.") from None


def _tell_more(on: date) -> None:
    """Not for benchmarks."""
    if settings.DEMO:
        now = min(timezone.now(), datetime.combine(on, time.max, UTC))
        tell_of_calls(now=now)
        tell_of_products(now=now)

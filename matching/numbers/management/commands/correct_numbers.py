"""manage.py correct_numbers 2026-11 requests sent=412 in_time=390 --words "..." --words-es "..." --by A --second B"""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caarisma.accounts.models import User
from matching.numbers.rules.months import Month
from matching.numbers.services.correcting import NoSuchFigure, correct_month


class Command(BaseCommand):
    help = "Say beside a frozen month what it should have said, and why. What was printed stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", type=_month, help="2026-11")
        parser.add_argument("figure", help="As in numbers.csv: requests")
        parser.add_argument("cells", nargs="+", type=_cell, help="As in numbers.csv, with the right count: sent=412")
        parser.add_argument("--words", required=True, help="What was wrong, in English: one or two sentences")
        parser.add_argument("--words-es", required=True, help="The same in Spanish")
        parser.add_argument("--by", required=True, help="The address of whoever found it")
        parser.add_argument("--second", required=True, help="The address of whoever counted it once more")

    def handle(self, *args: Any, **options: Any) -> None:
        by, second = (self._staff(options[name]) for name in ("by", "second"))
        if by == second:
            raise CommandError("Two people are needed.")
        try:
            made = correct_month(
                month=options["month"], figure=options["figure"], cells=dict(options["cells"]),
                words=options["words"], words_es=options["words_es"], by=by, second=second, now=timezone.now(),
            )  # fmt: skip
        except NoSuchFigure as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{made}. Told: {made.cells}")

    def _staff(self, email: str) -> User:
        found = User.objects.filter(email=email, is_staff=True, is_active=True).first()
        if found is None:
            raise CommandError("Nobody of the staff has that address.")
        return found


def _month(text: str) -> Month:
    try:
        return Month(date.fromisoformat(f"{text}-01"))
    except ValueError:
        raise ArgumentTypeError("a month is like 2026-11") from None


def _cell(text: str) -> tuple[str, int]:
    name, _equals, count = text.partition("=")
    if not count.isascii() or not count.isdigit():
        raise ArgumentTypeError("a cell is like sent=412")
    return name, int(count)

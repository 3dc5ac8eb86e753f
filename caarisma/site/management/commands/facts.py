"""`manage.py facts`: the numbers of the page of metrics, for a person without Prometheus."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from caarisma.site.watching.metrics import PREFIX, Site


class Command(BaseCommand):
    help = "Say how the site is, in the numbers that the alarms of docs/operations.md go by. Reads; changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", help="Only those whose name begins like this (jobs, mails, chore_late)")

    def handle(self, *, names: list[str], **options: Any) -> None:
        for family in Site().collect():
            name = family.name.removeprefix(PREFIX)
            if (names and not name.startswith(tuple(names))) or family.type == "histogram":
                continue
            for sample in family.samples:
                labels = ", ".join(f"{label} {value}" for label, value in sample.labels.items() if value)
                self.stdout.write(f"{name:36} {sample.value:>14,.0f}  {labels}")

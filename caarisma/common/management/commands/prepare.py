"""`manage.py prepare`: what must be true before a service starts, here and in production alike."""

import time
from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

LOGINS = "Demonstration logins:"  # `make run` shows a person what follows this line
MADE_BEFORE = (
    "These tables were made before the first release, and nothing can bring them up to date. Start afresh: make reset"
)


def made_before_the_rooms() -> bool:
    """Whether the tables are of the four apps that there were before the first release, when migrations began anew."""
    recorder = MigrationRecorder(connection)
    return recorder.has_table() and any(
        app in {"providers", "matching"} for app, _name in recorder.applied_migrations()
    )


class Command(BaseCommand):
    help = "Bring tables, cache table and catalog up to date. May run at any time. One process: five cost 5 s more."
    requires_system_checks: list[str] = []  # the services check when they start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--demo",
            action="store_true",
            help="Also fill an empty directory, and make and tell the demonstration logins",
        )

    def handle(self, *, demo: bool, **options: Any) -> None:
        if demo and not settings.DEMO:
            raise CommandError("Demonstration data belong in a demonstration only. Set DEMO=1 there.")
        if made_before_the_rooms():
            raise CommandError(MADE_BEFORE)
        self.run("migrate", interactive=False)
        self.run("createcachetable")
        self.run("load_catalog")
        self.run("load_products")
        self.run("load_roles")
        self.run("load_chores")
        if demo:
            self.run("seed_demo", providers=2000, seed=1, if_empty=True)
            logins = StringIO()  # told after what making them has logged
            call_command("create_demo_logins", stdout=logins, stderr=self.stderr)
            self.stdout.write(f"{LOGINS}\n{logins.getvalue()}")

    def run(self, name: str, **options: Any) -> None:
        start = time.monotonic()
        call_command(name, stdout=self.stdout, stderr=self.stderr, **options)
        self.stdout.write(f"{name} took {time.monotonic() - start:.1f} s")

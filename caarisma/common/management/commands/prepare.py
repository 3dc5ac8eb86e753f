"""`manage.py prepare`: what must be true before a service starts, here and in production alike."""

import time
from argparse import ArgumentParser
from collections.abc import Collection
from io import StringIO
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import MigrationLoader

from caarisma.common.append_only import let_times_be_made_up

LOGINS = "Demonstration logins:"  # `make run` shows a person what follows this line
MADE_BEFORE = (
    "These tables were made before the first release, and nothing can bring them up to date. Start afresh: make reset"
)


def made_before_the_first_release() -> bool:
    """Whether the tables were made by other first migrations than these: until the first release those are changed in
    place, and the database would take them for done.
    """
    loader = MigrationLoader(connection)
    applied = {app for app, _name in loader.applied_migrations}
    if applied & {"providers", "matching"}:  # the apps that there were before the rooms
        return True
    try:
        loader.check_consistent_history(connection)
    except InconsistentMigrationHistory:
        return True
    to_come = {app for app, _name in loader.disk_migrations.keys() - loader.applied_migrations.keys()}
    return bool(columns_of(applied - to_come) - columns_there())


def columns_of(labels: Collection[str]) -> set[tuple[str, str]]:
    """(table, column) that the models of these apps read and write."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in labels]
    return {
        (model._meta.db_table, str(field.column))
        for model in models
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
    }


def columns_there() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = ANY(current_schemas(false))"
        )
        return set(cursor.fetchall())


def count_rows() -> None:
    """Autovacuum passes by tables of a few rows, like the catalog's: PostgreSQL takes those for a thousand, and plans
    for that. After a first load it comes late to the others too. What somebody works on is left for the next time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE (SKIP_LOCKED)")


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
        if not demo:
            self.run("check", deploy=True, tags=["links"])  # nobody else makes an operator ask
        if made_before_the_first_release():
            raise CommandError(MADE_BEFORE)
        self.run("migrate", interactive=False)
        self.run("createcachetable")
        self.run("load_catalog")
        self.run("load_products")
        self.run("load_roles")
        self.run("load_chores")
        if demo:
            let_times_be_made_up()
            self.run("seed_demo", providers=2000, seed=1, if_empty=True)
            logins = StringIO()  # told after what making them has logged
            call_command("create_demo_logins", stdout=logins, stderr=self.stderr)
            self.stdout.write(f"{LOGINS}\n{logins.getvalue()}")
        count_rows()

    def run(self, name: str, **options: Any) -> None:
        start = time.monotonic()
        call_command(name, stdout=self.stdout, stderr=self.stderr, **options)
        self.stdout.write(f"{name} took {time.monotonic() - start:.1f} s")

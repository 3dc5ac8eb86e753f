"""Every site was made of what the first release made of an empty database, so those migrations stay as they are."""

import hashlib
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

FIXTURE = Path(__file__).with_name("first_schema.sha256")
FOLDERS = ("caarisma", "treatments", "providers", "matching")


def first_schema() -> str:
    """A line for each room that has tables: the hash of the SQL that its 0001 runs, helpers of ours included."""
    rooms = sorted(
        label
        for (label, name), migration in MigrationLoader(connection).disk_migrations.items()
        if name == "0001_initial" and type(migration).__module__.startswith(FOLDERS)
    )
    return "".join(f"{hashlib.sha256(sql_of(label).encode()).hexdigest()}  {label}\n" for label in rooms)


def sql_of(label: str) -> str:
    told = StringIO()
    call_command("sqlmigrate", label, "0001", stdout=told, no_color=True)
    return told.getvalue()


@pytest.mark.django_db
def test_the_first_migrations_of_all_rooms_are_those_of_the_first_release():
    now = first_schema()
    if os.environ.get("RENEW_FIRST_SCHEMA") == "1":
        FIXTURE.write_text(now)

    edited = sorted(line.split()[1] for line in set(now.splitlines()) ^ set(FIXTURE.read_text().splitlines()))

    assert not edited, (
        f"0001_initial of {', '.join(sorted(set(edited)))} is not that of the first release: a site that ran it never "
        "runs it again, so take the edit back and put the change into a new migration (before the first release: "
        'RENEW_FIRST_SCHEMA=1 make test ARGS="-n 0 tests/architecture/test_first_schema.py").'
    )

"""Every site was made of what the first release made of an empty database, so those migrations stay as they are."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

FIXTURE = Path(__file__).with_name("first_schema.sha256")
FOLDERS = ("caarisma", "treatments", "providers", "matching")


def first_schema() -> str:
    """A line for each room that has tables: the hash of the SQL that its 0001 runs, helpers of ours included."""
    return "".join(f"{hashlib.sha256(sql.encode()).hexdigest()}  {room}\n" for room, sql in sorted(sql_of_rooms()))


def sql_of_rooms() -> Iterator[tuple[str, str]]:
    """What `sqlmigrate` tells of each, in one walk from an empty database."""
    executor, state = MigrationExecutor(connection), ProjectState()
    for migration, _back in executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True):
        with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
            state = migration.apply(state, editor, collect_sql=True)
        if migration.name == "0001_initial" and type(migration).__module__.startswith(FOLDERS):
            yield migration.app_label, "\n".join(editor.collected_sql)


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

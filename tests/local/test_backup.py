"""The backup that docs/deploy.md names, on a database that asks for its password everywhere, as in production."""

import contextlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from caarisma.local import engines, postgres
from caarisma.local.supervisor import Supervisor
from tests.local.conftest import ROOT
from tests.local.test_production_files import COMPOSE

DEPLOY = ROOT / "caarisma" / "deploy"
# In place of Docker: what is run in a container is run here, with that container's environment.
DOCKER = """#!/bin/sh
while [ "$1" != postgres ] && [ "$1" != web ]; do shift; done
[ "$1" != "$BROKEN" ] || exit 1
[ "$1" != web ] || { shift; tar=$1; shift 3; exec "$tar" -C "$PRIVATE_PARENT" "$@"; }
shift
exec "$@"
"""
FACTS = """
CREATE TABLE facts (id bigserial PRIMARY KEY, what text);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'only grows'; END $$;
CREATE TRIGGER only_grows BEFORE UPDATE ON facts FOR EACH ROW EXECUTE FUNCTION refuse();
INSERT INTO facts (what) SELECT 'ñ ' || md5(random()::text) FROM generate_series(1, 2000);
"""


class Machine:
    """A clinic's machine: its database, its documents, its folder for backups."""

    def __init__(self, folder: Path, servers: Supervisor) -> None:
        self.folder, self.backups = folder, folder / "backups"
        socket = folder / "socket"
        socket.mkdir()
        socket.chmod(0o777)
        settings = (*postgres.THROWAWAY, f"unix_socket_directories={socket}")
        self.url = postgres.start(servers, root=ROOT, folder=folder, data_settings=settings)
        (folder / "var" / "private" / "ab").mkdir(parents=True)
        (folder / "var" / "private" / "ab" / "page").write_text("encrypted")
        (folder / "docker").write_text(DOCKER)
        (folder / "docker").chmod(0o755)
        server = engines.find_postgres(ROOT / ".venv")[0].path.parent
        at = urlsplit(self.url)
        self.env = {
            "PATH": f"{folder}:{server}:{os.defpath}",
            "PGHOST": str(socket),
            "PGPORT": str(at.port),
            "POSTGRES_USER": "caarisma",
            "POSTGRES_DB": "caarisma",
            "POSTGRES_PASSWORD": at.password,
            "PRIVATE_PARENT": str(folder / "var"),
        }

    def run(self, script: str, *arguments: Path, **env: str) -> subprocess.CompletedProcess[str]:
        argv = ["sh", str(DEPLOY / script), *map(str, arguments)]
        return subprocess.run(argv, env=self.env | env, capture_output=True, text=True, check=False, cwd="/")

    def sql(self, text: str, database: str = "caarisma") -> list[tuple]:
        with contextlib.closing(psycopg2.connect(self.url.rsplit("/", 1)[0] + f"/{database}")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(text)
                return cursor.fetchall() if cursor.description else []

    def kept(self, pattern: str) -> list[Path]:
        return sorted(self.backups.glob(pattern))


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    with tempfile.TemporaryDirectory(prefix="caarisma-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # so that PostgreSQL's own user gets through, when we are root
        servers = Supervisor(logs=folder, cwd=folder)
        try:
            made = Machine(folder, servers)
            made.sql(FACTS)
            yield made
        finally:
            servers.stop()


@pytest.fixture(autouse=True)
def _no_backups_yet(machine: Machine) -> None:
    for left in machine.kept("*"):
        left.unlink()


def test_the_database_asks_for_its_password_on_the_socket_as_well(machine: Machine):
    assert "--auth=scram-sha-256" in COMPOSE["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]

    asked = subprocess.run(
        ["pg_dump", "--username=caarisma", "--no-password", "caarisma"], env=machine.env, capture_output=True, text=True
    )

    assert asked.returncode == 1
    assert "no password supplied" in asked.stderr


def test_what_was_kept_comes_back_into_an_empty_database(machine: Machine):
    done = machine.run("backup.sh", machine.backups)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    (dump,), (documents,) = machine.kept("caarisma-*.dump"), machine.kept("documents-*.tar")
    assert {path.stat().st_mode & 0o777 for path in (dump, documents)} == {0o600}
    machine.sql("DROP DATABASE IF EXISTS fresh")
    machine.sql("CREATE DATABASE fresh")
    (machine.folder / "var" / "private" / "ab" / "page").unlink()

    back = machine.run("restore.sh", dump, documents, POSTGRES_DB="fresh")

    assert back.returncode == 0, back.stderr
    every_row = "SELECT md5(string_agg(facts::text, '|' ORDER BY id)), count(*) FROM facts"
    assert machine.sql(every_row, "fresh") == machine.sql(every_row)
    with pytest.raises(psycopg2.errors.RaiseException, match="only grows"):
        machine.sql("UPDATE facts SET what = ''", "fresh")
    assert (machine.folder / "var" / "private" / "ab" / "page").read_text() == "encrypted"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"POSTGRES_PASSWORD": ""}, "the database could not be read"),
        ({"POSTGRES_PASSWORD": "another"}, "the database could not be read"),
        ({"POSTGRES_DB": "nowhere"}, "the database could not be read"),
        ({"BROKEN": "postgres"}, "the database could not be read"),
        ({"BROKEN": "web"}, "is empty"),
    ],
)
def test_a_backup_that_holds_nothing_fails_aloud(machine: Machine, wrong: dict[str, str], said: str):
    done = machine.run("backup.sh", machine.backups, **wrong)

    assert done.returncode != 0
    assert "The backup FAILED" in done.stderr
    assert said in done.stderr
    whole = [path.name for path in machine.kept("*") if path.suffix != ".part"]
    assert len(whole) == (1 if wrong == {"BROKEN": "web"} else 0)


def test_a_dump_that_breaks_off_or_a_database_in_use_changes_nothing(machine: Machine):
    machine.run("backup.sh", machine.backups)
    (dump,), (documents,) = machine.kept("caarisma-*.dump"), machine.kept("documents-*.tar")
    machine.sql("DROP DATABASE IF EXISTS half")
    machine.sql("CREATE DATABASE half")
    cut = machine.backups / "cut.dump"
    cut.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])

    from_cut = machine.run("restore.sh", cut, documents, POSTGRES_DB="half")
    into_used = machine.run("restore.sh", dump, documents)

    for done in (from_cut, into_used):
        assert done.returncode != 0
        assert "The restore FAILED: the database is as it was before" in done.stderr
    assert machine.sql("SELECT to_regclass('facts')", "half") == [(None,)]
    assert machine.sql("SELECT count(*) FROM facts") == [(2000,)]


def test_an_empty_dump_is_not_restored(machine: Machine):
    empty = machine.folder / "empty.dump"
    empty.touch()

    done = machine.run("restore.sh", empty, empty)

    assert done.returncode != 0
    assert "there is nothing in" in done.stderr


def test_the_guide_names_these_commands_and_no_other():
    guide = (ROOT / "docs" / "deploy.md").read_text()

    assert "sh caarisma/deploy/backup.sh /srv/backups" in guide
    assert re.search(r"sh caarisma/deploy/restore\.sh \S+\.dump \S+\.tar", guide)
    assert "pg_dump" not in guide

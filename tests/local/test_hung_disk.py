"""The web server beside a disk of documents that hangs: who opens one waits, and nobody else does."""

import http.client
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from caarisma.local import commands
from caarisma.settings import development
from tests.factories.providers import make_case, make_document, make_provider, make_user
from tests.local.test_web_server import Server
from tests.matching.conftest import database_url, kill_group

pytestmark = [pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]

READERS = 20  # and the server has sixteen threads


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Server]:
    server = Server(
        list(commands.SERVICES["web"]),
        tmp_path,
        DATABASE_URL=database_url(),
        DJANGO_SETTINGS_MODULE="benchmarks.drill.settings",
        DRILL_FOLDER=str(tmp_path),
        DRILL_MAIL="1", DRILL_REGISTRY="1", DRILL_GEOCODER="1",
        PRIVATE_FILES_DIR=str(site_settings.PRIVATE_FILES_DIR),
        SNAPSHOT_DIR=str(site_settings.SNAPSHOT_DIR),
        DEMO="0",
        **commands.SERVICE_ENVIRONMENT["web"],
    )  # fmt: skip
    yield server
    kill_group(server.process)


def asked(server: Server, path: str, cookie: str = "") -> tuple[int, float]:
    began = time.monotonic()
    asking = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    asking.request("GET", path, headers={"Cookie": cookie})
    answer = asking.getresponse()
    answer.read()
    asking.close()
    return answer.status, time.monotonic() - began


def test_twenty_who_open_a_document_keep_nobody_else_waiting(site, settings, tmp_path):
    owner, now = make_user(), timezone.now()
    document = make_document(make_case(make_provider(user=owner)), by=owner, now=now)
    settings.SECRET_KEY = development.SECRET_KEY
    client = Client()
    client.force_login(owner)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    page = reverse("provider:document", args=[document.name, 1])
    with ThreadPoolExecutor(READERS) as crowd:
        assert {status for status, _seconds in crowd.map(lambda _: asked(site, page, cookie), range(READERS))} == {200}
    (tmp_path / "disk").write_text("hung")

    with ThreadPoolExecutor(READERS) as crowd:
        reading = [crowd.submit(asked, site, page, cookie) for _ in range(READERS)]
        time.sleep(0.5)  # so that all of them are there
        others = [asked(site, path) for path in ("/how-we-check/", "/health/live", "/find/") * 3]
        told = [one.result() for one in reading]

    assert [status for status, _seconds in others] == [200] * len(others)
    assert {status for status, _seconds in told} == {503}
    slowest = max(seconds for _status, seconds in told)  # 8 s, and what a busy machine adds
    assert max(seconds for _status, seconds in others) < slowest
    (tmp_path / "disk").unlink()
    end = time.monotonic() + 30
    while asked(site, page, cookie)[0] != 200:
        assert time.monotonic() < end
        time.sleep(0.1)

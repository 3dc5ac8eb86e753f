"""A browser, a site with people in it, and pages that notice what a person would not."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from caarisma.common import publishing
from caarisma.common.staticfiles import in_one_piece
from caarisma.local.browser import find as find_chromium
from providers.portal.filing import save_read
from providers.vetting.documents.queue import read_due
from tests.journeys import nu
from tests.journeys.copying import put_directory
from tests.journeys.watch import Watch
from tests.matching.conftest import broker_at, own_queue, start, start_worker

__all__ = ["broker_at", "own_queue", "start", "start_worker"]

HERE = Path(__file__).parent
PATIENCE = 30_000  # ms; how long a busy machine may take, never how long a test waits
UNTIL_A_WORKER_ANSWERS = 240_000  # ms; its process starts with the test, and 60 s were once too few

# Quiet: no look-ups, updates or measurements of the browser's own. Containers rarely have a GPU or a large /dev/shm.
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
# The browser asks no name server: only this machine's own address is left.
NO_WAY_OUT = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"

NewPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. Without one the journeys are skipped, unless REQUIRE_BROWSER=1 says that they must run."""
    chromium = find_chromium()
    if not chromium:
        reason = "NO BROWSER JOURNEY WAS RUN: no Chromium (Debian: apt-get install chromium, or set CHROMIUM)"
        pytest.fail(reason) if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip(reason)
    expect.set_options(timeout=PATIENCE)
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, where Django then refuses to query the database.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        launched = playwright.chromium.launch(
            executable_path=chromium, chromium_sandbox=False, args=[*ARGUMENTS, NO_WAY_OUT]
        )
        yield launched
        launched.close()


@pytest.fixture(scope="session", autouse=True)
def _checked_by_nu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every document that a journey met, at the end of them all: in `make nu`."""
    if not nu.JAR:
        yield
        return
    folder = tmp_path_factory.mktemp("documents")
    with nu.documents_kept(folder):
        yield
    assert nu.faults_in(folder) == []


@pytest.fixture(scope="session")
def static_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our static files with the stylesheet in one piece, as production serves it: 7 requests instead of 38."""
    source, folder = HERE.parents[1] / "static", tmp_path_factory.mktemp("site") / "static"
    shutil.copytree(source, folder)
    (folder / "css" / "main.css").write_text(in_one_piece(source / "css" / "main.css"))
    return folder


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None, settings: Any, static_files: Path) -> str:
    """The address of a served site with the catalog and a small directory."""
    settings.STATICFILES_DIRS = [static_files]
    settings.SITE_URL = live_server.url
    put_directory(now=timezone.now())
    return live_server.url


@pytest.fixture
def contexts(browser: Browser, site: str) -> Iterator[list[tuple[BrowserContext, Watch]]]:
    """Browser contexts of this test with what was seen in them. Every journey fails if a page of it misbehaves."""
    opened: list[tuple[BrowserContext, Watch]] = []
    yield opened
    for context, _watch in opened:
        context.close()
    assert [stray for _context, watch in opened for stray in watch.strays] == []
    assert [complaint for _context, watch in opened for complaint in watch.complaints] == []


@pytest.fixture
def new_page(browser: Browser, site: str, contexts: list[tuple[BrowserContext, Watch]]) -> NewPage:
    """A person with a browser of their own: new_page(width=390, scheme="dark", javascript=False)."""

    def make(*, width: int = 1280, scheme: str = "light", javascript: bool = True, answers_422: str = "") -> Page:
        height = 844 if width < 600 else 900
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        watch = Watch(site, answers_422)
        watch.listen(context)
        contexts.append((context, watch))
        return context.new_page()

    return make


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


@pytest.fixture
def reader(site: str) -> Iterator[None]:
    """What a worker does with uploaded files, in a thread of this process."""
    enough = Event()

    def work() -> None:
        while not enough.wait(0.1):
            read_due(save=save_read)
        connection.close()

    thread = Thread(target=work, name="reader")
    thread.start()
    yield
    enough.set()
    thread.join()


@pytest.fixture
def worker(
    start_worker: Callable[[], subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Iterator[None]:
    """A Celery worker process on the site's database. Page and broker get all the time that a busy machine needs."""
    settings.MATCH_INLINE_AFTER_SECONDS = 2 * UNTIL_A_WORKER_ANSWERS / 1000
    monkeypatch.setattr(publishing, "WAIT_SECONDS", 10.0)
    publishing.app.conf.broker_transport_options = {"socket_connect_timeout": 10.0, "socket_timeout": 10.0}
    process = start_worker()
    yield
    assert process.poll() is None, "the worker ended by itself: see process-0.log"

"""A real Chromium on a real server: pages opened wide or narrow, light or dark, with JavaScript or without.

Whatever a journey does, it fails when a page asked anybody but this site for anything, and when the browser complained
(a refused script or style, an error in one of ours). axe looks at every page that a journey hands to `check`.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from caarisma.local import browser as installed
from tests.matching.conftest import (  # noqa: F401  used by name: processes and brokers for whoever asks for them
    _no_message_unasked,
    broker_at,
    own_queue,
    start,
    start_worker,
)

OpenPage = Callable[..., Page]

# Quiet: no look-ups, updates or measurements of the browser's own. Containers rarely have a GPU or a large /dev/shm.
ARGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "wcag2aaa", "best-practice"]
AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": AXE_TAGS},
    "resultTypes": ["violations"],
    "preload": False,  # it would put style sheets into the page, which our content policy refuses
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = installed.find()
    if not path:
        missing = "NO CHROMIUM: the browser journeys did not run (Debian: apt-get install chromium, or set CHROMIUM)"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    with pytest.MonkeyPatch.context() as patch:
        # Playwright's own event loop runs in this thread, and Django would take us for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            # Without Chromium's sandbox: it needs rights that containers do not give, and only our pages are opened.
            yield playwright.chromium.launch(executable_path=path, chromium_sandbox=False, args=ARGS)


@pytest.fixture
def catalog(transactional_db: None) -> None:
    """The real one: journeys read what people read."""
    call_command("load_catalog", verbosity=0)


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer, catalog: None) -> Iterator[OpenPage]:
    """A new visitor: `open_page(width=390, scheme="dark", javascript=False)`."""
    strangers: list[str] = []
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        expected = "status of 422" in message.text  # a form that was filled in wrong on purpose
        if message.type in {"error", "warning"} and not expected:
            complaints.append(f"{message.location.get('url')}: {message.text}")

    def asked(url: str) -> None:
        if not url.startswith((f"{live_server.url}/", "data:")):
            strangers.append(url)

    def open_one(*, width: int = 1280, scheme: str = "light", javascript: bool = True) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        context.on("request", lambda request: asked(request.url))
        context.on("console", heard)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        return context.new_page()

    yield open_one
    for context in chromium.contexts:
        context.close()
    assert strangers == []
    assert complaints == []


@pytest.fixture
def check() -> Callable[[Page], None]:
    """Look at the page as it stands: axe finds nothing, nothing sticks out to the side. Needs JavaScript."""
    source = AXE.read_text(encoding="utf-8")

    def look(page: Page) -> None:
        page.wait_for_load_state("load")
        page.evaluate(source)  # not a script tag: our content policy refuses it
        found = page.evaluate("options => axe.run(document, options)", AXE_OPTIONS)["violations"]
        told = [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]
        assert told == [], f"axe on {page.url}"
        sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert sideways == 0, f"{page.url} is {sideways} pixels wider than the window"

    return look

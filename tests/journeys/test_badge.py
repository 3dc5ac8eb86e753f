"""The badge in somebody else's page: browsers draw it from another origin, green, gray and unknown."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from matching.proofs.models import Badge
from providers.directory.enums import LicenseStatus
from providers.listing.listed import listed_places


@pytest.fixture
def foreign() -> Iterator[ThreadingHTTPServer]:
    """A clinic's own website: another origin, with a page that the test sets."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(self.server.page.encode())

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_it_is_drawn_from_anywhere_and_turns_gray(browser: Browser, site: str, foreign: ThreadingHTTPServer):
    place = listed_places(on=timezone.now()).select_related("provider").order_by("pk")[0]
    ids = [Badge.of(place, now=timezone.now()).public_id, uuid4()]
    pictures = "".join(f'<img src="{site}/badge/{public_id}.svg" alt="">' for public_id in ids)
    foreign.page = f"<!doctype html><title>A clinic</title>{pictures}"

    def seen() -> tuple[list[int], list[int], list[object]]:
        """By a browser that keeps nothing yet: widths of what it drew, statuses, cookies."""
        context, answers = browser.new_context(), []
        page = context.new_page()
        page.on("response", lambda answer: answers.append(answer.status) if ".svg" in answer.url else None)
        page.goto(f"http://127.0.0.1:{foreign.server_port}/", wait_until="load")
        widths = page.evaluate("[...document.images].map(image => image.complete && image.naturalWidth)")
        cookies = context.cookies()
        context.close()
        return widths, sorted(answers), cookies

    assert seen() == ([340, 340], [200, 404], [])
    place.provider.licenses.update(status=LicenseStatus.REVOKED)
    assert seen() == ([340, 340], [404, 410], [])

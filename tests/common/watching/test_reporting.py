"""What a Sentry server gets to hear: where it broke, and nothing of anybody. A real one listens, on loopback."""

import gzip
import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from caarisma.common import request_id
from caarisma.site import urls
from caarisma.site.watching import reporting
from tests.factories.providers import make_user

handler400, handler500 = urls.handler400, urls.handler500
log = logging.getLogger("matching.search.planted")
# In every place where something of a person can be: in no letter of it may any arrive.
PLANTED = {
    place: f"planted-{place}"
    for place in ("path", "query", "body", "cookie", "header", "local", "error", "cause", "log", "extra", "sql", "user")
}
HEALTH = ("pregnant", "lidocaine")


def breaks(request: HttpRequest, token: str) -> HttpResponse:
    kept = {"name": PLANTED["local"], "health": HEALTH}
    log.info("about %s", PLANTED["log"])
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::text || %s::int", [PLANTED["sql"], 0])
        raise IntegrityError(f"Key (email)=({PLANTED['cause']}) exists, {HEALTH[0]}")
    except IntegrityError as error:
        raise ValueError(f"{PLANTED['error']} {kept} {token} {request.POST}") from error


urlpatterns = [path("breaks/<str:token>/", breaks, name="breaks"), *urls.urlpatterns]


@pytest.fixture
def heard(settings) -> Iterator[list[bytes]]:
    """Bodies that arrived, as they were before they were packed."""
    bodies: list[bytes] = []

    class Hears(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            bodies.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            bodies.append(repr(self.headers.items()).encode())
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Hears)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SENTRY_DSN = f"http://key@127.0.0.1:{server.server_port}/1"
    root = logging.getLogger()
    before = list(root.handlers)
    reporting.start()
    (ours,) = [handler for handler in root.handlers if handler not in before]
    yield bodies
    ours.client.close(timeout=5)
    root.removeHandler(ours)
    server.shutdown()
    server.server_close()


def arrived(heard: list[bytes]) -> str:
    (ours,) = [handler for handler in logging.getLogger().handlers if isinstance(handler, reporting.Reporter)]
    ours.client.flush(timeout=10)
    return b"\n".join(heard).decode()


@pytest.mark.django_db
def test_nothing_that_was_planted_anywhere_arrives(heard, settings):
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)
    client.force_login(make_user(f"{PLANTED['user']}@example.com"))
    client.cookies["note"] = PLANTED["cookie"]
    session = SessionStore(client.session.session_key)
    session["answers"] = HEALTH
    session.save()

    answer = client.post(
        f"/breaks/{PLANTED['path']}/?zip={PLANTED['query']}",
        {"name": PLANTED["body"], "health": HEALTH[1]},
        headers={"User-Agent": PLANTED["header"], "Referer": f"https://a.example/{PLANTED['header']}"},
    )

    assert answer.status_code == 500
    told = arrived(heard)
    assert '"exception"' in told
    assert "planted" not in told.lower().replace("matching.search.planted", "")
    assert not [word for word in HEALTH if word in told]
    assert "127.0.0.1" not in told.replace("key@127.0.0.1", "").partition("Host")[0]


@pytest.mark.django_db
def test_what_arrives_says_where_it_broke(heard, settings):
    settings.ROOT_URLCONF = __name__
    answer = Client(raise_request_exception=False).get("/breaks/x/")

    told = arrived(heard)
    (event,) = [json.loads(line) for line in told.splitlines() if line.startswith("{") and '"exception"' in line]
    assert event["transaction"] == "breaks"
    assert event["tags"]["request_id"] == answer.headers["X-Request-ID"]
    assert [value["type"] for value in event["exception"]["values"]] == ["IntegrityError", "ValueError"]
    frames = event["exception"]["values"][-1]["stacktrace"]["frames"]
    assert (frames[-1]["function"], frames[-1]["module"]) == ("breaks", __name__)
    assert set(frames[-1]) == {"module", "function", "lineno", "filename", "in_app"}
    assert set(event) <= reporting.ALLOWED


def test_a_line_of_ours_goes_without_what_was_filled_in_and_one_of_others_without_words(heard):
    with request_id.within():
        log.error("looked for %s", PLANTED["log"], extra={"task": "dust", "note": PLANTED["extra"]})
        logging.getLogger("somebody.else").error(PLANTED["log"])
        log.warning("of no interest")

    told = arrived(heard)
    messages = [json.loads(line)["message"] for line in told.splitlines() if '"message"' in line]
    assert sorted(messages) == ["an error of somebody.else", "looked for %s"]
    assert "planted-" not in told


def test_without_a_server_the_library_is_not_even_loaded():
    """In a process of its own, since this one has it."""
    import subprocess
    import sys

    script = "import django, sys; django.setup(); assert not [name for name in sys.modules if 'sentry' in name]"
    subprocess.run([sys.executable, "-c", script], check=True)

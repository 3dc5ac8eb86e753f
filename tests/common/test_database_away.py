"""A database that goes away and comes back, as people with and without a session meet it. The real one."""

import errno
import select
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from caarisma.common import sessions
from caarisma.common.advisory import Lock, held, wait_for
from caarisma.common.models import Counter
from caarisma.site import urls
from matching.search.views import health, intake
from providers.portal.views import places
from tests.factories.providers import make_staff, make_user

pytestmark = pytest.mark.django_db(transaction=True)

handler400, handler500 = urls.handler400, urls.handler500
During = Callable[[HttpRequest], None]
during: list[During] = []  # what happens amid the page `amid/`


def amid(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = True
    for happen in during:
        happen(request)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("well")


urlpatterns = [path("amid/", amid), *urls.urlpatterns]


@pytest.fixture(autouse=True)
def _whole_again(transactional_db) -> Iterator[None]:
    """The next test begins with a session that nobody ended."""
    yield
    connection.close()


@pytest.fixture
def meanwhile(settings) -> Iterator[list[During]]:
    settings.ROOT_URLCONF = __name__
    yield during
    during.clear()


@contextmanager
def away() -> Iterator[None]:
    """Nobody listens where the database was."""
    before = connection.settings_dict["PORT"]
    connection.close()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and never listens
        connection.settings_dict["PORT"] = taken.getsockname()[1]
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["PORT"] = before


@pytest.fixture(params=["nobody", "an old session", "signed in", "staff"])
def person(request) -> Client:
    client = Client(raise_request_exception=False)
    if request.param == "an old session":
        client.get("/provider/join/")
        client.cookies["sessionid"] = "0123456789abcdefghijklmnopqrstuv"
    elif request.param != "nobody":
        client.force_login(make_user() if request.param == "signed in" else make_staff())
    return client


@pytest.mark.parametrize(
    "address", ["/in/", "/accounts/login/", "/accounts/password/reset/", "/admin/", "/p/x/", "/no/"]
)
def test_everybody_is_told_to_come_back(person, address):
    with away():
        answer = person.get(address)

    stranger = "sessionid" not in person.cookies
    assert answer.status_code == 503 or (stranger and answer.status_code in (200, 302, 404)), answer.status_code
    if answer.status_code == 503:
        assert answer.headers["Retry-After"] == "5"
        assert "Back in a moment" in answer.content.decode()
        assert "Content-Security-Policy" in answer.headers
        assert answer.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    "address",
    ["/health/live", "/robots.txt", "/", "/privacy/", "/es/privacy/", "/how-we-check/", "/static/css/main.css"],
)
def test_what_needs_no_data_is_there_for_everybody(person, address):
    with away():
        answer = person.get(address)

    assert answer.status_code == 200
    answer.close()


def test_ready_says_that_the_database_is_away(person):
    with away():
        answer = person.get("/health/ready")

    assert (answer.status_code, answer.json()["database"]) == (503, "away")


def test_whoever_comes_back_is_still_signed_in(person):
    had = person.cookies.get("sessionid")
    with away():
        person.get("/privacy/")
        person.get("/in/")

    assert person.cookies.get("sessionid") == had
    assert person.get("/in/").status_code in (200, 302)  # staff still have to set up their second factor


@pytest.mark.parametrize("address", ["/find/", "/accounts/login/", "/accounts/signup/", "/accounts/logout/"])
def test_what_is_sent_meanwhile_is_told_to_come_back_too(person, address):
    with away():
        answer = person.post(address, {"login": "a@example.com", "password": "x"})

    stranger = "sessionid" not in person.cookies
    assert answer.status_code == 503 or (stranger and answer.status_code < 500), answer.status_code


def cut_off(_request: HttpRequest) -> None:
    """As a restart does: the server ends our session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def test_a_page_that_was_cut_off_is_made_once_more(meanwhile):
    client = Client(raise_request_exception=False)
    client.force_login(make_user())
    meanwhile.append(lambda request: meanwhile.clear() or cut_off(request))

    assert client.get("/amid/").content == b"well"


class Line:
    """To the database, by which this process asks it. `cut` ends what is on it: "closed" without a word, as by a server
    that is killed, or "reset", as by a network that broke; `slow`: for how long it holds each piece of talk back."""

    def __init__(self, port: int) -> None:
        self.slow, self.how, self.over = 0.0, "", threading.Event()
        line = self

        class Talk(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with socket.create_connection(("127.0.0.1", port)) as there:
                    line.carry(self.request, there)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def carry(self, here: socket.socket, there: socket.socket) -> None:
        while not self.how:
            for giver in select.select([here, there], [], [], 0.02)[0]:
                piece = giver.recv(65_536)
                if not piece:
                    return
                time.sleep(self.slow)
                (there if giver is here else here).sendall(piece)
        if self.how == "reset":
            here.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        here.close()
        self.over.set()

    def cut(self, how: str) -> None:
        self.how = how
        assert self.over.wait(10)
        self.how = ""


@pytest.fixture
def line(transactional_db) -> Iterator[Line]:
    before = connection.settings_dict["PORT"]
    made = Line(int(before))
    connection.close()
    connection.settings_dict["PORT"] = made.server.server_address[1]
    yield made
    connection.close()
    connection.settings_dict["PORT"] = before
    made.server.shutdown()
    made.server.server_close()


@pytest.mark.parametrize("how", ["closed", "reset"])
def test_so_it_is_when_the_database_was_killed_or_the_network_broke(meanwhile, line, how):
    client = Client(raise_request_exception=False)
    client.force_login(make_user())
    meanwhile.append(lambda request: meanwhile.clear() or line.cut(how))

    assert client.get("/amid/").content == b"well"


def test_a_database_that_is_slow_is_waited_for(line):
    line.slow = 0.03
    began = time.monotonic()

    assert Client().get("/in/").status_code == 200
    assert time.monotonic() - began > 3 * line.slow


def write(_request: HttpRequest) -> None:
    Counter.objects.create(key=uuid4().hex, count=1, until=timezone.now())


def test_a_form_that_was_cut_off_after_something_was_written_is_not_sent_once_more(meanwhile):
    client, came = Client(raise_request_exception=False), []
    client.force_login(make_user())
    meanwhile.extend([came.append, write, cut_off])

    answer = client.post("/amid/")

    assert (answer.status_code, answer.headers["Retry-After"], len(came)) == (503, "5", 1)


def once_cut_off(meanwhile):
    came = []

    def happen(request: HttpRequest) -> None:
        came.append(request)
        if len(came) == 1:
            cut_off(request)

    meanwhile.append(happen)
    return came


def test_one_that_was_cut_off_before_anything_was_written_is(meanwhile):
    client, came = Client(raise_request_exception=False), once_cut_off(meanwhile)
    client.force_login(make_user())

    assert client.post("/amid/", {"password": "of any kind"}).content == b"well"
    assert len(came) == 2


def test_so_is_its_file_from_the_beginning(meanwhile):
    read = []
    meanwhile.append(lambda request: read.append(request.FILES["file"].read()))
    came = once_cut_off(meanwhile)

    answer = Client(raise_request_exception=False).post("/amid/", {"file": StringIO("photo")})

    assert (answer.content, len(came), read) == (b"well", 2, [b"photo", b"photo"])


def test_a_form_with_a_key_is_sent_once_more(meanwhile):
    meanwhile.append(write)
    client, came = Client(raise_request_exception=False), once_cut_off(meanwhile)
    client.force_login(make_user())

    assert client.post("/amid/", {"form_key": "a key"}).content == b"well"
    assert [request.POST["form_key"] for request in came] == ["a key", "a key"]


def test_so_is_one_that_may_come_twice_as_its_view_says(meanwhile, monkeypatch):
    meanwhile.append(write)
    came = once_cut_off(meanwhile)
    monkeypatch.setattr(amid, "may_run_twice", True, raising=False)

    assert Client(raise_request_exception=False).post("/amid/").content == b"well"
    assert len(came) == 2


def test_a_file_beside_which_something_was_written_is_not(meanwhile):
    meanwhile.append(write)
    came = once_cut_off(meanwhile)

    answer = Client(raise_request_exception=False).post("/amid/", {"form_key": "a key", "file": StringIO("photo")})

    assert (answer.status_code, len(came)) == (503, 1)


def test_a_form_that_cannot_be_read_is_not_sent_once_more_either(meanwhile):
    meanwhile.append(write)
    came = once_cut_off(meanwhile)
    odd = "multipart/form-data"  # without its boundary

    answer = Client(raise_request_exception=False).post("/amid/", b"form_key=1", content_type=odd)

    assert (answer.status_code, len(came)) in {(503, 1), (400, 0)}


@pytest.mark.parametrize("view", [urls.pages.home, intake.start, intake.step, intake.check, health.ask, places.hours])
def test_what_only_sets_what_was_typed_may_come_twice(view):
    assert view.may_run_twice


TYPED = {"words": 'a "quote" & <more>', "times": ["morning", "evening"], "zip_code": "94612"}


def test_what_was_typed_is_on_the_page_and_one_button_sends_it_again(meanwhile):
    client = Client(raise_request_exception=False)
    meanwhile.append(cut_off)

    page = client.post("/amid/?next=1", TYPED).content.decode()

    assert 'action="/amid/?next=1"' in page
    assert '<input type="hidden" name="words" value="a &quot;quote&quot; &amp; &lt;more&gt;">' in page
    assert 'name="times" value="morning"' in page
    assert 'name="zip_code" value="94612"' in page
    assert 'name="times" value="evening"' in page
    assert "What you typed is still here." in page


def test_of_a_form_with_a_file_what_was_typed_is_kept_and_the_file_asked_for(meanwhile):
    meanwhile.extend([write, cut_off])

    page = Client(raise_request_exception=False).post("/amid/", TYPED | {"file": StringIO("photo")}).content.decode()

    assert 'name="times" value="evening"' in page
    assert "Choose it again after this." in page
    assert "photo" not in page


@pytest.mark.parametrize("secret", ["password", "new_password1", "code", "login"])
def test_no_secret_is_on_that_page(meanwhile, secret):
    meanwhile.append(cut_off)

    page = Client(raise_request_exception=False).post("/amid/", {secret: "s3cret", **TYPED}).content.decode()

    assert "s3cret" not in page
    assert "Send it again" not in page


def no_room(_request: HttpRequest) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$")


def no_room_here(_request: HttpRequest) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("happens", [no_room, no_room_here])
def test_a_full_disk_is_told_in_words_and_nothing_typed_is_lost(meanwhile, happens):
    meanwhile.append(happens)

    answer = Client(raise_request_exception=False).post("/amid/", TYPED)

    page = answer.content.decode()
    assert answer.status_code == 503
    assert "The site has no room left." in page
    assert 'name="times" value="evening"' in page


def test_a_session_that_finds_no_room_is_nobody_signed_out(meanwhile, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(make_user())
    monkeypatch.setattr(sessions, "write", lambda *_args, **_kwargs: no_room(None))

    answer = client.post("/amid/")

    assert (answer.status_code, "no room left" in answer.content.decode()) == (503, True)


def test_a_session_that_cannot_be_saved_for_want_of_a_database_is_no_bad_request(meanwhile, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(make_user())
    monkeypatch.setattr(sessions, "write", lambda *_args, **_kwargs: cut_off(None))

    answer = client.post("/amid/")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_who_signed_out_in_another_window_is_told_so(meanwhile):
    client = Client(raise_request_exception=False)
    client.force_login(make_user())
    meanwhile.append(lambda _request: Session.objects.all().delete())

    answer = client.post("/amid/")

    assert answer.status_code == 409
    assert "You were signed out meanwhile" in answer.content.decode()


def too_slow(_request: HttpRequest) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 1; SELECT pg_sleep(1)")


def kept_waiting(_request: HttpRequest) -> None:
    """For a lock that somebody else has."""
    other = connection.copy()
    with held(Lock.REMATCH, by=other), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 1")
        try:
            wait_for(Lock.REMATCH)
        finally:
            other.close()


@pytest.mark.parametrize("happens", [too_slow, kept_waiting])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_takes_too_long_is_told_in_words_and_not_tried_once_more(meanwhile, happens, method):
    client, came = Client(raise_request_exception=False), []
    meanwhile.extend([came.append, happens])

    answer = getattr(client, method)("/amid/")
    connection.close()

    assert (answer.status_code, len(came)) == (503, 1)
    assert "This took too long" in answer.content.decode()
    assert "Retry-After" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_a_session_that_could_not_be_saved_in_time_is_nobody_signed_out(meanwhile, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(make_user())
    monkeypatch.setattr(sessions, "write", lambda *_args, **_kwargs: too_slow(None))

    answer = client.post("/amid/")
    connection.close()

    assert (answer.status_code, "This took too long" in answer.content.decode()) == (503, True)


def test_a_fault_of_ours_in_a_statement_is_still_a_fault(meanwhile):
    def wrong(_request: HttpRequest) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    meanwhile.append(wrong)

    assert Client(raise_request_exception=False).get("/amid/").status_code == 500

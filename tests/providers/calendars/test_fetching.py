"""The fetcher goes nowhere that it must not, follows nobody, and ends in time. With real sockets on loopback."""

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from providers.calendars import fetching
from providers.calendars.enums import Trouble
from providers.calendars.fetching import MOST_BYTES, asked_for, fetch, is_public
from providers.calendars.rules.reading import CalendarRefused

ADDRESS = "https://calendar.example/me.ics"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\n\r\n"


@contextmanager
def server(*sends: bytes, pause: float = 0) -> Iterator[tuple[int, list[bytes]]]:
    """Answers one connection with these pieces. Gives its port, and what it was asked."""
    listening, asked = socket.create_server(("127.0.0.1", 0)), []
    listening.settimeout(10)

    def serve() -> None:
        try:
            talk, _peer = listening.accept()
        except OSError:
            return
        with talk:
            talk.settimeout(10)
            asked.append(talk.recv(65_536))
            try:
                for piece in sends:
                    talk.sendall(piece)
                    time.sleep(pause)
            except OSError:
                return  # cut off, as it should be

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1], asked
    finally:
        listening.close()
        thread.join(10)


def dial_to(port: int) -> Callable[[str, str, float], socket.socket]:
    """Without TLS, to our server."""
    return lambda address, _host, seconds: socket.create_connection(("127.0.0.1", port), timeout=seconds)


@pytest.fixture
def looked_up(monkeypatch) -> list[str]:
    """Names are answered without a network: each with a public address, and each time is counted."""
    asked: list[str] = []

    def answer(host: str, port: int, **_kind: object) -> list[tuple[object, ...]]:
        asked.append(host)
        at = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"  # whoever asks twice is sent inside
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (at, port))]

    monkeypatch.setattr(fetching, "getaddrinfo", answer)
    return asked


def refused(**how: object) -> Trouble:
    with pytest.raises(CalendarRefused) as caught:
        fetch(str(how.pop("typed", ADDRESS)), **how)
    return caught.value.trouble


def test_the_body_comes_back_and_the_name_is_looked_up_once(looked_up):
    with server(OK, b"BEGIN:VCALENDAR\r\n", b"END:VCALENDAR\r\n") as (port, asked):
        content = fetch(ADDRESS + "?key=a%20b", dial=dial_to(port))

    assert content == b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    assert asked[0].startswith(b"GET /me.ics?key=a%20b HTTP/1.1\r\nHost: calendar.example\r\n")
    assert looked_up == ["calendar.example"]


def test_it_dials_the_address_that_was_checked(looked_up):
    dialed = []

    def dial(address: str, host: str, seconds: float) -> socket.socket:
        dialed.append((address, host))
        raise ConnectionRefusedError

    assert refused(dial=dial) == Trouble.AWAY
    assert dialed == [("93.184.216.34", "calendar.example")]


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0.0.0.0", "10.0.0.1", "172.16.3.4",
        "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1",
        "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[fd00::1]", "[fe80::1]", "[fec0::1]", "[ff02::1]",
        "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]", "[2001:db8::1]",
    ],
)  # fmt: skip
def test_what_is_not_public_is_never_dialed(host):
    def dial(*_where: object) -> socket.socket:
        pytest.fail("it dialed")

    assert refused(typed=f"https://{host}/me.ics", dial=dial) in {Trouble.PRIVATE, Trouble.AWAY}


@pytest.mark.parametrize("at", ["93.184.216.34", "8.8.8.8", "2606:4700::1111"])
def test_public_ones_are_allowed(at):
    assert is_public(ipaddress.ip_address(at))


def test_one_private_address_of_a_name_is_enough(monkeypatch):
    found = [(0, 0, 0, "", (at, 443)) for at in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(fetching, "getaddrinfo", lambda *_a, **_k: found)

    assert refused() == Trouble.PRIVATE


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(looked_up, status):
    head = f"HTTP/1.1 {status} Moved\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n".encode()
    with server(head) as (port, _asked):
        assert refused(dial=dial_to(port)) == Trouble.MOVED
    assert len(looked_up) == 1


@pytest.mark.parametrize(
    ("sends", "trouble"),
    [
        ((b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",), Trouble.STATUS),
        ((b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", b"x"), Trouble.STATUS),
        ((b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n", b"BEGIN"), Trouble.AWAY),
        ((OK, *[b"x" * 100_000] * 11), Trouble.BIG),
        ((b"SSH-2.0-OpenSSH_9.2\r\n",), Trouble.AWAY),
        ((b"",), Trouble.AWAY),
        ((b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 200 + b"\r\n",), Trouble.AWAY),
    ],
    ids=["404", "packed", "cut short", "too big", "another protocol", "nothing", "endless headers"],
)
def test_what_is_no_calendar_of_that_size_is_refused(looked_up, sends, trouble):
    with server(*sends) as (port, _asked):
        assert refused(dial=dial_to(port)) == trouble


def test_exactly_a_megabyte_is_read(looked_up):
    with server(OK, b"x" * MOST_BYTES) as (port, _asked):
        assert len(fetch(ADDRESS, dial=dial_to(port))) == MOST_BYTES


@pytest.mark.parametrize("head", [OK, b"HTTP/1.1 200 OK\r\nX-Slow: "], ids=["body", "header"])
def test_a_byte_now_and_then_does_not_keep_it(looked_up, monkeypatch, head):
    monkeypatch.setattr(fetching, "SECONDS", 0.6)
    began = time.monotonic()
    with server(head, *[b"x"] * 40, pause=0.1) as (port, _asked):
        assert refused(dial=dial_to(port)) == Trouble.SLOW
        assert time.monotonic() - began < 2


def test_a_name_that_is_looked_up_for_ever_is_left(monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    wake = threading.Event()
    monkeypatch.setattr(fetching, "getaddrinfo", lambda *_a, **_k: wake.wait(5))

    began = time.monotonic()
    assert refused() == Trouble.SLOW
    assert time.monotonic() - began < 2
    wake.set()


def test_without_the_right_certificate_nothing_is_asked(looked_up, monkeypatch):
    """The other side speaks no TLS at all: the handshake fails, and no request was sent."""
    with server(b"HTTP/1.1 200 OK\r\n\r\n") as (port, asked):
        there = socket.create_connection(("127.0.0.1", port), timeout=5)
        monkeypatch.setattr(fetching.socket, "create_connection", lambda _at, timeout: there)
        assert refused() == Trouble.AWAY
    assert not asked[0].startswith(b"GET")


@pytest.mark.parametrize(
    "typed",
    [
        "http://calendar.example/me.ics", "ftp://calendar.example/", "file:///etc/passwd", "calendar.example/me.ics",
        # not a secret: nobody's calendar
        "", "https://", "https://user:word@calendar.example/", "https://calendar.example:8443/",
        "https://calendar.example:x/", "https://[::1", "javascript:alert(1)", "gopher://calendar.example", "https://a..b/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_calendar_is_refused_before_anything(typed):
    with pytest.raises(CalendarRefused) as caught:
        asked_for(typed)

    assert caught.value.trouble == Trouble.ADDRESS


def test_webcal_means_https_and_odd_letters_are_quoted():
    asked = asked_for(" WebCal://Kalender.Example/mein kalender.ics?a=b\r\nX: y ")

    assert (asked.host, asked.target) == ("kalender.example", "/mein%20kalender.ics?a=bX:%20y")

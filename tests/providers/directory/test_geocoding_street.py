"""Street addresses: a good answer is used, and whatever goes wrong ends at the middle of the ZIP.

Nothing of ours is replaced here: a small HTTP server on this machine speaks as a Nominatim server does.
"""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

import pytest
from django.core.cache import cache

from providers.directory.enums import PlacedBy
from providers.directory.geocoding import street
from providers.directory.geocoding.street import locate_address
from providers.directory.geocoding.zip_codes import UnknownZipError, zip_place

ADDRESS = {"line1": "1 Frank H Ogawa Plaza", "city": "Oakland", "state": "CA", "zip_code": "94612"}
CITY_HALL = {"lat": "37.8053", "lon": "-122.2725", "display_name": "Oakland City Hall"}
MIDDLE = zip_place("94612")


class FakeNominatim(ThreadingHTTPServer):
    """Answers every search with `body` and keeps what was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.body, self.status, self.wait = json.dumps([CITY_HALL]), 200, 0.0
        self.asked: list[str] = []

    @property
    def domain(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: FakeNominatim

    def do_GET(self) -> None:
        self.server.asked.append(parse_qs(urlparse(self.path).query)["q"][0])
        time.sleep(self.server.wait)
        self.send_response(self.server.status)
        self.end_headers()
        with suppress(BrokenPipeError):  # who gave up waiting has hung up
            self.wfile.write(self.server.body.encode())

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def nominatim() -> Iterator[FakeNominatim]:
    server = FakeNominatim()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def _fresh(settings) -> Iterator[None]:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "streets"}}
    cache.clear()
    street._lookup.cache_clear()
    yield
    cache.clear()
    street._lookup.cache_clear()


@pytest.fixture
def use(settings) -> Callable[..., None]:
    def configure(domain: str, *, timeout: float = 2, gap: float = 0.0) -> None:
        settings.GEOCODER = "nominatim"
        settings.GEOCODER_OPTIONS = {"user_agent": "caarisma tests", "domain": domain, "scheme": "http"}
        settings.GEOCODER_TIMEOUT_SECONDS, settings.GEOCODER_SECONDS_BETWEEN_CALLS = timeout, gap

    return configure


def assert_at_the_middle(placed: street.Placed) -> None:
    assert placed == street.Placed(MIDDLE.latitude, MIDDLE.longitude, "America/Los_Angeles", PlacedBy.ZIP)


def test_a_street_that_is_found_is_where_the_geocoder_says(nominatim, use):
    use(nominatim.domain)

    placed = locate_address(**ADDRESS)

    assert placed == street.Placed(37.8053, -122.2725, "America/Los_Angeles", PlacedBy.STREET)
    assert nominatim.asked == ["1 Frank H Ogawa Plaza, Oakland, CA 94612, USA"]


def test_without_a_geocoder_the_middle_of_the_zip_stands_in(settings):
    settings.GEOCODER = ""

    assert_at_the_middle(locate_address(**ADDRESS))


def test_without_a_street_nobody_is_asked(nominatim, use):
    use(nominatim.domain)

    assert_at_the_middle(locate_address(**{**ADDRESS, "line1": "  "}))
    assert nominatim.asked == []


def test_a_geocoder_that_is_down_is_not_missed(use):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        use(f"127.0.0.1:{unused.getsockname()[1]}")

        assert_at_the_middle(locate_address(**ADDRESS))


def test_a_slow_geocoder_is_given_up_at_the_timeout(nominatim, use):
    nominatim.wait = 60
    use(nominatim.domain, timeout=0.2)
    started = time.monotonic()

    placed = locate_address(**ADDRESS)

    assert time.monotonic() - started < 30
    assert_at_the_middle(placed)


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "not JSON",
        "{}",
        '["a", "list"]',
        json.dumps([{**CITY_HALL, "lat": "north"}]),
        json.dumps([{**CITY_HALL, "lat": "NaN"}]),
        json.dumps([{"display_name": "no coordinates"}]),
    ],
    ids=["nothing", "no JSON", "other JSON", "strings", "no number", "not a number", "no coordinates"],
)
def test_an_answer_without_a_point_is_not_used(nominatim, use, body):
    nominatim.body = body
    use(nominatim.domain)

    assert_at_the_middle(locate_address(**ADDRESS))


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("0", "0"), ("48.8566", "2.3522"), ("36.7378", "-119.7871"), ("-37.8053", "122.2725")],
    ids=["sea off Africa", "Paris", "Fresno", "signs swapped"],
)
def test_an_answer_far_from_the_zip_is_not_used(nominatim, use, latitude, longitude):
    nominatim.body = json.dumps([{**CITY_HALL, "lat": latitude, "lon": longitude}])
    use(nominatim.domain)

    assert_at_the_middle(locate_address(**ADDRESS))


@pytest.mark.parametrize("status", [403, 429, 500])
def test_a_geocoder_that_refuses_is_not_missed(nominatim, use, status):
    nominatim.status = status
    use(nominatim.domain)

    assert_at_the_middle(locate_address(**ADDRESS))


@pytest.mark.parametrize(
    ("name", "options"), [("no such service", {}), ("nominatim", {"no_such_option": 1}), ("nominatim", {})]
)
def test_a_wrongly_set_up_geocoder_is_not_missed(settings, name, options):
    settings.GEOCODER, settings.GEOCODER_OPTIONS = name, options

    assert_at_the_middle(locate_address(**ADDRESS))


def test_a_second_look_up_comes_from_the_cache(nominatim, use):
    use(nominatim.domain)
    first = locate_address(**ADDRESS)

    second = locate_address(**{**ADDRESS, "line1": "1  FRANK H Ogawa plaza "})

    assert second == first
    assert len(nominatim.asked) == 1


def test_not_found_is_remembered_too(nominatim, use):
    nominatim.body = "[]"
    use(nominatim.domain)
    locate_address(**ADDRESS)

    assert_at_the_middle(locate_address(**ADDRESS))
    assert len(nominatim.asked) == 1


def test_a_failure_is_not_remembered(nominatim, use):
    nominatim.status = 500
    use(nominatim.domain)
    locate_address(**ADDRESS)

    nominatim.status = 200

    assert locate_address(**ADDRESS).placed_by == PlacedBy.STREET


def test_the_cache_key_does_not_tell_the_address(settings):
    settings.GEOCODER = "nominatim"

    assert "ogawa" not in street._cache_key("1 Frank H Ogawa Plaza, Oakland").casefold()


def test_the_log_does_not_tell_the_address(nominatim, use, caplog):
    nominatim.status, nominatim.body = 500, f"Nothing found for {ADDRESS['line1']}"
    use(nominatim.domain)

    with caplog.at_level("INFO"):
        locate_address(**ADDRESS)

    assert "geocoder failed" in caplog.text
    assert "Ogawa" not in caplog.text


def test_calls_keep_their_distance(nominatim, use):
    use(nominatim.domain, gap=0.3)
    started = time.monotonic()

    for number in (1, 2, 3):
        locate_address(**{**ADDRESS, "line1": f"{number} Broadway"})

    assert time.monotonic() - started >= 0.6
    assert len(nominatim.asked) == 3


def test_an_unknown_zip_is_an_error_and_nobody_is_asked(nominatim, use):
    use(nominatim.domain)

    with pytest.raises(UnknownZipError):
        locate_address(**{**ADDRESS, "zip_code": "00000"})
    assert nominatim.asked == []

"""The proxy's own answers. Those of a real nginx are asked where one is installed; none is needed to run the suite."""

import http.client
import http.server
import json
import os
import pwd
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from benchmarks.drill import proxy as drill
from caarisma import certificate
from tests.local.conftest import free_port, wait_until

SAFETY = (
    "Cache-Control",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
)


@pytest.mark.django_db
@pytest.mark.parametrize("header", SAFETY)
def test_the_proxys_pages_carry_the_sites_safety_headers(client, header):
    of_the_site = client.get("/no-such-page/").headers[header]

    assert f'add_header {header} "{of_the_site}" always;' in drill.TEMPLATE


PROGRAMS = ("/fhir/r4/metadata", "/openapi.json", "/health/metrics", "/numbers/numbers.json")


class Echo(http.server.BaseHTTPRequestHandler):
    """In place of the site."""

    def do_GET(self) -> None:
        if self.path == "/slow":
            time.sleep(3)
        self.send_response(404 if self.path == "/none" else 200)
        self.end_headers()
        told = json.dumps(dict(self.headers)).encode() if self.path == "/headers" else b"the site's own page"
        self.wfile.write(told)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_args: object) -> None:
        pass


Proxy = tuple[int, http.server.HTTPServer]


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    with running(tmp_path) as one:
        yield one


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """For tests that leave it as it is."""
    with running(tmp_path_factory.mktemp("proxy")) as one:
        yield one


@contextmanager
def running(tmp_path: Path) -> Iterator[Proxy]:
    if not drill.is_possible():
        pytest.skip("needs nginx and openssl")
    certificate.make(tmp_path / "web.pem", tmp_path / "web.key")
    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    site.speaks = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    site.speaks.load_cert_chain(tmp_path / "web.pem", tmp_path / "web.key")
    site.socket = site.speaks.wrap_socket(site.socket, server_side=True)
    threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    https, config, web = free_port(), tmp_path / "nginx.conf", f"https://127.0.0.1:{site.server_port}"
    drill.make_certificate(tmp_path, "localhost")
    ports = (free_port(), https, free_port())
    site.plain = ports[0]
    rules = drill.configuration(tmp_path, site="localhost", web=web, trusts=tmp_path, tls=tmp_path, ports=ports)
    me = pwd.getpwuid(os.getuid()).pw_name  # may write here: a form above 16 kB lies on the disk first
    config.write_text(f"user {me};\n" + rules.replace("proxy_read_timeout 35s", "proxy_read_timeout 1s"))
    nginx = drill.nginx()
    server = subprocess.Popen([nginx, "-c", config, "-e", tmp_path / "errors"], stderr=subprocess.PIPE, cwd=tmp_path)
    assert wait_until(lambda: server.poll() is not None or asked(https, "GET", "/") is not None, 20)
    assert server.poll() is None, server.stderr.read()
    yield https, site
    server.terminate()
    server.communicate(timeout=10)
    site.shutdown()
    site.server_close()


def asked(
    port: int, method: str, path: str, body: bytes = b"", *, encrypted: bool = True, **headers: str
) -> http.client.HTTPResponse | None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    asking = http.client.HTTPSConnection("localhost", port, timeout=20, context=context)
    if not encrypted:
        asking = http.client.HTTPConnection("localhost", port, timeout=20)
    try:
        asking.request(method, path, body, headers)
        answer = asking.getresponse()
        answer.words = answer.read().decode()
    except OSError:
        return None
    else:
        return answer
    finally:
        asking.close()


def test_what_the_proxy_refuses_by_itself_is_told_in_words(proxy):
    port, site = proxy

    large = asked(port, "POST", "/find/", b"x" * 1_100_000)
    hidden = asked(port, "GET", "/health/live")
    passed = asked(port, "GET", "/none")
    assert 429 in statuses(port, "/sitemap.xml", 40)  # over one line: a busy machine takes a minute to open forty
    too_many = asked(port, "GET", "/sitemap.xml")
    slow = asked(port, "GET", "/slow")
    header = asked(port, "GET", "/", Cookie="x" * 40_000)
    odd = asked(port, "GET", "/%")
    ours = asked(port, "GET", "/.sorry")
    unencrypted = asked(port, "GET", "/", encrypted=False)
    site.shutdown()
    site.server_close()
    away = asked(port, "GET", "/")
    photo = asked(port, "POST", "/provider/identity/", b"x" * 3_000_000)

    for answer, status, words in (
        (large, 413, "A file may have 25 MB at most."),
        (hidden, 404, "We cannot find that page"),
        (too_many, 429, "Wait a minute, then go on."),
        (slow, 504, "Back in a moment"),
        (header, 400, "What your browser sent was damaged on the way."),
        (odd, 400, "What your browser sent was damaged on the way."),
        (ours, 404, "We cannot find that page"),
        (unencrypted, 400, "What your browser sent was damaged on the way."),
        (away, 502, "Back in a moment"),
        (photo, 502, "Back in a moment"),
    ):
        assert (answer.status, words in answer.words) == (status, True), (status, answer.words)
        assert "nginx" not in answer.words
        assert all(name in answer.headers for name in (*SAFETY, "Strict-Transport-Security", "Content-Security-Policy"))
    assert (away.headers["Retry-After"], large.headers["Retry-After"]) == ("5", None)
    assert (passed.status, passed.words) == (404, "the site's own page")


def test_files_get_through_where_people_send_some_and_nowhere_else(shared):
    """A list of exclusions has 15 MB, and no site has its desk below /admin/: docs/deploy.md wants another word."""
    port, _site = shared
    sent = {
        path: asked(port, "POST", path, b"x" * 3_000_000).status
        for path in (
            *("/provider/identity/", "/es/provider/license/1/", "/desk-4711/desk/lists/", "/desk-4711/desk/cases/7/"),
            *("/staff/nyc/desk/rosters/", "/find/", "/accounts/login/", "/desk-4711/", "/desk/lists/"),
        )
    }

    assert {path for path, status in sent.items() if status == 413} == {
        *("/find/", "/accounts/login/", "/desk-4711/", "/desk/lists/")
    }


def test_what_the_site_trusts_is_written_by_the_proxy_alone(shared):
    """Where a request comes from, by which way and to whom: forged headers do not arrive."""
    port, _site = shared
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example"}

    told = json.loads(asked(port, "GET", "/headers", **forged, Proxy="http://evil.example").words)

    assert (told["X-Forwarded-For"], told["X-Forwarded-Proto"], told["Host"]) == ("127.0.0.1", "https", "localhost")
    assert "evil" not in str(told)


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /none HTTP/1.1\r\nHost: x\r\n\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_a_request_that_ends_at_two_places_is_refused_and_the_line_is_shut(shared, head):
    port, _site = shared
    with encrypted(port) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\n" + head)
        answer = b"".join(iter(lambda: line.recv(65_536), b""))

    assert answer.count(b"HTTP/1.1 ") == 1
    assert answer.split(b" ")[1] in (b"400", b"501")


def test_tls_is_new_and_its_ciphers_are_sealed(shared):
    port, _site = shared
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        with encrypted(port, version) as line:
            assert line.cipher()[0].endswith(
                ("GCM_SHA256", "GCM_SHA384", "GCM-SHA256", "GCM-SHA384", "POLY1305", "POLY1305_SHA256")
            )
    with pytest.warns(DeprecationWarning, match="TLSv1_1 is deprecated"), pytest.raises(ssl.SSLError):
        encrypted(port, ssl.TLSVersion.TLSv1_1)
    with pytest.raises(ssl.SSLError):
        encrypted(port, ssl.TLSVersion.TLSv1_2, "ECDHE-RSA-AES128-SHA256:AES128-SHA")


def test_programs_that_ask_unencrypted_are_told_so_and_people_are_led_on(shared):
    """A program that was led on would send the next one unencrypted too, and nobody would notice."""
    _port, site = shared
    led = [asked(site.plain, "GET", path, encrypted=False).status for path in ("/", "/in/", "/numbers/")]
    told = [asked(site.plain, "GET", path, encrypted=False).status for path in PROGRAMS]

    assert (led, told) == ([308] * 3, [403] * len(PROGRAMS))


def test_five_hundred_who_send_half_a_request_keep_nobody_waiting(shared):
    """Who waits for the other half is the proxy, and none of the site's few threads."""
    port, _site = shared
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # one for all: they would take longer than they are waited for
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with ExitStack() as slow:
        lines = [
            slow.enter_context(
                context.wrap_socket(socket.create_connection(("127.0.0.1", port), 20), server_hostname="localhost")
            )
            for _connection in range(500)
        ]
        for line in lines:
            line.sendall(b"GET /.sorry HTTP/1.1\r\nHost: local")
        begun = time.monotonic()
        answers = [asked(port, "GET", "/") for _time in range(3)]
        taken = time.monotonic() - begun
        for line in lines:
            line.sendall(b"host\r\nConnection: close\r\n\r\n")
        waited_for = [line.recv(12) for line in lines]

    assert [answer.status for answer in answers] == [200, 200, 200]
    assert taken < 3
    assert set(waited_for) == {b"HTTP/1.1 404"}, "or they were not waited for"


def encrypted(port: int, version: ssl.TLSVersion | None = None, ciphers: str = "") -> ssl.SSLSocket:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if version:
        context.minimum_version = context.maximum_version = version
    if ciphers:
        context.set_ciphers(ciphers)
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), 20), server_hostname="localhost")


def test_nothing_is_told_to_a_web_service_with_another_certificate(proxy, tmp_path):
    """Of the same name: the proxy trusts one certificate, and no authority."""
    port, site = proxy
    certificate.make(tmp_path / "other.pem", tmp_path / "other.key")
    assert asked(port, "GET", "/").words == "the site's own page"

    site.speaks.load_cert_chain(tmp_path / "other.pem", tmp_path / "other.key")
    refused = asked(port, "GET", "/")

    assert (refused.status, "Back in a moment" in refused.words) == (502, True)


def test_who_asks_for_page_after_page_of_the_directory_is_held_back_and_for_others_is_not(proxy):
    """Each asks the database anew who is listed: twenty a second of the dearest kept both processors busy."""
    port, _site = proxy

    other = [statuses(port, path, 10) for path in ("/static/css/main.css", "/find/")]
    city = statuses(port, "/in/ny/new-york/", 60)
    place = statuses(port, "/es/p/ana/oakland-1/", 10)

    assert other == [[200] * 10, [200] * 10]
    assert city[:30] == [200] * 30
    assert 429 in city[30:]
    assert 429 in place  # they are counted together


def statuses(port: int, path: str, times: int) -> list[int]:
    """Of so many requests over one line, as fast as they are answered."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    asking, seen = http.client.HTTPSConnection("localhost", port, timeout=20, context=context), []
    for _ in range(times):
        asking.request("GET", path)
        answer = asking.getresponse()
        answer.read()
        seen.append(answer.status)
    asking.close()
    return seen

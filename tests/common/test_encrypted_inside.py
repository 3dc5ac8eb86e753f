"""Database and broker on another machine: who listens there shows a certificate, and who cannot is told nothing.
With real TLS on loopback, and the settings as production makes them (docs/deploy.md, "On another machine")."""

import datetime as dt
import ipaddress
import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dj_database_url
import psycopg2
import pytest
from celery import Celery
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.checks import ERROR
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db.backends.postgresql.base import DatabaseWrapper
from kombu.exceptions import OperationalError

from caarisma.settings.environment import checking_certificates
from caarisma.site import health
from caarisma.site.checks import links_are_encrypted

ASKS_FOR_TLS = struct.pack("!ii", 8, 80_877_103)  # the first message of PostgreSQL's protocol

COMMAND = re.compile(rb"\*\d+\r\n\$\d+\r\n(\w+)")  # of that of Redis
pytestmark = pytest.mark.real_clock  # certificates and what looks at them go by it


class Authority:
    """Signs certificates for loopback, by name or by number."""

    def __init__(self, folder: Path):
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, folder.name)])
        self.root = folder / "root.pem"
        self.root.write_bytes(self._pem(self.key, x509.BasicConstraints(ca=True, path_length=None), self.name))

    def _pem(self, key: ec.EllipticCurvePrivateKey, of: x509.ExtensionType, subject: x509.Name) -> bytes:
        now = dt.datetime.now(dt.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
            .add_extension(of, critical=isinstance(of, x509.BasicConstraints))
            .sign(self.key, hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.PEM)

    def context(self, name: x509.GeneralName) -> ssl.SSLContext:
        """What a server of that name speaks TLS with."""
        key, both = ec.generate_private_key(ec.SECP256R1()), self.folder / "server.pem"
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")])
        both.write_bytes(pem + self._pem(key, x509.SubjectAlternativeName([name]), subject))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(both)
        return context


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ours"))


@pytest.fixture(scope="module")
def anothers(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("anothers"))


LOOPBACK = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
ELSEWHERE = x509.DNSName("elsewhere.example")


@contextmanager
def listening(
    context: ssl.SSLContext, talk: Callable[[ssl.SSLSocket, list[bytes]], None], *, before: bytes = b""
) -> Iterator[tuple[int, list[bytes]]]:
    """Takes connections one after the other. Gives its port, and what was read once TLS stood."""
    server = socket.create_server(("127.0.0.1", 0))
    heard: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                plain, _peer = server.accept()
            except OSError:
                return
            plain.settimeout(5)
            try:
                if before:
                    plain.recv(len(before))
                    plain.sendall(b"S")
                with context.wrap_socket(plain, server_side=True) as safe:
                    talk(safe, heard)
            except OSError:  # refused, as it should be
                plain.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1], heard
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(10)


def as_redis(safe: ssl.SSLSocket, heard: list[bytes]) -> None:
    """Says yes to whatever is asked."""
    answers = {b"HELLO": b"%1\r\n+proto\r\n:3\r\n", b"PING": b"+PONG\r\n"}
    while said := safe.recv(65_536):
        heard.append(said)
        for command in COMMAND.findall(said):
            safe.sendall(answers.get(command, b"+OK\r\n"))


def as_postgres(safe: ssl.SSLSocket, heard: list[bytes]) -> None:
    heard.append(safe.recv(65_536))


def broker_url(port: int, root: Path) -> str:
    return checking_certificates("REDIS_URL", f"rediss://worker:pw@127.0.0.1:{port}/0?ssl_ca_certs={root}")


def dial(port: int, root: Path) -> None:
    """As the settings make it: what the address says, and their own options."""
    told = dj_database_url.parse(f"postgres://web:pw@127.0.0.1:{port}/caarisma?sslmode=verify-full&sslrootcert={root}")
    own = settings.DATABASES["default"]
    there = DatabaseWrapper(own | told | {"OPTIONS": told["OPTIONS"] | own["OPTIONS"]})
    there.get_new_connection(there.get_connection_params())


@pytest.mark.parametrize(
    ("name", "trusted", "answer"),
    [(LOOPBACK, "ours", "ok"), (LOOPBACK, "anothers", "away"), (ELSEWHERE, "ours", "away")],
)
def test_the_broker_is_asked_only_behind_the_right_certificate(name, trusted, answer, request, ours, settings):
    """By Celery and by our own client: neither sends its password to who signs for himself, or for another name."""
    with listening(ours.context(name), as_redis) as (port, heard):
        settings.REDIS_URL = broker_url(port, request.getfixturevalue(trusted).root)
        assert health._broker_state() == answer
        assert any(b"AUTH" in said for said in heard) == (answer == "ok")

        heard.clear()
        celery = Celery(broker=settings.REDIS_URL, set_as_current=False)
        celery.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
        with celery.connection_for_write() as connection:
            if answer == "ok":
                assert connection.default_channel.client.ping()
            else:
                with pytest.raises(OperationalError, match="certificate verify failed"):
                    connection.default_channel  # noqa: B018
        assert any(b"AUTH" in said for said in heard) == (answer == "ok")


def test_the_root_that_the_address_names_is_the_only_one_that_counts(ours, anothers, settings, monkeypatch):
    """A certificate of whom the machine itself trusts, as a public authority, opens neither way to the broker."""
    monkeypatch.setenv("SSL_CERT_FILE", str(anothers.root))
    with listening(anothers.context(LOOPBACK), as_redis) as (port, heard):
        settings.REDIS_URL = broker_url(port, ours.root)
        assert health._broker_state() == "away"
        celery = Celery(broker=settings.REDIS_URL, set_as_current=False)
        celery.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
        with (
            celery.connection_for_write() as connection,
            pytest.raises(OperationalError, match="certificate verify failed"),
        ):
            connection.default_channel  # noqa: B018
        assert heard == []

        settings.REDIS_URL = broker_url(port, anothers.root)
        assert health._broker_state() == "ok"


@pytest.mark.parametrize("weaker", ["ssl_cert_reqs=none", "ssl_cert_reqs=optional", "ssl_check_hostname=false"])
def test_an_address_that_turns_the_check_off_is_refused(weaker):
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL turns a check of the certificate off"):
        checking_certificates("REDIS_URL", f"rediss://broker.example/0?{weaker}")


def test_an_address_without_tls_stays_as_it_is():
    url = "redis://worker:pw@broker.example:6379/0"

    assert checking_certificates("REDIS_URL", url) == url


@pytest.mark.parametrize(
    ("name", "trusted", "trouble"),
    [
        (LOOPBACK, "ours", "EOF detected"),  # it took what was said, and hung up
        (LOOPBACK, "anothers", "certificate verify failed"),
        (ELSEWHERE, "ours", "does not match host name"),
    ],
)
def test_the_database_is_asked_only_behind_the_right_certificate(name, trusted, trouble, request, ours):
    with (
        listening(ours.context(name), as_postgres, before=ASKS_FOR_TLS) as (port, heard),
        pytest.raises(psycopg2.OperationalError, match=trouble),
    ):
        dial(port, request.getfixturevalue(trusted).root)

    said = b"".join(heard)
    assert (b"user\0web\0" in said and b"lock_timeout=5000" in said) == (trusted == "ours" and name == LOOPBACK), said


def test_a_database_that_speaks_no_tls_is_told_nothing(ours):
    """That of the suite has none."""
    port = int(settings.DATABASES["default"]["PORT"])

    with pytest.raises(psycopg2.OperationalError, match="does not support SSL"):
        dial(port, ours.root)


@pytest.mark.parametrize(
    ("database", "broker", "private", "refused"),
    [
        ("postgres://web:pw@db.example/x", "redis://web:pw@broker.example/0", [], ["DATABASE_URL", "REDIS_URL"]),
        ("postgres://web:pw@db.example/x?sslmode=require", "rediss://web:pw@broker.example/0", [], ["DATABASE_URL"]),
        ("postgres://web:pw@db.example/x?sslmode=verify-ca", "redis://127.0.0.1/0", [], ["DATABASE_URL"]),
        ("postgres://web:pw@db.example/x?sslmode=verify-full", "rediss://web:pw@broker.example/0", [], []),
        ("postgres://web:pw@postgres/x", "redis://web:pw@redis/0", ["postgres", "redis"], []),
        ("postgres://web:pw@postgres/x", "redis://web:pw@elsewhere/0", ["postgres", "redis"], ["REDIS_URL"]),
        ("postgres://web:pw@localhost/x", "redis://localhost/0", [], []),
        ("postgres://%2Fvar%2Frun%2Fpostgresql/x", "redis://127.0.0.1/0", [], []),
    ],
)
def test_who_leaves_the_machine_unencrypted_is_told(settings, monkeypatch, database, broker, private, refused):
    monkeypatch.setitem(settings.DATABASES, "default", dj_database_url.parse(database))
    settings.REDIS_URL, settings.PRIVATE_NETWORK_HOSTS = broker, private

    assert [error.msg.split()[0] for error in links_are_encrypted(None)] == refused
    assert {error.level for error in links_are_encrypted(None)} <= {ERROR}


def test_prepare_goes_no_further_than_a_link_that_is_not_encrypted(settings, monkeypatch):
    """It stands before every service; the host is one where nobody could listen."""
    settings.REDIS_URL = "redis://web:pw@broker.example/0"
    monkeypatch.setattr("caarisma.common.management.commands.prepare.made_before_the_first_release", lambda: 1 / 0)

    with pytest.raises(SystemCheckError, match=r"REDIS_URL leads to broker\.example without TLS"):
        call_command("prepare")

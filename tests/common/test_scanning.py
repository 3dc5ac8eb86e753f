"""Known viruses, by a stand-in that speaks clamd's protocol; tried once with clamd 1.4 itself (docs/asvs.md)."""

import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from caarisma.common.scanning import Infected, ScannerAway, require_clean
from caarisma.site.checks import links_are_encrypted, uploads_are_scanned

# Not a virus: the string that every scanner calls one, in two halves so that none stops at this file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + rb"-ANTIVIRUS-TEST-FILE!$H+H*"
MOST = 26 * 1024 * 1024


class Clamd(threading.Thread):
    """Answers by the rules of INSTREAM. `says`: what it answers instead."""

    def __init__(self, path: Path, says: bytes = b"") -> None:
        super().__init__(daemon=True)
        self.says, self.sizes = says, []
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(path))
        self.server.listen()

    def run(self) -> None:
        while True:
            try:
                line, _peer = self.server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as said:
                line.sendall(self.says or self.answer(said))

    def answer(self, said) -> bytes:
        if said.read(10) != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND\0"
        content = b""
        while size := struct.unpack("!L", said.read(4))[0]:
            content += said.read(size)
            if len(content) > MOST:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.sizes.append(len(content))
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


@pytest.fixture
def clamd(tmp_path, settings) -> Iterator[Clamd]:
    settings.CLAMD_ADDRESS = str(tmp_path / "clamd")
    server = Clamd(tmp_path / "clamd")
    server.start()
    yield server
    server.server.shutdown(socket.SHUT_RDWR)
    server.server.close()
    server.join(5)


@pytest.mark.parametrize("size", [0, 1, 1 << 18, (1 << 18) + 1])
def test_what_is_clean_goes_on_and_all_of_it_was_looked_at(clamd, size):
    require_clean(b"\0" * size)

    assert clamd.sizes == [size]


def test_a_known_virus_is_named_wherever_it_stands(clamd):
    for content in (EICAR, b"%PDF-1.4 " + b" " * (1 << 18) + EICAR):
        with pytest.raises(Infected, match=r"^Eicar-Test-Signature$"):
            require_clean(content)


@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK and more\0", b"\0"])
def test_whatever_is_not_a_plain_yes_is_none(clamd, says):
    clamd.says = says

    with pytest.raises(ScannerAway):
        require_clean(b"x")


def test_nobody_there_is_no_yes(settings, tmp_path):
    for address in (str(tmp_path / "none"), "127.0.0.1:1"):
        settings.CLAMD_ADDRESS = address
        with pytest.raises(ScannerAway):
            require_clean(b"x")


def test_without_an_address_nobody_is_asked_and_the_operator_is_told(settings):
    settings.CLAMD_ADDRESS = ""

    require_clean(EICAR)

    assert [warning.id for warning in uploads_are_scanned(None)] == ["site.W002"]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/run/clamav/clamd.ctl", []),
        ("localhost:3310", []),
        ("clamav:3310", []),
        ("elsewhere.example:3310", ["site.E003"]),
        ("clamav", ["site.E002"]),
        ("clamav:3310/x", ["site.E002"]),
    ],
)
def test_the_address_is_a_path_or_a_port_of_a_host_that_nobody_listens_to(settings, address, told):
    settings.CLAMD_ADDRESS, settings.PRIVATE_NETWORK_HOSTS = address, ["clamav"]

    assert uploads_are_scanned(None) == []
    assert [error.id for error in links_are_encrypted(None)] == told

"""Known viruses in what people send: clamd is asked, where an operator runs one (CLAMD_ADDRESS). It opens nothing for
people: what is kept was drawn anew, or is a page that staff saved. Its answer is one more reason not to open a file.

Three lines of its protocol (INSTREAM, man clamd) need no library.
"""

import socket
import struct
from typing import Final

from django.conf import settings

CONNECT_SECONDS: Final = 2.0
ANSWER_SECONDS: Final = 20.0  # for each piece; packed files take their time
PIECE: Final = 1 << 18


class Infected(Exception):
    """With the name that clamd has for it."""


class ScannerAway(OSError):
    """It did not say that the file is clean, so nobody opens it now; the file may be tried again."""


def require_clean(content: bytes) -> None:
    """Infected, ScannerAway, or nothing: no known virus is in it, or no scanner is named."""
    if not settings.CLAMD_ADDRESS:
        return
    said = _ask(content)
    if said.endswith(" FOUND"):
        raise Infected(said.removeprefix("stream: ").removesuffix(" FOUND"))
    if said != "stream: OK":
        raise ScannerAway(f"clamd: {said[:80] or 'no answer'}")


def _ask(content: bytes) -> str:
    try:
        with _connected() as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
            with line.makefile("rb") as answer:
                return answer.read(4096).partition(b"\0")[0].decode(errors="replace").strip()
    except (OSError, ValueError) as error:  # an address that is none, too: `check --deploy` says so
        raise ScannerAway(type(error).__name__) from error


def _connected() -> socket.socket:
    """`/run/clamav/clamd.ctl` or `host:3310`."""
    if not settings.CLAMD_ADDRESS.startswith("/"):
        host, _colon, port = settings.CLAMD_ADDRESS.rpartition(":")
        line = socket.create_connection((host, int(port)), CONNECT_SECONDS)
    else:
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(CONNECT_SECONDS)
        try:
            line.connect(settings.CLAMD_ADDRESS)
        except OSError:
            line.close()
            raise
    line.settimeout(ANSWER_SECONDS)
    return line

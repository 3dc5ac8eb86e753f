"""Lines of a bulk file: of any length, in the encodings that such files come in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

LONGEST_LINE: Final = 200_000  # bytes; real ones stay under 10,000


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A line that is no record of this file."""

    line: int
    reason: str


def lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Lines as bytes; None for one that is too long to be a record, which is passed over in bites."""
    while raw := stream.readline(LONGEST_LINE):
        if len(raw) < LONGEST_LINE or raw.endswith(b"\n"):
            yield raw
            continue
        while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
        yield None


def decoded(raw: bytes) -> str:
    """UTF-8; what is not was written on Windows."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")

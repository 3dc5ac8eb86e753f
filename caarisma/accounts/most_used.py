"""The most used passwords that are long enough for this site: 44,000 of the million most used have 12 letters or more.

From "10 million passwords" by Mark Burnett, as OWASP SecLists publishes its first million (CC BY-SA 3.0; so
is `most_used.bin`). Passwords of people are not shipped: of each, in small letters, the file has five bytes of its
SHA-256, in order. By chance one in 25 million others is taken for one of them. It is made anew from a list with one
password a line: `python -m caarisma.accounts.most_used LIST`.
"""

import sys
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("most_used.bin")
WIDTH: Final = 5
LETTERS: Final = 12  # a shorter one is refused for its length


def is_most_used(password: str) -> bool:
    """However its letters are written, small or capital, and with blanks around it."""
    sought, kept = _key(password), _kept()
    first, last = 0, len(kept) // WIDTH
    while first < last:
        middle = (first + last) // 2
        if kept[middle * WIDTH : (middle + 1) * WIDTH] < sought:
            first = middle + 1
        else:
            last = middle
    return kept[first * WIDTH : (first + 1) * WIDTH] == sought


@cache
def _kept() -> bytes:
    return FILE.read_bytes()


def _key(password: str) -> bytes:
    return sha256(password.strip().casefold().encode("utf-8", "replace")).digest()[:WIDTH]


def write(source: Path, to: Path = FILE) -> int:
    """Returns how many there are."""
    words = source.read_text(encoding="utf-8", errors="replace").splitlines()
    keys = {_key(word) for word in words if len(word.strip()) >= LETTERS}
    to.write_bytes(b"".join(sorted(keys)))
    return len(keys)


if __name__ == "__main__":
    print(f"{write(Path(sys.argv[1])):,} passwords")  # noqa: T201

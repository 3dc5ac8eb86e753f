"""What changed in a text since it was signed, word by word. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from treatments.signing.selectors import Piece

Change = Literal["same", "out", "in"]


@dataclass(frozen=True, slots=True)
class ShownPiece:
    piece: Piece
    changes: tuple[tuple[Change, str], ...]  # empty where nothing else was signed before


def shown_piece(piece: Piece) -> ShownPiece:
    return ShownPiece(piece, tuple(reworded(piece.before.text, piece.text)) if piece.before else ())


def reworded(before: str, after: str) -> Iterator[tuple[Change, str]]:
    """The text in stretches: the same, taken out, put in. Joined without "out" it is `after`, without "in" `before`."""
    old, new = _parts(before), _parts(after)
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(old[a:b])
            continue
        if a < b:
            yield "out", "".join(old[a:b])
        if c < d:
            yield "in", "".join(new[c:d])


def _parts(text: str) -> list[str]:
    return re.findall(r"\s+|\S+", text)

"""State license boards. A license is looked up by a person: this says where."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from providers.directory.enums import Profession

FILE: Final = Path(__file__).parent / "data" / "license_boards.toml"


@dataclass(frozen=True, slots=True)
class LookUpLink:
    """A page on which a person can look a license up."""

    name: str
    url: str


def look_up_links(state: str, profession: Profession) -> tuple[LookUpLink, ...]:
    """Where to look this license up, the board's own page first. Empty: no page is known to us."""
    table = _table()
    boards = [board for board in table["board"] if board["state"] == state and profession in board["professions"]]
    nursys = table["nursys"]
    if profession in nursys["professions"] and state not in nursys["not_in"]:
        boards.append(nursys)
    return tuple(LookUpLink(board["name"], board["url"]) for board in boards)


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))

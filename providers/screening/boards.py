"""State license boards. Nearly all are looked up by a person: this says where, and leaves room for those that are not.

A state that offers a file or an API is one module with a class that has `look_up`, and one line in ADAPTERS.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol

from providers.directory.enums import LicenseStatus, Profession

FILE: Final = Path(__file__).parent / "data" / "license_boards.toml"


@dataclass(frozen=True, slots=True)
class LookUpLink:
    """A page on which a person can look a license up."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseRecord:
    """What a board says. `status` takes the board's codes and modifiers together: "Current" with a limit on it is
    PROBATION, and a retired or fee-exempt license INACTIVE. Boards drop the end date of a revoked license."""

    last_name: str
    first_name: str
    number: str
    status: LicenseStatus
    expires_on: date | None
    discipline: bool
    source: str
    reference: str
    report_date: date


@dataclass(frozen=True, slots=True)
class ByHand:
    """A person has to look: here, or (no links) wherever the board's own page is."""

    links: tuple[LookUpLink, ...]


@dataclass(frozen=True, slots=True)
class NoSuchLicense:
    """The board answered, and does not know the number."""


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The board did not answer. Never a pass."""


Answer = LicenseRecord | ByHand | NoSuchLicense | NoAnswer


class LicenseBoard(Protocol):
    def look_up(self, *, state: str, profession: Profession, number: str) -> Answer:
        """What the board says about this license now. Never raises for a board that is down: NoAnswer."""


class AskAPerson:
    """The adapter of every board without a file or an API."""

    def look_up(self, *, state: str, profession: Profession, number: str) -> Answer:
        return ByHand(look_up_links(state, profession))


ADAPTERS: Final[Mapping[tuple[str, Profession], LicenseBoard]] = {}  # (state, profession) -> adapter; none yet
BY_HAND: Final = AskAPerson()


def board_for(state: str, profession: Profession) -> LicenseBoard:
    return ADAPTERS.get((state, profession), BY_HAND)


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

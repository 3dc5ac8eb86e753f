"""What a state's file means: a small TOML map of its columns, words and dates (docs/rosters.md).

A word is never guessed: what stands in no map is unknown, and keeps the reading from being signed off.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from providers.directory.enums import Profession
from providers.directory.us import STATES
from providers.rosters.enums import BoardStatus

SHIPPED: Final = Path(__file__).parent.parent / "data"
NEEDED: Final = ("state", "board", "source", "terms", "columns", "status")
KNOWN: Final = frozenset(
    (
        *(*NEEDED, "kind", "dates", "excel_serial", "at_least", "most_lost", "encoding", "delimiter", "header_row"),
        *("sheet", "letter_o", "professions", "profession", "name_order", "status_default", "action", "flag_words"),
        *("no_flag_words", "extra_cells", "multiline", "checked"),
    )
)
COLUMNS: Final = frozenset(
    ("license", "type", "last", "full", "status", "substatus", "expires", "issued", "flag", "action", "action_ends")
)
ORDERS: Final = ("last, first", "first last", "last first")


class MapError(UserFacingError):
    """The map cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterMap:
    """One roster. `columns`: ours -> folded header word, or the column's number where the file has no header."""

    name: str
    hash: str
    state: str
    board: str
    source: str
    terms: str
    columns: Mapping[str, str | int]
    status: Mapping[str, BoardStatus]
    action: Mapping[str, BoardStatus]
    professions: Mapping[str, tuple[Profession, ...]]  # by the word in the column `type`; under "" for all rows
    dates: tuple[str, ...]
    encodings: tuple[str, ...]
    only_actions: bool  # the file names whom the board acted against, and nobody else
    excel_serial: bool
    at_least: int
    most_lost: float
    delimiter: str
    header_row: int
    sheet: str
    letter_o: bool
    name_order: str
    status_default: BoardStatus | None
    flag_words: frozenset[str]
    no_flag_words: frozenset[str]
    extra_cells: bool
    multiline: bool


def folded(text: str) -> str:
    """Header words are compared without case, blanks and punctuation."""
    return re.sub(r"[\W_]+", "", text.casefold())


def as_word(text: str) -> str:
    """A status word as maps are asked for it: whole, in capitals, blanks squeezed."""
    return " ".join(text.split()).upper()


def _words(words: list[str]) -> frozenset[str]:
    return frozenset(as_word(word) for word in words)


def shipped_maps() -> list[RosterMap]:
    return [read_map(path) for path in sorted(SHIPPED.glob("*.toml"))]


def shipped_map(name: str) -> RosterMap:
    """MapError for a name that is none of ours."""
    if name not in {path.stem for path in SHIPPED.glob("*.toml")}:
        raise MapError(_('We ship no map "%s".') % name)
    return read_map(SHIPPED / f"{name}.toml")


def read_map(path: Path) -> RosterMap:
    """MapError says what is wrong with it, in words for whoever wrote it."""
    try:
        raw = path.read_bytes()
        table = tomllib.loads(raw.decode())
    except OSError as error:
        raise MapError(_("The map cannot be read: %s.") % (error.strerror or error)) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MapError(_("The map is not TOML: %s") % error) from error
    lacking = [name for name in NEEDED if not table.get(name)]
    if lacking:
        raise MapError(_("The map does not say: %s.") % ", ".join(lacking))
    if strange := sorted(set(table) - KNOWN) + sorted(set(table["columns"]) - COLUMNS):
        raise MapError(_("The map says what nobody reads: %s.") % ", ".join(strange))
    try:
        return _from(table, name=path.stem, digest=hashlib.sha256(raw).hexdigest())
    except (ValueError, TypeError, AttributeError) as error:
        raise MapError(_("The map says something that cannot be: %s.") % error) from error


def _from(table: dict[str, Any], *, name: str, digest: str) -> RosterMap:
    if table["state"] not in STATES:
        raise ValueError(table["state"])
    professions = table.get("professions") or {"": table.get("profession")}
    if ("" not in professions) != ("type" in table["columns"]):
        raise ValueError("professions, or the column of the type")
    order = table.get("name_order", "columns")
    needs = {"license", "last" if order == "columns" else "full"}
    if "status_default" not in table:
        needs.add("status")
    if missing := needs - set(table["columns"]):
        raise ValueError(f"no column for {', '.join(sorted(missing))}")
    if order not in (*ORDERS, "columns"):
        raise ValueError(order)
    default = table.get("status_default")
    return RosterMap(
        name=name,
        hash=digest,
        **{key: str(table[key]) for key in ("state", "board", "source", "terms")},
        columns={key: word if isinstance(word, int) else folded(word) for key, word in table["columns"].items()},
        status={as_word(word): BoardStatus(value) for word, value in table["status"].items()},
        action={as_word(word): BoardStatus(value) for word, value in table.get("action", {}).items()},
        professions={
            as_word(word): tuple(Profession(one) for one in ([said] if isinstance(said, str) else said))
            for word, said in professions.items()
        },
        dates=tuple(table.get("dates", ["%m/%d/%Y"])),
        encodings=tuple(table.get("encoding", ["utf-8-sig"])),
        only_actions=table.get("kind") == "actions",
        excel_serial=bool(table.get("excel_serial")),
        at_least=int(table.get("at_least", 1)),
        most_lost=float(table.get("most_lost", 0.02)),
        delimiter=table.get("delimiter", ","),
        header_row=int(table.get("header_row", 1)),
        sheet=table.get("sheet", ""),
        letter_o=bool(table.get("letter_o")),
        name_order=order,
        status_default=BoardStatus(default) if default else None,
        flag_words=_words(table.get("flag_words", ["Y", "YES", "TRUE"])),
        no_flag_words=_words(table.get("no_flag_words", ["", "N", "NO", "FALSE", "NONE"])),
        extra_cells=bool(table.get("extra_cells")),
        multiline=bool(table.get("multiline")),
    )

"""One row of a roster: whose license, and what the board says of it. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from providers.directory.enums import Profession
from providers.exclusions.rules.names import last_names
from providers.files.cells import is_cut
from providers.files.report import CellProblem
from providers.rosters.enums import BoardStatus, worst
from providers.rosters.rules.cells import Row
from providers.rosters.rules.maps import RosterMap, as_word
from providers.rosters.rules.numbers import core_of, letters_of

NOTHING: Final = frozenset({"", "0", "00:00:00", "00:00", "NULL", "NONE", "N/A"})
FARTHEST: Final = 12  # years that a license may still run: a two-digit year beyond is of the last century
SERIAL_FROM: Final = date(1899, 12, 30)
BLANK: Final = "(blank)"
GOOD: Final = frozenset({BoardStatus.ACTIVE, BoardStatus.RENEWING})


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    line: int
    professions: tuple[Profession, ...]  # some boards give one type to MDs and DOs
    number: str  # its core, see numbers.py
    letters: str  # in front of it, "" for none
    last_names: tuple[str, ...]
    status: BoardStatus
    word: str  # the board's own words
    unseen: tuple[str, ...]  # words that stand in no map
    expires_on: date | None
    issued_on: date | None
    problem: CellProblem | None  # a cell that cannot be read, where the rest of the row says enough


@dataclass(frozen=True, slots=True)
class RosterRefusal:
    line: int
    problem: CellProblem


def records(
    rows: Iterable[Row], places: Mapping[str, int], about: RosterMap, *, width: int, on: date
) -> Iterator[RosterRow | RosterRefusal | None]:
    """None for a row that is of no profession of ours. `width`: cells of the header, 0 for no header."""
    for line, cells in rows:
        yield _read(line, cells, places, about, width=width, on=on)


def _read(
    line: int, cells: list[str], places: Mapping[str, int], about: RosterMap, *, width: int, on: date
) -> RosterRow | RosterRefusal | None:
    if problem := _misshapen(cells, places, about, width=width):
        return RosterRefusal(line, problem)
    said = {name: " ".join(cells[place].split()) for name, place in places.items()}
    professions = about.professions.get(as_word(said["type"]) if "type" in said else "")
    if professions is None:
        return None
    number, refused = _number(said["license"], about)
    last = _last_name(said, about)
    if refused is None and not last:
        refused = CellProblem("last name", said.get("full") or said.get("last", ""), "is no name")
    if refused:
        return RosterRefusal(line, refused)
    days, problem = _days(said, about, on=on)
    status, unseen = _status(said, about, days=days, on=on)
    if problem and status in GOOD:
        status = BoardStatus.UNKNOWN  # of a license whose days nobody can read, only what is bad is known
    return RosterRow(
        line=line, professions=professions, number=number, letters=letters_of(said["license"]),
        last_names=last_names(last), status=status, word=_words(said), unseen=unseen, expires_on=days["expires"],
        issued_on=days["issued"], problem=problem,
    )  # fmt: skip


def _misshapen(cells: list[str], places: Mapping[str, int], about: RosterMap, *, width: int) -> CellProblem | None:
    filled = len(cells)
    while filled and not cells[filled - 1].strip():
        filled -= 1
    if len(cells) <= max(places.values()):
        return CellProblem("", "", f"has {len(cells)} cells, too few for this roster")
    if width and filled > width and not about.extra_cells:
        return CellProblem("", "", f"has {filled} cells where the header has {width}")
    if not about.multiline and any("\n" in cell or "\r" in cell for cell in cells):
        return CellProblem("", "", "has a line break inside a cell")
    return None


def _number(text: str, about: RosterMap) -> tuple[str, CellProblem | None]:
    if is_cut(text):
        return "", CellProblem("license", text, "was cut by a spreadsheet: get the file as the board has it")
    core = core_of(text, letter_o=about.letter_o)
    return core, None if core else CellProblem("license", text, "is no number")


def _days(said: Mapping[str, str], about: RosterMap, *, on: date) -> tuple[dict[str, date | None], CellProblem | None]:
    """The days of the row, and the first that cannot be read."""
    days: dict[str, date | None] = {}
    problem: CellProblem | None = None
    for name in ("expires", "issued", "action_ends"):
        days[name], wrong = _day(name, said.get(name, ""), about, on=on)
        problem = problem or wrong
    return days, problem


def _day(name: str, text: str, about: RosterMap, *, on: date) -> tuple[date | None, CellProblem | None]:
    plain = re.sub(r"[ T]0?0:00(:00(\.0+)?)?$", "", text)
    if plain.upper() in NOTHING:
        return None, None
    if about.excel_serial and (serial := re.fullmatch(r"(\d{5})(\.0+)?", plain)):
        return SERIAL_FROM + timedelta(days=int(serial[1])), None
    day = _parsed(plain, about.dates, on.year + FARTHEST)
    return day, None if day else CellProblem(name, text, "is no date as the map says that they are written")


@lru_cache(maxsize=20_000)  # a board gives licenses on few days: most of the time of a file went here
def _parsed(text: str, forms: tuple[str, ...], last_year: int) -> date | None:
    for form in (*forms, "%Y-%m-%d"):
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
        return day.replace(year=day.year - 100) if "%y" in form and day.year > last_year else day
    return None


def _last_name(said: Mapping[str, str], about: RosterMap) -> str:
    if about.name_order == "columns":
        return said["last"]
    full = said["full"]
    if about.name_order == "last, first":
        return full.split(",")[0].strip()
    names = [
        name for name in full.split() if name.upper().strip(".,") not in {"JR", "SR", "II", "III", "IV", "MD", "DO"}
    ]
    if not names:
        return ""
    return names[-1].strip(",") if about.name_order == "first last" else names[0].strip(",")


def _status(
    said: Mapping[str, str], about: RosterMap, *, days: Mapping[str, date | None], on: date
) -> tuple[BoardStatus, tuple[str, ...]]:
    """The worst of what the row says, and the words that no map has."""
    word = as_word(said.get("status", ""))
    known = about.status.get(word) or (about.status_default if not word or "status" not in said else None)
    found = {word or BLANK: known}
    if beside := as_word(said.get("substatus", "")):
        found[beside] = about.status.get(beside)
    if "flag" in said:
        found |= _flag(as_word(said["flag"]), about)
    statuses = [status or BoardStatus.UNKNOWN for status in found.values()]
    action = as_word(said.get("action", ""))
    if action and action not in NOTHING:
        ended = days["action_ends"]
        is_over = ended is not None and ended < on
        statuses.append(about.action.get(action, BoardStatus.NOTED) if not is_over else BoardStatus.NOTED)
    status, expires_on = worst(statuses), days["expires"]
    if status in GOOD and expires_on is not None and expires_on < on:
        status = BoardStatus.UNKNOWN  # in the middle of a renewal, or the file is stale
    return status, tuple(unseen for unseen, meant in found.items() if meant is None)


def _flag(word: str, about: RosterMap) -> dict[str, BoardStatus | None]:
    """A mark or none. Of another word nobody knows which."""
    if word in about.no_flag_words:
        return {}
    return {f"mark: {word}": BoardStatus.NOTED if word in about.flag_words else None}


def _words(said: Mapping[str, str]) -> str:
    parts = (said.get(name, "") for name in ("status", "substatus", "action", "action_ends"))
    return "; ".join(part for part in parts if part)[:200]

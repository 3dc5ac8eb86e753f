"""A price list as it lies about in a clinic: rows of a spreadsheet, a CSV file, or lines of a mail. Pure.

Each line names an area and a concern of ours, in English or Spanish and in any order, then a price, then maybe how many
sessions were given. What is read only fills in the form; the person looks at it and saves. What is not read is told.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.money import SIGN, read_count, read_dollars
from caarisma.common.typed.plain import bare

AROUND: Final = " '\"="  # a cell: spreadsheets write ="250" and '250
MOST_LINES: Final = 300
LONGEST_LINE: Final = 300
EACH: Final = r"(?: ?(?:/|per|a|por) ?(?:session|sesion|visit|visita|treatment|tratamiento)| ?(?:each|ea|c/u))?[ .]*"
AMOUNT: Final = re.compile(rf"(?P<amount>(?:{SIGN})? ?[0-9][0-9,.]*(?: ?(?:{SIGN}))?){EACH}")
COUNT: Final = re.compile(r"([0-9][0-9,]*) ?(?:sessions?|sesion(?:es)?)(?: (?:given|done|so far|dadas|hechas))?")
AT_END: Final = re.compile(rf"^(?P<words>.*?[a-z)])[ :=./|-]*{AMOUNT.pattern}$")
AT_START: Final = re.compile(rf"^(?={SIGN}){AMOUNT.pattern}[ :=./|-]+(?P<words>[a-z(].*)$")
# Words of a line that is no price of one session
OF_SEVERAL: Final = frozenset(["package", "pack", "bundle", "series", "sessions", "paquete", "sesiones"])
SMALL: Final = frozenset(["and", "or", "of", "the", "y", "o", "de", "la", "el", "los", "las", "del"])


@dataclass(frozen=True, slots=True)
class NamedService:
    """A line of the form, by every name that it has."""

    key: int
    areas: tuple[str, ...]
    concerns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PastedPrice:
    """As typed: the form reads it."""

    price: str
    sessions: str = ""


@dataclass(slots=True)
class Pasted:
    prices: dict[int, PastedPrice] = field(default_factory=dict)
    unread: list[tuple[int, str]] = field(default_factory=list)  # number of the line, and its words
    twice: list[tuple[int, str]] = field(default_factory=list)  # of a service that an earlier line named already


def read_pasted(text: str, services: Iterable[NamedService]) -> Pasted:
    """The first line that names a service counts. A heading without a number is passed over, until
    the first price; whatever else is not read is told."""
    found, known = Pasted(), list(services)
    for number, line in enumerate(text.splitlines()[:MOST_LINES], 1):
        words, amounts = _parts(line[:LONGEST_LINE])
        if not words and not amounts:
            continue
        named = _service(words, known)
        key = named if amounts else None
        if key is None:
            if amounts or found.prices or named or re.search("[0-9]", line):
                found.unread.append((number, line.strip()[:80]))
        elif key in found.prices:
            found.twice.append((number, line.strip()[:80]))
        else:
            found.prices[key] = PastedPrice(*amounts[:2])
    return found


def _parts(line: str) -> tuple[str, list[str]]:
    """The words of a line, and the amounts beside them: in cells of their own, or else at the end or start of one."""
    cells = [cell for cell in _cells(line) if cell]
    found = {place: match[1].strip() for place, cell in enumerate(cells) if (match := AMOUNT.fullmatch(bare(cell)))}
    words = [cell for place, cell in enumerate(cells) if place not in found]
    if not found:
        for place, way in ((place, way) for way in (AT_END, AT_START) for place in range(len(cells))):
            if match := way.match(bare(cells[place])):
                found[place], words[place] = match["amount"].strip(), match["words"]
                break
    counts = [cell for cell in words if COUNT.fullmatch(bare(cell))] if found else []
    words = [cell for cell in words if cell not in counts]
    return " ".join(words), [*found.values(), *(bare(cell).split(" ")[0] for cell in counts)]


def _cells(line: str) -> list[str]:
    """Of a spreadsheet, a CSV file of either kind, or the line as it is. "$1,200" in a mail is one amount."""
    if "\t" in line:
        return [cell.strip(AROUND) for cell in line.split("\t")]
    for mark in ";|":
        if mark in line:
            return [cell.strip(AROUND) for cell in line.split(mark)]
    joined = re.sub(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))", "\0", line) if "$" in line else line
    try:
        cells = next(csv.reader([joined], skipinitialspace=True), [])
    except csv.Error:
        cells = [joined]
    return [cell.replace("\0", ",").strip(AROUND) for cell in cells]


def _service(words: str, known: Iterable[NamedService]) -> int | None:
    """The one service whose area and concern are both named; None for none, or for several."""
    said = _tokens(words)
    if said & OF_SEVERAL:
        return None
    meant = [service.key for service in known if _names(said, service.areas) and _names(said, service.concerns)]
    return meant[0] if len(meant) == 1 else None


def _names(said: frozenset[str], names: Iterable[str]) -> bool:
    """All words of a name that stand outside of brackets, one more "s" or less."""
    return any(
        all(_is_said(word, said) for word in tokens)
        for name in names
        if (tokens := _tokens(re.sub(r"\(.*?\)", "", name)))
    )


def _is_said(word: str, said: frozenset[str]) -> bool:
    return bool({word, f"{word}s", word.removesuffix("s")} & said)


def _tokens(words: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", bare(words))) - SMALL


def typed_in(pasted: Pasted) -> Mapping[str, str]:
    """As the fields of the form are sent."""
    sent: dict[str, str] = {}
    for key, price in pasted.prices.items():
        sent[f"price_{key}"] = _plain(price.price, read_dollars)
        sent[f"sessions_{key}"] = _plain(price.sessions, read_count) if price.sessions else ""
    return sent


def _plain(typed: str, read: object) -> str:
    """The number without its signs where it can be read, and else what stood there, for the form to ask about."""
    try:
        return str(read(typed))  # type: ignore[operator]
    except UserFacingError:
        return typed

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
from caarisma.common.typed.money import read_count, read_dollars
from caarisma.common.typed.plain import bare

MOST_LINES: Final = 300
LONGEST_LINE: Final = 300
AMOUNT: Final = re.compile(r"(?:us ?\$|\$|usd)? ?[0-9][0-9,.]*(?: ?(?:us ?\$|\$|usd|dollars?|dolares))?")
AT_END: Final = re.compile(rf"^(?P<words>.*?[a-z)])[ :=.-]*(?P<amount>{AMOUNT.pattern})$")
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
    """The first line that names a service counts. A heading without a number is passed over."""
    found, known = Pasted(), list(services)
    for number, line in enumerate(text.splitlines()[:MOST_LINES], 1):
        words, amounts = _parts(line[:LONGEST_LINE])
        if not words and not amounts:
            continue
        key = _service(words, known) if amounts else None
        if key is None:
            if amounts or found.prices:
                found.unread.append((number, line.strip()[:80]))
        elif key in found.prices:
            found.twice.append((number, line.strip()[:80]))
        else:
            found.prices[key] = PastedPrice(*amounts[:2])
    return found


def _parts(line: str) -> tuple[str, list[str]]:
    """The words of a line, and the amounts that follow them."""
    cells = [cell for cell in _cells(line) if cell]
    words = [cell for cell in cells if not AMOUNT.fullmatch(bare(cell))]
    amounts = [cell for cell in cells if AMOUNT.fullmatch(bare(cell))]
    if not amounts and (match := AT_END.match(bare(line))):
        return match["words"], [match["amount"].strip()]
    if len(cells) > 1 and not amounts and words and (match := AT_END.match(bare(words[-1]))):
        return " ".join([*words[:-1], match["words"]]), [match["amount"].strip()]
    return " ".join(words), amounts


def _cells(line: str) -> list[str]:
    """Of a spreadsheet, a CSV file of either kind, or the line as it is. "$1,200" in a mail is one amount."""
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    if ";" in line:
        return [cell.strip() for cell in line.split(";")]
    joined = re.sub(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))", "\0", line) if "$" in line else line
    try:
        cells = next(csv.reader([joined], skipinitialspace=True), [])
    except csv.Error:
        cells = [joined]
    return [cell.replace("\0", ",").strip() for cell in cells]


def _service(words: str, known: Iterable[NamedService]) -> int | None:
    """The one service whose area and concern are both named; None for none, or for several."""
    said = _tokens(words)
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

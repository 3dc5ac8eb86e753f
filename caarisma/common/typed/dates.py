"""Days and spans of days. Months come first where all are numbers, as in the United States; a year is always named."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.plain import plain, unwrapped

MONTHS: Final = (
    ("january", "enero"),
    ("february", "febrero", "febuary", "feburary"),
    ("march", "marzo"),
    ("april", "abril"),
    ("may", "mayo"),
    ("june", "junio"),
    ("july", "julio"),
    ("august", "agosto"),
    ("september", "septiembre", "setiembre"),
    ("october", "octubre"),
    ("november", "noviembre"),
    ("december", "diciembre"),
)
WEEKDAYS: Final = (
    ("monday", "lunes"),
    ("tuesday", "martes"),
    ("wednesday", "miercoles", "weds"),
    ("thursday", "jueves"),
    ("friday", "viernes"),
    ("saturday", "sabado"),
    ("sunday", "domingo"),
)
NUMBERS: Final = re.compile(r"([0-9]+)(?P<between> ?[-/.,\\ ] ?)([0-9]+)(?P=between)([0-9]+)")
PIECE: Final = re.compile(r"[0-9]+(?:st|nd|rd|th|ero|er|ro|o|\.?[ºª°])?(?![a-z])|[a-z]+|[ ,.()/-]+")
TOGETHER: Final = re.compile(r"([0-9]{1,2})([a-z]{3,10})([0-9]{4})")  # 31DEC2026
EIGHT: Final = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})|([0-9]{2})([0-9]{2})((?:19|20)[0-9]{2})")
SHORT_YEAR: Final = re.compile(r"(?<=[ /.-])['’](?=[0-9]{2}$)")  # Dec 1, '26
MIDNIGHT: Final = re.compile(  # as programs and spreadsheets copy a day
    r"(?<=[0-9]{2})[t ](?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00)? ?am)(?: ?(?:z|gmt|utc))?(?:[+-][0-9]{2}:?[0-9]{2})?$"
)
ENDS: Final = re.compile(  # what stands before the last day of a paper
    r"^(?:exp(?:ir(?:es|ation|y))?(?: date| on)?|valid (?:until|through|thru)|(?:vence|valid[oa] hasta)(?: el)?)[.: ]+"
)
FIRST: Final = {"primero", "uno", "first"}  # of the month
OLDEST: Final = 1900  # "0026" is a slip of the year
SMALL_WORDS: Final = {"de", "del", "el", "of", "the", "dia"}
BEFORE_SPAN: Final = re.compile(r"^(?:from|del?|desde) ")
BETWEEN: Final = re.compile(r" (?:to|through|thru|until|till|al?|hasta) | ?\.\.\.? ?| ?(?:→|->|=>) ?| ?- ?")
BOTH: Final = re.compile(r"^(?:between|entre(?: el)?) (.+) (?:and|y(?: el)?) (.+)$")  # "and" alone may mean two days
SLASHED: Final = re.compile(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})/(?=[0-9]{4}-)")

Pieces = list[int | str]


def read_date(typed: str) -> date:
    """A day with its year: "2026-12-01", "12/1/26", "Dec 1st, 2026", "martes 1 de diciembre del 2026"."""
    text = ENDS.sub("", MIDNIGHT.sub("", SHORT_YEAR.sub("", unwrapped(typed))))
    try:
        return _day(text)
    except UserFacingError:
        rest, weekday = without_weekday(text)
        if weekday is None:
            raise
    return agreed(_day(rest), weekday)


def without_weekday(text: str) -> tuple[str, int | None]:
    """The rest of a bare text, and which day of the week stands before or behind it."""
    first, _space, rest = text.partition(" ")
    if (weekday := _named(first.strip(".,()"), WEEKDAYS)) is None:
        rest, _space, last = text.rpartition(" ")
        weekday = _named(last.strip(".,()"), WEEKDAYS) if rest and rest[-1].isdigit() else None
    return (text, None) if weekday is None else (rest.strip(" ,"), weekday)


def agreed(day: date, weekday: int) -> date:
    """The day, if it is one of these in its week. UserFacingError that says which it is."""
    if day.weekday() != weekday:
        told = {"date": date_format(day, "DATE_FORMAT"), "weekday": date_format(day, "l")}
        raise UserFacingError(_("%(date)s is a %(weekday)s. Check the day") % told)
    return day


def read_span(typed: str) -> tuple[date, date]:
    """One day, or the first and last of several: "Dec 24, 2026 to Jan 2, 2027", "del 24 al 31 de diciembre de 2026"."""
    text = SLASHED.sub(r"\1 to ", BOTH.sub(r"\1 to \2", unwrapped(typed)))
    try:
        day = read_date(text)
    except UserFacingError:
        found = set(_spans(BEFORE_SPAN.sub("", text)))
        if len(found) != 1:
            for half in BETWEEN.split(BEFORE_SPAN.sub("", text)):
                if NUMBERS.fullmatch(half):
                    read_date(half)  # says what is wrong with it: "Write the month first"
            raise
        return found.pop()
    return day, day


def date_of(month: str, day: str, year: str) -> date:
    """From three fields. The month is a number or a name."""
    pieces = [piece for part in (month, day, year) for piece in _pieces(unwrapped(part))]
    match pieces:
        case [int(number), int(number_of_day), int(_)]:
            return _date(_year(plain(year)), number, number_of_day)
        case [str(name), int(number_of_day), int(_)]:
            return _date(_year(plain(year)), _month(name), number_of_day)
    raise unread()


def unread() -> UserFacingError:
    return UserFacingError(_("Enter a date with its year, like Dec 1, 2026"))


def _day(text: str) -> date:
    if match := NUMBERS.fullmatch(text):
        return _of_numbers(match[1], match[3], match[4])
    if match := EIGHT.fullmatch(text):
        return _of_numbers(*(part for part in match.groups() if part))
    text = TOGETHER.sub(r"\1 \2 \3", text)
    match _pieces(text):
        case [int(year), str(month), int(day)] if year > 31:
            return _date(_year(str(year)), _month(month), day)
        case [str(month), int(day), int(year)] | [int(day), str(month), int(year)]:
            return _date(_year(str(year)), _month(month), day)
    raise unread()


def _of_numbers(first: str, second: str, third: str) -> date:
    if len(first) == 4:
        return _date(_year(first), int(second), int(third))
    if 12 < int(first) <= 31 and int(second) <= 12 and _year(third):
        example = date_format(date(2026, 12, 31), "n/j/Y")
        raise UserFacingError(_("Write the month first, like %(example)s") % {"example": example})
    return _date(_year(third), int(first), int(second))


def _pieces(text: str) -> Pieces:
    """Numbers and words, without what only joins them. Empty for a text that holds anything else."""
    found = PIECE.findall(text)
    if "".join(found) != text:
        return []
    return [_piece(piece) for piece in found if piece[0].isalnum() and piece not in SMALL_WORDS]


def _piece(word: str) -> int | str:
    if word in FIRST:
        return 1
    return int(re.sub("[^0-9]", "", word)) if word[0].isdigit() else word


def _spans(text: str) -> Iterator[tuple[date, date]]:
    """Every reading with two days. What the first day leaves out it has from the last, and the last from the first."""
    for cut in BETWEEN.finditer(text):
        first, last = text[: cut.start()], text[cut.end() :]
        readings = [_both(*days) for days in [(first, last), *_completed(first, last)]]
        yield from [days for days in readings if days][:1]


def _both(first: str, last: str) -> tuple[date, date] | None:
    try:
        return read_date(first), read_date(last)
    except UserFacingError:
        return None


def _completed(first: str, last: str) -> Iterator[tuple[str, str]]:
    """Without a year, month or day of its own: "12/24" and "1/2/2027", "24" and "31 de diciembre de 2026"."""
    named, weekday = without_weekday(first)
    if weekday is not None:  # "Thu Dec 24": it goes with the day that is found
        yield from ((f"{first[: first.index(named)]}{whole}", end) for whole, end in _completed(named, last))
        return
    bare_last = without_weekday(last)[0]
    match _pieces(first), _pieces(bare_last):
        case [int(_) | str(_), int(_) | str(_)], [_, _, int(year)]:
            mark = "/" if "/" in first else " "
            # the latest year in which the first day is not after the last
            days = ((f"{first}{mark}{each}", last) for each in (year, year - 1))
            yield from [both for both in days if (read := _both(*both)) and read[0] <= read[1]][:1]
        case [_, _, int(year)], [int(_) | str(_), int(_) | str(_)]:
            mark = "/" if "/" in last else " "
            # the first year in which the last day is not before the first
            ends = (f"{mark}{each}" for each in (year, year + 1))
            fits = [end for end in ends if (read := _both(first, bare_last + end)) and read[0] <= read[1]]
            yield from [(first, last + end) for end in fits[:1]]
        case [int(day)], [int(_), str(month), int(year)]:
            yield f"{day} {month} {year}", last
        case [str(month), int(day)], [int(last_day), int(year)]:
            yield f"{month} {day} {year}", f"{month} {last_day} {year}"


def _month(name: str) -> int:
    """1 to 12; 0 for what is no month."""
    place = _named(name, MONTHS)
    return 0 if place is None else place + 1


def _named(word: str, names: tuple[tuple[str, ...], ...]) -> int | None:
    """The place of a name, or of its first three letters or more, in either language."""
    fits = (any(name.startswith(word) for name in both) for both in names)
    return next((place for place, fit in enumerate(fits) if fit and len(word) >= 3), None)


def _year(digits: str) -> int:
    """Two digits are of this century: nobody here asks for a day of another. 0 for what is no year."""
    year = int(digits) if digits.isdigit() and digits.isascii() else 0
    return {2: 2000 + year, 4: year if year >= OLDEST else 0}.get(len(digits), 0)


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        pass
    if year and 1 <= month <= 12 and 1 <= day <= 31:
        raise UserFacingError(_("The calendar has no such day"))
    raise unread()

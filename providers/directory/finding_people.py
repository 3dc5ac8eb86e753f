"""Search boxes of the admin that find a person however the name or the number is written."""

import re
import unicodedata
from typing import Any, Final

from django.db.models import CharField, Lookup, Q, QuerySet
from django.http import HttpRequest

from providers.directory.npi import npi_digits

NAMES = ["last_name__spelled", "first_name__spelled", "middle_name__spelled", "name_suffix", "credentials"]


MOST_SOUGHT: Final = 80  # characters
SPELLED: Final = ("first_name__spelled", "middle_name__spelled", "last_name__spelled", "name_suffix__spelled")
BY_PROVIDER = ["^provider__npi", *(f"provider__{name}" for name in NAMES)]


def _plain(text: str) -> str:
    """Small letters without accents or apostrophes: registries write OBRIEN."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(SPECIAL))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


APOSTROPHES: Final = "'’‘"
# Letters that Unicode does not take apart, as US registries write them.
SPECIAL: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", **dict.fromkeys(APOSTROPHES, "")}
)


MARKED: Final = "".join(
    letter for letter in map(chr, range(0xC0, 0x250)) if letter == letter.lower() and len(_plain(letter)) == 1
)


# Those that stand beside their letter: translate() drops them
MARKS: Final = "".join(map(chr, range(0x300, 0x310))) + APOSTROPHES
TITLES: Final = {"dr", "dr.", "dra", "dra.", "doctor", "doctora"}


@CharField.register_lookup
class Spelled(Lookup):
    """Whether the text is in a column, however either is accented: lists and registries write without, and so do staff.
    No extension of PostgreSQL is needed for it."""

    lookup_name = "spelled"

    def get_prep_lookup(self) -> str:
        return "%" + re.sub(r"([\\%_])", r"\\\1", _plain(str(self.rhs))) + "%"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        sought, more = self.process_rhs(compiler, connection)
        marked = (MARKED + MARKS, "".join(map(_plain, MARKED)))
        return f"translate(lower({column}), %s, %s) LIKE {sought}", (*parameters, *marked, *more)


def _words(sought: str) -> list[str]:
    """Without commas, and without what is no part of a name."""
    words = re.sub("[,;]", " ", sought).replace("\0", "").split()
    return [word for word in words if word.lower() not in TITLES] or words


def people_called(sought: str, *, at: str = "") -> Q:
    """Each word is in some part of the name, in any order ("Last, First"), or it is the number as letters write it.
    `at`: where the provider stands, like "provider__"."""
    words = _words(sought)
    digits = npi_digits(" ".join(words))
    if digits.isdecimal():  # fewer say nothing about a number
        return Q(**{f"{at}npi__startswith": digits[:10]}) if len(digits) > 3 else Q(**{f"{at}pk__in": ()})
    found = Q()
    for word in words:
        found &= Q.create([(f"{at}{name}", word) for name in SPELLED], Q.OR)
    return found


def only_called(rows: QuerySet[Any], sought: str, *, at: str) -> QuerySet[Any]:
    """Whom the search box of a list names; everybody where it is empty."""
    return rows.filter(people_called(sought[:MOST_SOUGHT], at=at)) if sought.strip() else rows


class FindsPeople:
    """A search box that takes a name as lists write it ("Last, First") and an NPI as letters do ("1234 567-893")."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = " ".join(_words(search_term))
        found, repeats = super().get_search_results(request, queryset, term)  # type: ignore[misc]
        digits = npi_digits(term)
        if digits != term and digits.isdecimal():
            as_number, more = super().get_search_results(request, queryset, digits)  # type: ignore[misc]
            return found | as_number, repeats or more
        return found, repeats

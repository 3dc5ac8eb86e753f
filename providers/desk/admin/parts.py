"""What several pages of the desk share: rows that are only read, rows that stay, and "listed now?"."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from django.contrib import admin
from django.db.models import CharField, Exists, Lookup, Model, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from providers.directory.models import PracticeLocation
from providers.directory.npi import npi_digits


class NotDeleted:
    """Deleting a provider or a place would take its evidence along. What is over is turned off instead."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class OnlyRead(NotDeleted):
    """Evidence. It is made where it is checked, never typed in or changed here."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def with_listed_now(rows: QuerySet[Any], **own: str) -> QuerySet[Any]:
    """Rows with `is_listed_now`, worked out by the database for all of them in one statement.

    `own` says which listed locations are a row's: provider="pk" for a provider, pk="pk" for a location.
    """
    listed = PracticeLocation.objects.listed(on=timezone.now())
    return rows.annotate(
        is_listed_now=Exists(listed.filter(**{theirs: OuterRef(ours) for theirs, ours in own.items()}))
    )


class ListedNow(admin.SimpleListFilter):
    title = _("listed now")
    parameter_name = "listed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(is_listed_now=self.value() == "yes") if self.value() in {"yes", "no"} else queryset


class ShowsListedNow:
    """A tick for who patients may see at this moment. Computed from dated facts each time, so never out of date."""

    @admin.display(description=_("listed now"), boolean=True)
    def listed_now(self, row: Any) -> bool:
        return bool(row.is_listed_now)


def _plain(text: str) -> str:
    """Small letters without accents; both kinds of apostrophe are one."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(SPECIAL))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


# Letters that Unicode does not take apart, as US registries write them.
SPECIAL: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "’": "'", "‘": "'"})
MARKED: Final = "".join(
    letter for letter in map(chr, range(0xC0, 0x250)) if letter == letter.lower() and len(_plain(letter)) == 1
)
MARKS: Final = "".join(map(chr, range(0x300, 0x310)))  # those that stand beside their letter: translate() drops them


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
        plain = "".join(map(_plain, MARKED + "’‘"))
        marked = (MARKED + "’‘" + MARKS, plain)
        return f"translate(lower({column}), %s, %s) LIKE {sought}", (*parameters, *marked, *more)


class FindsPeople:
    """A search box that takes a name as lists write it ("Last, First") and an NPI as letters do ("1234 567-893")."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = " ".join(search_term.replace(",", " ").replace(";", " ").replace("\0", "").split())
        found, repeats = super().get_search_results(request, queryset, term)  # type: ignore[misc]
        digits = npi_digits(term)
        if digits != term and digits.isdecimal():
            as_number, more = super().get_search_results(request, queryset, digits)  # type: ignore[misc]
            return found | as_number, repeats or more
        return found, repeats

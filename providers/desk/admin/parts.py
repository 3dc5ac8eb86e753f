"""What several pages of the desk share: rows that stay, and "listed now?"."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from providers.listing.listed import listed_places


class NotDeleted:
    """Deleting a provider or a place would take its evidence along. What is over is turned off instead."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def with_listed_now(rows: QuerySet[Any], **own: str) -> QuerySet[Any]:
    """Rows with `is_listed_now`, worked out by the database for all of them in one statement.

    `own` says which listed locations are a row's: provider="pk" for a provider, pk="pk" for a location.
    """
    listed = listed_places(on=timezone.now())
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

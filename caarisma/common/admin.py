"""What admin pages of several rooms share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.options import TO_FIELD_VAR
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def naming_a_field(admin_view: Callable[..., View]) -> Callable[..., View]:
    """For `AdminSite.admin_view`: an address that names the field "" is refused as one that names another wrong one is.
    Django looks for it, and the page breaks."""

    def wrapped(view: View, cacheable: bool = False) -> View:
        inner = admin_view(view, cacheable)

        @wraps(inner)
        def look(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if "" in (request.GET.get(TO_FIELD_VAR), request.POST.get(TO_FIELD_VAR)):
                raise DisallowedModelAdminToField("The field that it names has no name.")
            return inner(request, *args, **kwargs)

        return look

    return wrapped


class ReadOnly:
    """Whoever may view may look; nobody adds, changes or deletes here. For pages and for rows inside a page."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

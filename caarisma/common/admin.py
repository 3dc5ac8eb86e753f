"""What admin pages of several rooms share."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, Final

from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.helpers import AdminReadonlyField
from django.contrib.admin.options import TO_FIELD_VAR
from django.db.models import ForeignObjectRel, Model
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse

View = Callable[..., HttpResponse]
Link = Callable[[AdminReadonlyField, ForeignObjectRel, Model], str]

_LOOKS: Final[ContextVar[HttpRequest | None]] = ContextVar("looks", default=None)


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


def knowing_who_looks(admin_view: Callable[..., View]) -> Callable[..., View]:
    """For `AdminSite.admin_view`: while the page is made and drawn, `only_open_doors` knows its reader."""

    def wrapped(view: View, cacheable: bool = False) -> View:
        @wraps(view)
        def look(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            token = _LOOKS.set(request)
            try:
                response = view(request, *args, **kwargs)
                return response.render() if isinstance(response, SimpleTemplateResponse) else response
            finally:
                _LOOKS.reset(token)

        return admin_view(look, cacheable)

    return wrapped


def only_open_doors(link: Link) -> Link:
    """For `AdminReadonlyField.get_admin_url`: a row that its reader may not open is named, and not linked.

    Django links it whoever reads, and the page behind the link is a refusal.
    """

    def named(field: AdminReadonlyField, relation: ForeignObjectRel, row: Model) -> str:
        request, page = _LOOKS.get(), field.model_admin and field.model_admin.admin_site._registry.get(relation.model)
        if request and page and page.has_view_or_change_permission(request, row):
            return link(field, relation, row)
        return str(row)

    return named


class ReadOnly:
    """Whoever may view may look; nobody adds, changes or deletes here. For pages and for rows inside a page."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

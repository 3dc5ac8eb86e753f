"""A page of a document as a picture: for who sent it, and for staff whose work it is. Strangers get 404."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caarisma.accounts.http import SignedInRequest
from caarisma.common.errors import UserFacingError
from providers.screening.models import Document
from providers.vetting.documents.storing import may_see, record_view


class FilesAway(UserFacingError):
    """The storage gives nothing right now."""

    status = 503

    def __init__(self) -> None:
        super().__init__(_("We cannot open files right now. Please try again in a few minutes."))


@require_GET
@login_required
def page(request: SignedInRequest, name: UUID, number: int) -> HttpResponse:
    held = Document.objects.held().select_related("provider")
    document = get_object_or_404(held, name=name, pages__gte=number)
    if number < 1 or not may_see(document=document, user=request.user):
        raise Http404
    content = opened(lambda: document.page(number))
    record_view(document=document, page=number, by=request.user, now=timezone.now())
    return shut_in(content, content_type="image/jpeg", disposition=f'inline; filename="page-{number}.jpg"')


def opened(read: Callable[[], bytes]) -> bytes:
    """Http404 for a file that was deleted, FilesAway when the storage gives none."""
    try:
        return read()
    except FileNotFoundError:
        raise Http404 from None
    except OSError:
        raise FilesAway from None


def shut_in(content: bytes, *, content_type: str, disposition: str) -> HttpResponse:
    """Opened by itself it can run nothing, load nothing and be framed by nobody."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": disposition,
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
            "Cache-Control": "no-store, private",
            "X-Content-Type-Options": "nosniff",
        },
    )

"""A page of a source that a colleague saved: pictures in the window, the rest as a download."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from caarisma.accounts.http import SignedInRequest
from providers.desk.access import DOCUMENTS, desk_page
from providers.screening.models import SourcePage
from providers.vetting.documents.source_pages import FILES, LOOKED_AT, record_page_view
from providers.vetting.documents.views import opened, shut_in


@require_GET
@desk_page(DOCUMENTS)
def saved_page(request: SignedInRequest, name: UUID) -> HttpResponse:
    page = get_object_or_404(SourcePage, name=name)
    content = opened(page.content)
    record_page_view(page=page, by=request.user, now=timezone.now())
    shown = "inline" if page.content_type in LOOKED_AT else "attachment"
    disposition = f'{shown}; filename="page-{page.pk}.{FILES[page.content_type]}"'
    return shut_in(content, content_type=page.content_type, disposition=disposition)

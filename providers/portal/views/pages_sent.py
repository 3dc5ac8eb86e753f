"""The pages that we made of a file: seen before it is saved, and confirmed after."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from caarisma.common import private_files
from caarisma.common.errors import UserFacingError
from caarisma.common.http import HttpResponseSeeOther
from providers.portal.http import PortalRequest, for_provider
from providers.screening.enums import CheckKind, UploadState
from providers.screening.models import Document, Upload
from providers.vetting.documents.storing import confirm_document, remove_document
from providers.vetting.documents.views import opened, shut_in


@require_safe
@for_provider
def kept_page(request: PortalRequest, name: UUID, number: int) -> HttpResponse:
    """A page of a file that waits for its form. Only for who chose it."""
    mine = Upload.objects.filter(provider=request.provider, uploaded_by=request.user, state=UploadState.READ)
    upload = get_object_or_404(mine, name=name, pages__gte=number)
    folder = upload.pages_name
    if number < 1 or folder is None:
        raise Http404
    content = opened(lambda: private_files.read(folder, number))
    return shut_in(content, content_type="image/jpeg", disposition=f'inline; filename="page-{number}.jpg"')


@require_POST
@for_provider
def seen(request: PortalRequest, name: UUID) -> HttpResponse:
    """Whether each word can be read. If not, it is taken back, and the form asks for another."""
    held = Document.objects.held().filter(provider=request.provider, uploaded_by=request.user)
    document = get_object_or_404(held, name=name)
    now = timezone.now()
    try:
        if request.POST.get("read") == "no":
            remove_document(document_id=document.pk, by=request.user, now=now)
            messages.info(request, _("We deleted it. Take it again: more light, all four corners, hands still."))
            return HttpResponseSeeOther(_form_of(document))
        confirm_document(document_id=document.pk, by=request.user, now=now)
        messages.success(request, _("Saved."))
    except UserFacingError as error:
        messages.error(request, error.message)
    return HttpResponseSeeOther(_after(document))


def _form_of(document: Document) -> str:
    return _after(document) if document.kind == CheckKind.LICENSE else reverse(f"provider:{document.kind}")


def _after(document: Document) -> str:
    return reverse("provider:licenses" if document.kind == CheckKind.LICENSE else "provider:home")

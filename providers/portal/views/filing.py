"""How a form with a document is answered. The file is kept at once; a worker reads it, and saves the form with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from caarisma.common.errors import UserFacingError
from caarisma.common.http import by_htmx
from providers.portal.filing import Filing, bound_again, filing_at
from providers.portal.forms.papers import PaperForm
from providers.portal.http import UPLOADS_AN_HOUR, PortalRequest, answer, count_beyond
from providers.portal.onward import ONWARD, saved
from providers.screening.enums import CheckKind, UploadState
from providers.screening.models import Upload
from providers.screening.page_hints import told
from providers.vetting.documents.fields import DROP_NAME, KEPT_NAME, FreshFile
from providers.vetting.documents.staging import discard, save_when_read, stage

FILE = "file"  # ?file=<name>: the page looks at what became of that file
TOO_MANY_REQUESTS, UNAVAILABLE = 429, 503


def file_form(request: PortalRequest, filing: Filing, template: str, **context: Any) -> HttpResponse:
    """Show the form, take it, or say what became of the file that was sent with it."""
    context = {"standing": request.standing, "documents": request.standing.documents.get(filing.kind, ()), **context}
    if request.method == "POST":
        return _take(request, filing, template, context)
    if FILE not in request.GET:
        return answer(request, template, filing.form(kept=_left(request, filing)), **context)
    upload = _mine(request, filing, request.GET[FILE])
    if upload is None:
        return HttpResponseRedirect(filing.url)  # it was sent more than a day ago
    return _what_became(request, filing, upload, template, context)


def _take(request: PortalRequest, filing: Filing, template: str, context: dict[str, Any]) -> HttpResponse:
    kept = _mine(request, filing, request.POST.get(KEPT_NAME, ""))
    if DROP_NAME in request.POST:
        return _without(request, filing, kept, template, context)
    form = filing.form(request.POST, request.FILES, kept=kept)
    filing.is_right(form)
    upload: Any = form.cleaned_data.get("document")
    code = 0
    if isinstance(upload, FreshFile):
        upload, code = _staged(request, filing, form, upload, kept)
    if not form.errors and (upload is None or upload.state in {UploadState.READ, UploadState.KEPT}):
        try:
            filing.save(form, upload, by=request.user, now=timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
    if form.errors:
        return answer(request, template, form, code, **context)
    filing.forget_refused(request.user)
    if upload is None:
        lacks_file = form.needs_document and not request.standing.has(filing.kind)
        messages.success(request, _("Saved. Its photo is still missing.") if lacks_file else _("Saved."))
        return saved(request, filing.task, else_to=filing.done_url)
    save_when_read(upload_id=upload.pk, form=filing.typed(request.POST), now=timezone.now())
    if ONWARD in request.POST:
        messages.info(request, _("We read your file meanwhile. You see it before you send."))
    return saved(request, filing.task, else_to=f"{filing.url}?{FILE}={upload.name}")


def _without(
    request: PortalRequest, filing: Filing, kept: Upload | None, template: str, context: dict[str, Any]
) -> HttpResponse:
    """The form as it was typed, and the file that was chosen with it gone. Nothing is judged: nothing was saved."""
    if kept is not None and kept.document is None:
        discard(upload_ids=[kept.pk])
    form = filing.form(request.POST)
    form.errors.clear()
    messages.success(request, _("We let go of this file."))
    return answer(request, template, form, **context)


def _left(request: PortalRequest, filing: Filing) -> Upload | None:
    """A file that was chosen here and left without saving, for who comes back. A license may be another one."""
    if filing.kind == CheckKind.LICENSE:
        return None
    mine = Upload.objects.filter(provider=request.provider, uploaded_by=request.user, kind=filing.kind)
    left = mine.filter(form__isnull=True, document__isnull=True, state__in=[UploadState.WAITING, UploadState.READ])
    return left.order_by("-pk").first()


def _staged(
    request: PortalRequest, filing: Filing, form: PaperForm, sent: FreshFile, before: Upload | None
) -> tuple[Upload | None, int]:
    """The file, kept for this form whatever else is wrong with it; or None, words at the field, and maybe a status."""
    code = 0
    if count_beyond(request, "uploads", UPLOADS_AN_HOUR):
        form.add_error("document", _("You have sent 60 files within an hour. Wait a while, then send this one."))
        return None, TOO_MANY_REQUESTS
    try:
        upload = stage(
            provider_id=request.provider.pk,
            kind=filing.kind,
            title=sent.title,
            content=sent.content,
            by=request.user,
            now=timezone.now(),
        )
    except UserFacingError as error:
        form.add_error("document", error.message)
    except OSError:
        form.add_error("document", _("We cannot take files right now. Please choose it again in a few minutes."))
        code = UNAVAILABLE
    else:
        form.keep(upload)
        if before:
            discard(upload_ids=[before.pk])
        return upload, 0
    return None, code


def on_its_way(request: PortalRequest) -> list[tuple[Upload, str]]:
    """Files that are being read and those that were not taken, each with the address that tells more."""
    mine = Upload.objects.filter(provider=request.provider, uploaded_by=request.user, document__isnull=True)
    return [
        (upload, f"{filing_at(request.standing, upload.typed).url}?{FILE}={upload.name}")
        for upload in mine.exclude(form__isnull=True)
    ]


def _mine(request: PortalRequest, filing: Filing, name: str) -> Upload | None:
    try:
        folder = UUID(name)
    except ValueError:
        return None
    mine = Upload.objects.filter(provider=request.provider, uploaded_by=request.user, kind=filing.kind)
    return mine.filter(name=folder).select_related("document").first()


def _what_became(
    request: PortalRequest, filing: Filing, upload: Upload, template: str, context: dict[str, Any]
) -> HttpResponse:
    part = by_htmx(request)
    if upload.is_on_its_way:
        if part:
            return HttpResponse(status=204)  # nothing new: the page stays, and a screen reader is not told again
        return render(request, "providers/portal/reading.html", {"filing": filing, "upload": upload, **context})
    if part:
        return HttpResponseClientRedirect(request.get_full_path())
    if (document := upload.document) is not None:
        if document.deletion_asked_at:
            return HttpResponseRedirect(filing.url)
        numbers = range(1, document.pages + 1)
        context = {"filing": filing, "document": document, "numbers": numbers, "hints": told(document.hints), **context}
        return render(request, "providers/portal/read.html", context)
    form = bound_again(filing, upload) if upload.form else filing.form(kept=upload)
    if upload.problem and not form.errors:
        form.add_error(None, upload.problem)
    return answer(request, template, form, action=filing.url, **context)

"""Adopt a document, look at it, let it go."""

from datetime import datetime
from functools import partial
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.screening.enums import CaseStatus, CheckKind, Fact, UploadState
from providers.screening.models import Document, ScreeningCase, Upload
from providers.teams.acting import require_not_team
from providers.vetting.cases.case_moves import touch_case
from providers.vetting.documents.dropping import drop_folders
from providers.vetting.locks import lock_case

MOST_HELD: Final = 40  # documents of one provider
DECIDED: Final = frozenset({CaseStatus.APPROVED, CaseStatus.TURNED_DOWN, CaseStatus.TAKEN_BACK})


@transaction.atomic
def keep_document(*, case_id: int, upload_id: int, by: User, now: datetime) -> Document:
    """Adopt the pages of a file that was read, as evidence in an open case. The same file again is kept once.

    UserFacingError when the case is decided or the provider holds too many documents.
    """
    case = lock_case(case_id)
    require_not_team(case.provider, by)
    upload = Upload.objects.select_for_update(of=("self",)).filter(pk=upload_id).first()
    if upload is None:  # a day has passed
        raise UserFacingError(_("We do not have this file any more. Choose it again."))
    if upload.document is not None:
        return upload.document
    if case.status in DECIDED:
        raise UserFacingError(_("This case is decided. Open the page again to send something new."))
    held = Document.objects.held().filter(provider=case.provider)
    document = held.filter(case=case, kind=upload.kind, sha256=upload.sha256).first()
    if document is None and held.count() >= MOST_HELD:
        raise UserFacingError(_("You have sent 40 documents, which is the most. Remove one that you do not need."))
    document = document or _adopt(upload, case, by, now)
    if upload.pages_name and upload.pages_name != document.name:
        transaction.on_commit(partial(drop_folders, [upload.pages_name]))
    upload.state, upload.document, upload.pages_name, upload.form = UploadState.KEPT, document, None, None
    upload.save(update_fields=["state", "document", "pages_name", "form"])
    return document


def _adopt(upload: Upload, case: ScreeningCase, by: User, now: datetime) -> Document:
    """A row that names the pages: once it commits they are the document's, and else they are swept."""
    assert upload.pages_name, "only what was read is kept"
    return Document.objects.create(
        provider=case.provider,
        case=case,
        kind=upload.kind,
        name=upload.pages_name,
        title=upload.title,
        sha256=upload.sha256,
        size=upload.size,
        content_type=upload.content_type,
        pages=upload.pages,
        hints=upload.hints,
        uploaded_by=by,
        uploaded_at=now,
    )


@transaction.atomic
def remove_document(*, document_id: int, by: User, now: datetime) -> None:
    """The provider takes a document back. Once a case was decided it is evidence and stays.

    What the desk checked with it is not done any more, and whoever has the case open is told.
    """
    case = lock_case(Document.objects.values_list("case", flat=True).get(pk=document_id))
    document = Document.objects.select_for_update(of=("self",)).get(pk=document_id)
    if case.status in DECIDED:
        raise UserFacingError(_("We decided with this document, so it stays in your record."))
    _let_go([document], now)
    if case.status != CaseStatus.DRAFT and document.kind in Fact.values:
        words = _("A document was taken back.")
        touch_case(case_id=case.pk, what=Fact(document.kind), words=words, by=by, now=now)


@transaction.atomic
def confirm_document(*, document_id: int, by: User, now: datetime) -> None:
    """Who sent it has looked at our pages, and can read each word. Pressing twice is pressing once."""
    held = Document.objects.held().select_for_update(of=("self",)).filter(pk=document_id, uploaded_by=by)
    held.filter(seen_at__isnull=True).update(seen_at=now)


@transaction.atomic
def delete_identity_documents(*, case_id: int, now: datetime) -> int:
    """After a decision no picture of an ID card is kept; its hash says what was seen. Returns how many went."""
    documents = Document.objects.held().select_for_update().filter(case=case_id, kind=CheckKind.IDENTITY)
    return _let_go(list(documents), now)


def _let_go(documents: list[Document], now: datetime) -> int:
    """Nobody sees them from now on. The files go after the commit: what is rolled back must not lose its pages."""
    for document in documents:
        document.deletion_asked_at = now
        document.save(update_fields=["deletion_asked_at"])
        _delete_after_commit(document.pk, now)
    return len(documents)


def _delete_after_commit(document_id: int, now: datetime) -> None:
    """A lambda, as in caarisma/common/publishing.py."""
    transaction.on_commit(lambda: delete_pages(document_id=document_id, now=now), robust=True)


def delete_pages(*, document_id: int, now: datetime) -> bool:
    """Delete the pages whose deletion was asked for, and only then say so. False when they are still there: the sweeper
    tries again within the hour. May be called twice.
    """
    document = Document.objects.to_delete().filter(pk=document_id).first()
    if document is None:
        return True
    if drop_folders([document.name]):
        return False
    Document.objects.to_delete().filter(pk=document_id).update(deleted_at=now)
    return True


def may_see(*, document: Document, user: User) -> bool:
    """Who sent it, as long as the provider is theirs; staff whose work it is. Nobody else."""
    if user.is_staff:
        return user.has_perm("screening.view_document")
    return document.uploaded_by_id == user.pk and document.provider.user_id == user.pk


def record_view(*, document: Document, page: int, by: User, now: datetime) -> None:
    """Reading evidence about a person leaves a trace, unless the person reads their own."""
    if by.pk != document.uploaded_by_id:
        write_audit(actor=by, verb="document.read", about=f"providers.document {document.pk}", now=now, page=page)

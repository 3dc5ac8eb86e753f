"""Keep a document, look at it, let it go."""

from datetime import datetime
from functools import partial
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common import private_files
from caarisma.common.errors import UserFacingError
from providers.documents.reading import ReadDocument
from providers.enums import CaseStatus, CheckKind, Fact
from providers.models import Document, Provider, ScreeningCase
from providers.services.case_moves import facts_changed
from providers.services.locks import locked_case

MOST_HELD: Final = 40  # documents of one provider
DECIDED: Final = frozenset({CaseStatus.APPROVED, CaseStatus.TURNED_DOWN})


@transaction.atomic
def keep_document(
    *, case_id: int, kind: CheckKind, title: str, read: ReadDocument, by: User, now: datetime
) -> Document:
    """Store the pages of a file that was read, as evidence in an open case. The same file again is kept once.

    UserFacingError when the case is decided or the provider holds too many documents.
    """
    case = locked_case(case_id)
    if case.status in DECIDED:
        raise UserFacingError(_("This case is decided. Open the page again to send something new."))
    held = Document.objects.held().filter(provider=case.provider)
    if same := held.filter(case=case, kind=kind, sha256=read.sha256).first():
        return same
    if held.count() >= MOST_HELD:
        raise UserFacingError(_("You have sent 40 documents, which is the most. Remove one that you do not need."))
    name = uuid4()
    document = Document.objects.create(
        provider=case.provider,
        case=case,
        kind=kind,
        name=name,
        title=title[:80],
        sha256=read.sha256,
        size=read.size,
        content_type=read.content_type,
        pages=len(read.pages),
        uploaded_by=by,
        uploaded_at=now,
    )
    try:
        for number, page in enumerate(read.pages, 1):
            private_files.write(name, number, page)
    except OSError:
        private_files.delete(name)  # the row goes with the transaction, the files have none
        raise
    return document


@transaction.atomic
def remove_document(*, document_id: int, by: User, now: datetime) -> None:
    """The provider takes a document back. Once a case was decided it is evidence and stays.

    What the desk checked with it is not done any more, and whoever has the case open is told.
    """
    case = locked_case(Document.objects.values_list("case", flat=True).get(pk=document_id))
    document = Document.objects.select_for_update(of=("self",)).get(pk=document_id)
    if case.status in DECIDED:
        raise UserFacingError(_("We decided with this document, so it stays in your record."))
    _let_go([document], now)
    if case.status != CaseStatus.DRAFT and document.kind in Fact.values:
        words = _("A document was taken back.")
        facts_changed(provider_id=case.provider_id, what=Fact(document.kind), words=words, by=by, now=now)


@transaction.atomic
def delete_identity_documents(*, case_id: int, now: datetime) -> int:
    """After a decision no picture of an ID card is kept; its hash says what was seen. Returns how many went."""
    documents = Document.objects.held().select_for_update().filter(case=case_id, kind=CheckKind.IDENTITY)
    return _let_go(list(documents), now)


def _let_go(documents: list[Document], now: datetime) -> int:
    """The files go after the commit: a rolled back transaction must not leave rows without pages."""
    for document in documents:
        document.deleted_at = now
        document.save(update_fields=["deleted_at"])
        transaction.on_commit(partial(private_files.delete, document.name))
    return len(documents)


def may_see(*, document: Document, user: User) -> bool:
    """Who sent it, as long as the provider is theirs; staff whose work it is. Nobody else."""
    if user.is_staff:
        return user.has_perm("providers.view_document")
    return document.uploaded_by_id == user.pk and document.provider.user_id == user.pk


def record_view(*, document: Document, page: int, by: User, now: datetime) -> None:
    """Reading evidence about a person leaves a trace, unless the person reads their own."""
    if by.pk != document.uploaded_by_id:
        write_audit(actor=by, verb="document.read", about=f"providers.document {document.pk}", now=now, page=page)


def held_documents(provider: Provider, case: ScreeningCase | None) -> list[Document]:
    """What the owner sees: the documents of the case at hand, all of them when there is none."""
    documents = Document.objects.held().filter(provider=provider)
    return list(documents.filter(case=case) if case else documents)

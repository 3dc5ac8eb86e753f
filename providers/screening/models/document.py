"""What a provider sent as proof: pages that we drew anew, kept encrypted outside the web's reach."""

from typing import Final
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caarisma.common import private_files
from providers.directory.models.provider import Provider
from providers.screening.enums import CheckKind
from providers.screening.models.screening import ScreeningCase

HINTS: Final = "^((dark|blurred|empty)@[0-9]{1,2}( |$))*$"  # as vetting/documents/child.py finds them
MOST_HINTS: Final = 240


class DocumentQuerySet(models.QuerySet["Document"]):
    def held(self) -> "DocumentQuerySet":
        """Whose pages we have, and mean to keep."""
        return self.filter(deletion_asked_at__isnull=True, deleted_at__isnull=True)

    def to_delete(self) -> "DocumentQuerySet":
        """Nobody sees them any more, and their pages are still there."""
        return self.filter(deletion_asked_at__isnull=False, deleted_at__isnull=True)


class Document(models.Model):
    """One file as evidence for one kind of check. Row and hash stay for ever; the pages may be deleted.

    `deleted_at` says that the pages are gone, and is only set once they are; `deletion_asked_at` that they have to go.
    `sha256`, `size` and `content_type` are of the file as it was sent, which is not kept; `pages` counts our JPEGs.
    """

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="documents")
    case = models.ForeignKey(ScreeningCase, models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=12, choices=CheckKind)
    name = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField(max_length=80, help_text=_("The file's name, as the provider's device gave it"))
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text=_("Bytes, as sent"))
    content_type = models.CharField(max_length=20)
    pages = models.PositiveSmallIntegerField()
    hints = models.CharField(
        max_length=MOST_HINTS, blank=True, default="", db_default="", help_text=_("Pages to look at again: dark@1")
    )
    seen_at = models.DateTimeField(null=True, blank=True, help_text=_("Who sent it can read each word of our pages"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="uploaded_documents")
    uploaded_at = models.DateTimeField()
    deletion_asked_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="document_kind_known", condition=Q(kind__in=CheckKind.values)),
            models.CheckConstraint(name="document_hash_shaped", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(name="document_hints_known", condition=Q(hints__regex=HINTS)),
            models.CheckConstraint(name="document_has_pages", condition=Q(pages__range=(1, 20))),
            models.CheckConstraint(
                name="document_deletion_asked_after_upload",
                condition=Q(deletion_asked_at__isnull=True) | Q(deletion_asked_at__gte=F("uploaded_at")),
            ),
            models.CheckConstraint(
                name="document_deleted_after_upload",
                condition=Q(deleted_at__isnull=True) | Q(deleted_at__gte=F("uploaded_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    def page(self, number: int) -> bytes:
        """The JPEG of a page, from 1. FileNotFoundError when the pages were deleted."""
        return private_files.read(self.name, number)

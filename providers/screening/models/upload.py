"""A file on its way to becoming a document: staged as it was sent, read by a worker, then adopted or refused."""

from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caarisma.common.fields import EncryptedJSONField
from providers.directory.models.provider import Provider
from providers.screening.enums import CheckKind, UploadState
from providers.screening.models.document import HINTS, MOST_HINTS, Document

KEPT_FOR: Final = timedelta(days=1)  # then what nobody needs any more goes, file and words
LEFT_FOR: Final = timedelta(hours=3)  # what was chosen on a page that was left without saving


class UploadQuerySet(models.QuerySet["Upload"]):
    def due(self, *, on: datetime) -> "UploadQuerySet":
        """What a worker has to read, or has read and not yet saved with its form. Oldest first."""
        unread = Q(state=UploadState.WAITING)
        unsaved = Q(state=UploadState.READ, form__isnull=False, problem="")
        return self.filter(unread | unsaved, available_at__lte=on).order_by("sent_at", "pk")


class Upload(models.Model):
    """Lives for a day. `name` is the folder of what was sent, which goes when it was read; `pages_name` is that of the
    pages that we drew, which becomes the document's.

    `form`: what was typed beside the file, to be saved with it. None as long as the person still has to mend something.
    """

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="uploads")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="uploads")
    kind = models.CharField(max_length=12, choices=CheckKind)
    name = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField(max_length=80, help_text=_("The file's name, as the provider's device gave it"))
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text=_("Bytes, as sent"))
    sent_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=UploadState, default=UploadState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    available_at = models.DateTimeField()
    refused = models.CharField(max_length=12, blank=True, help_text=_("The code of the reason"))
    pages_name = models.UUIDField(null=True, blank=True)
    pages = models.PositiveSmallIntegerField(default=0)
    content_type = models.CharField(max_length=20, blank=True)
    hints = models.CharField(max_length=MOST_HINTS, blank=True, help_text=_("Pages to look at again: dark@1"))
    form = EncryptedJSONField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True, help_text=_("Why it could not be saved, for the person"))
    document = models.ForeignKey(Document, models.CASCADE, null=True, blank=True, related_name="uploads")

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="upload_kind_known", condition=Q(kind__in=CheckKind.values)),
            models.CheckConstraint(name="upload_hints_known", condition=Q(hints__regex=HINTS)),
            models.CheckConstraint(name="upload_state_known", condition=Q(state__in=UploadState.values)),
            models.CheckConstraint(
                name="upload_says_why_refused",
                condition=Q(state=UploadState.REFUSED) & ~Q(refused="") | ~Q(state=UploadState.REFUSED) & Q(refused=""),
            ),
            models.CheckConstraint(
                name="upload_has_pages_when_read",
                condition=Q(state=UploadState.READ, pages_name__isnull=False, pages__range=(1, 20))
                | Q(state=UploadState.KEPT, document__isnull=False)
                | Q(state__in=[UploadState.WAITING, UploadState.REFUSED], pages_name__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["available_at"], name="upload_due", condition=Q(state__in=["waiting", "read"]))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def typed(self) -> dict[str, Any]:
        """The form, as Filing.typed made it. For an upload that has one."""
        return cast(dict[str, Any], self.form)

    @property
    def is_on_its_way(self) -> bool:
        """Being read, or about to be saved with what was typed."""
        saving = self.state == UploadState.READ and self.form is not None and not self.problem
        return self.state == UploadState.WAITING or saving

"""What a source said, saved by the member of staff who looked: a page as a picture or PDF, or a file."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caarisma.common import private_files
from providers.directory.models.provider import Provider
from providers.screening.enums import CheckKind
from providers.screening.rules.evidence import BY_PAGE


class SourcePage(models.Model):
    """A trigger lets the table only grow: checks rest on these. The file is kept as it was sent, so that its hash can
    be worked out again. `provider` is empty for a file about everybody, as that of federal award exclusions
    or the page of a state's law.
    """

    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="source_pages")
    kind = models.CharField(max_length=12, choices=CheckKind)
    name = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField(max_length=80, help_text=_("The file's name, as the device gave it"))
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    content_type = models.CharField(max_length=20)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_pages")
    saved_at = models.DateTimeField()
    is_demonstration = models.BooleanField(default=False, help_text=_("Made up. It carries made-up people only."))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="source_page_kind_known", condition=Q(kind__in=sorted({*BY_PAGE, CheckKind.SCOPE}))
            ),
            models.CheckConstraint(name="source_page_hash_shaped", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(
                name="source_page_about_somebody",
                condition=Q(provider__isnull=False) | Q(kind__in=[CheckKind.SAM, CheckKind.SCOPE]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    def content(self) -> bytes:
        """As it was sent. FileNotFoundError when it is not in the storage."""
        return private_files.read(self.name, 1)

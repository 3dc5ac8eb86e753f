"""One letter, and our answer."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from caarisma.common.fields import EncryptedJSONField
from providers.directory.models import Provider
from providers.letters.enums import LetterKind, LetterState

ANSWERED = Q(state=LetterState.ANSWERED, answer__isnull=False, answered_by__isnull=False, answered_at__isnull=False)
UNANSWERED = Q(state=LetterState.OPEN, answer=None, answered_by=None, answered_at=None)


class DeskLetterQuerySet(models.QuerySet["DeskLetter"]):
    def open(self) -> "DeskLetterQuerySet":
        """Those due first in front."""
        return self.filter(state=LetterState.OPEN).order_by("due_at", "pk")


class DeskLetter(models.Model):
    """`provider` is empty for who has no profile yet, as one whose claim of a number was refused. People write about
    patients and about themselves whatever one asks of them, so `words` are kept as if they did."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=LetterKind)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="desk_letters")
    provider = models.ForeignKey(Provider, models.CASCADE, null=True, blank=True, related_name="desk_letters")
    words = EncryptedJSONField()
    form_key = models.UUIDField(help_text="The same form sent twice is one letter")
    state = models.CharField(max_length=8, choices=LetterState, default=LetterState.OPEN)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = EncryptedJSONField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="answered_letters"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = DeskLetterQuerySet.as_manager()

    class Meta:
        permissions = [("answer_deskletter", "Can read and answer letters of clinics")]
        indexes = [models.Index(name="letter_queue", fields=["due_at"], condition=Q(state=LetterState.OPEN))]
        constraints = [
            models.CheckConstraint(name="letter_kind_known", condition=Q(kind__in=LetterKind.values)),
            models.CheckConstraint(name="letter_due_later", condition=Q(due_at__gt=F("made_at"))),
            models.CheckConstraint(name="letter_answered_whole", condition=ANSWERED | UNANSWERED),
            models.UniqueConstraint(name="letter_once_a_form", fields=["user", "form_key"]),
        ]

    def __str__(self) -> str:
        return f"Letter {self.pk}"

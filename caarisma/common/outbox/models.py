"""One row a mail. PostgreSQL is the queue of record, as for rankings (docs/adr/0008)."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caarisma.common.fields import EncryptedJSONField
from caarisma.common.outbox.enums import HOLDS_LETTER, MailState

WORRYING_TRIES = 3
WORRYING_AFTER = timedelta(hours=1)  # also when the server is away, which costs no mail a try


class MailQuerySet(models.QuerySet["Mail"]):
    def due(self, *, on: datetime) -> "MailQuerySet":
        """Whose end of life is nearest first: a confirmation before hundreds of reminders. Who gives way, last."""
        waiting = self.filter(state=MailState.WAITING, due_at__lte=on, not_after__gt=on)
        return waiting.order_by("gives_way", "not_after", "pk")

    def stuck(self, *, on: datetime) -> "MailQuerySet":
        """What staff should see: refused, too late, or not through after some tries or an hour."""
        slow = Q(attempts__gte=WORRYING_TRIES) | Q(created_at__lt=on - WORRYING_AFTER)
        return self.filter(Q(state__in=(MailState.REFUSED, MailState.OVER)) | Q(slow, state=MailState.WAITING))


class Mail(models.Model):
    """`letter` is subject and text. A link in it may be a key: it is encrypted, and erased when the mail has ended."""

    kind = models.CharField(max_length=40, help_text=_("Which mail it is; never what it says"))
    # Named by whoever must not send it twice ("request:9:move:4:patient"); never what it says or to whom.
    key = models.CharField(max_length=80, null=True, unique=True, editable=False)  # noqa: DJ001  most have none
    recipient = EncryptedJSONField(null=True)
    letter = EncryptedJSONField(null=True)
    language = models.CharField(max_length=8)
    gives_way = models.BooleanField(default=False, help_text=_("Goes when no other mail waits"))
    message_id = models.CharField(max_length=120, unique=True)  # the same at each try: a double can be told as one
    state = models.CharField(max_length=8, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=40, blank=True, help_text=_("What the server last said: a code or a fault"))
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text=_("Not before this moment; moved on by each try, which is the lease"))
    not_after = models.DateTimeField(help_text=_("Of no use later: then it is erased, not sent"))
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        permissions = [("settle_mail", _("Can have a mail tried again, or give it up"))]
        indexes = [
            models.Index(name="mail_waiting", fields=["due_at"], condition=Q(state=MailState.WAITING)),
        ]
        constraints = [
            models.CheckConstraint(name="mail_state_known", condition=Q(state__in=MailState.values)),
            models.CheckConstraint(
                name="mail_ends_once",
                condition=Q(state=MailState.WAITING, ended_at=None)
                | (~Q(state=MailState.WAITING) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="mail_letter_until_ended",
                condition=Q(state__in=HOLDS_LETTER, letter__isnull=False, recipient__isnull=False)
                | (~Q(state__in=HOLDS_LETTER) & Q(letter=None)),
            ),
            models.CheckConstraint(
                name="mail_address_while_needed",
                condition=~Q(state__in=(MailState.SENT, MailState.DROPPED)) | Q(recipient=None),
            ),
            models.CheckConstraint(name="mail_has_a_life", condition=Q(not_after__gt=F("created_at"))),
        ]

    def __str__(self) -> str:
        return f"Mail {self.pk}: {self.state}"

"""Who asks. An account is not needed: an address that was confirmed by a press is somebody, and a phone with a code."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from caarisma.common.fields import EncryptedJSONField
from caarisma.common.models import TimeStamped
from matching.consultations.enums import HeldBy, LinkPurpose


class Asker(TimeStamped):
    """`email_key` finds the row without the address being readable (secrets.py). Without an address: `paper_code`."""

    email = EncryptedJSONField(null=True)
    email_key = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001  many without
    paper_code = models.CharField(max_length=64, blank=True, editable=False, help_text="Hash of the code on paper")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="askers")
    language = models.CharField(max_length=8)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="asker_has_address_or_code",
                condition=Q(email__isnull=False, email_key__isnull=False, confirmed_at__isnull=False)
                | (Q(email=None, email_key=None) & ~Q(paper_code="")),
            )
        ]

    def __str__(self) -> str:
        return f"Asker {self.pk}"


class HoldQuerySet(models.QuerySet["Hold"]):
    def living(self, *, on: datetime) -> "HoldQuerySet":
        return self.filter(ends_at__gt=on)


class Hold(models.Model):
    """This browser may see this asker's requests. Bound to the hash of the session's key: a new session is nobody."""

    asker = models.ForeignKey(Asker, models.CASCADE, related_name="holds")
    session_hash = models.CharField(max_length=64, db_index=True)
    by = models.CharField(max_length=7, choices=HeldBy)
    granted_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    shared_device = models.BooleanField(default=False)
    proved_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="A code was typed here last, or a link pressed that was asked for here. Empty: a new device",
    )

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="hold_once_a_browser", fields=["asker", "session_hash"]),
            models.CheckConstraint(name="hold_by_known", condition=Q(by__in=HeldBy.values)),
            models.CheckConstraint(name="hold_ends_later", condition=Q(ends_at__gt=F("granted_at"))),
        ]

    def __str__(self) -> str:
        return f"Hold {self.pk}"


class PressLink(models.Model):
    """What a mailed link and the code beside it open, once. Only their hashes are here."""

    purpose = models.CharField(max_length=7, choices=LinkPurpose)
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64)
    code_tries = models.PositiveSmallIntegerField(default=0)
    session_hash = models.CharField(max_length=64, help_text="The browser that asked for it: where the code is typed")
    draft = models.ForeignKey(
        "consultations.RequestDraft", models.SET_NULL, null=True, blank=True, related_name="links"
    )
    asker = models.ForeignKey(Asker, models.CASCADE, null=True, blank=True, related_name="links")
    request = models.ForeignKey("consultations.Request", models.CASCADE, null=True, blank=True, related_name="links")
    made_at = models.DateTimeField()
    code_ends_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="press_link_by_browser", fields=["session_hash", "-made_at"])]
        constraints = [
            models.CheckConstraint(name="press_link_purpose_known", condition=Q(purpose__in=LinkPurpose.values)),
            models.CheckConstraint(name="press_link_ends_later", condition=Q(ends_at__gt=F("made_at"))),
            models.CheckConstraint(name="press_link_five_tries", condition=Q(code_tries__lte=5)),
        ]

    def __str__(self) -> str:
        return f"Link {self.pk}"

"""Who asked, and until when we know it. What they wrote is a text of its own, read by the same rules as the answers."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from caarisma.common.fields import EncryptedJSONField
from matching.consultations.models import Asker


class QuestionQuerySet(models.QuerySet["Question"]):
    def unconfirmed(self) -> "QuestionQuerySet":
        return self.exclude(browser="")

    def over(self, *, on: datetime) -> "QuestionQuerySet":
        """Asked, and never confirmed in time."""
        return self.unconfirmed().filter(press_ends_at__lte=on)


class Question(models.Model):
    """Until its link is pressed it is of the browser that asked, with an address that nobody has proved; from then on
    an asker's. A year later nobody's: what is on the page stays there, and nobody knows any more whose it was.

    One mailed link opens it at a time, the newest; only its hash is kept. `press_browser`: where that link was asked
    for, "" for a mail that we wrote by ourselves.
    """

    key = models.UUIDField(unique=True, default=uuid4, editable=False)  # of its author's page; it alone opens nothing
    asker = models.ForeignKey(Asker, models.CASCADE, null=True, blank=True, related_name="questions")
    email = EncryptedJSONField(null=True)
    email_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    browser = models.CharField(max_length=64, blank=True, default="", editable=False)
    language = models.CharField(max_length=8)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    press_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    press_browser = models.CharField(max_length=64, blank=True, default="", editable=False)
    press_ends_at = models.DateTimeField(null=True, blank=True)
    pressed_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(name="question_by_browser", fields=["browser"], condition=~Q(browser="")),
            models.Index(name="question_by_asked", fields=["asked_at"], condition=Q(asker__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(name="question_link_once", fields=["press_hash"], condition=~Q(press_hash="")),
            models.CheckConstraint(
                name="question_of_a_browser_until_pressed",
                condition=(
                    Q(confirmed_at=None, asker=None, email__isnull=False, press_ends_at__isnull=False)
                    & ~Q(browser="")
                    & ~Q(email_key="")
                )
                | Q(confirmed_at__isnull=False, email=None, email_key="", browser=""),
            ),
            models.CheckConstraint(
                name="question_link_has_an_end", condition=Q(press_hash="") | Q(press_ends_at__isnull=False)
            ),
            models.CheckConstraint(name="question_pressed_by_a_link", condition=Q(pressed_at=None) | ~Q(press_hash="")),
            models.CheckConstraint(
                name="question_confirmed_later", condition=Q(confirmed_at=None) | Q(confirmed_at__gte=F("asked_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"Question {self.pk}"

    @property
    def address(self) -> str:
        """Where mails about it go; "" once nobody knows who asked."""
        found = self.email if self.asker is None else self.asker.email
        return str(found or "")

    @property
    def reads(self) -> str:
        """The language of its author, who may have chosen another one since."""
        return self.asker.language if self.asker is not None else self.language

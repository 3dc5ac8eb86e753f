"""What a clinician signed: just these words, in this language."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from treatments.models import Claim
from treatments.signing.models.reviewer import Reviewer

LONGEST = timedelta(days=731)  # after two years somebody reads it again, whatever was signed


class SignatureQuerySet(models.QuerySet["Signature"]):
    def counting(self, *, on: date) -> "SignatureQuerySet":
        """Whose next review is not past and whose clinician we still stand by. If the words are still those that stand
        on the page, whoever has the page compares (`words`)."""
        return self.filter(next_review__gte=on, reviewer__ended_at__isnull=True)


class Signature(models.Model):
    """Of a claim, or of what else stands on one page (`page`, see treatments/signing/wording.py). It only grows.

    The database writes name, letters and hash itself, from the clinician's row and from the text. It refuses who may
    not sign that day, other words than the claim has, and a claim of which a source was not opened by a person.
    """

    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="signatures")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, blank=True, related_name="signatures")
    page = models.CharField(max_length=90, blank=True)
    language = models.CharField(max_length=2, choices=[("en", _("English")), ("es", _("Spanish"))])
    text = models.TextField(help_text=_("All that was signed, as it stood"))
    words = models.CharField(max_length=64, editable=False, help_text=_("SHA-256 of the text"))
    printed_name = models.CharField(max_length=80, editable=False)
    letters = models.CharField(max_length=2, editable=False)
    is_made_up = models.BooleanField(default=False, editable=False)
    signed_on = models.DateField()
    next_review = models.DateField()
    at = models.DateTimeField()
    written_at = models.DateTimeField(null=True, editable=False)
    is_dated_back = models.BooleanField(default=False, editable=False)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        permissions = [("sign_page", "Can sign pages of the guide, once a clinician's entry is confirmed")]
        constraints = [
            models.CheckConstraint(name="signature_language_known", condition=Q(language__in=["en", "es"])),
            models.CheckConstraint(name="signature_text_is_there", condition=Q(text__regex=r"\S")),
            models.CheckConstraint(
                name="signature_of_claim_or_page",
                condition=Q(claim__isnull=False, page="") | Q(claim__isnull=True, page__regex=r"\S"),
            ),
            models.CheckConstraint(
                name="signature_next_in_two_years",
                condition=Q(next_review__gt=F("signed_on")) & Q(next_review__lte=F("signed_on") + LONGEST),
            ),
        ]
        indexes = [models.Index(name="signature_of_page", fields=["page", "language"])]

    def __str__(self) -> str:
        return f"{self.printed_name}, {self.letters}, {self.signed_on}"

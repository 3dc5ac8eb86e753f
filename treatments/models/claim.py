"""The register of what the site says about the treatment: each statement with source, evidence and reviewer."""

from datetime import date
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caarisma.common.models import TimeStamped
from treatments.enums import ClaimStatus, EvidenceWord


class Source(models.Model):
    """A document that bears a claim."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    url = models.URLField(blank=True, help_text=_("Public address, if it has one."))

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="source_year_plausible", condition=Q(year__isnull=True) | Q(year__range=(1900, 2100))
            )
        ]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def printable(self, *, on: date) -> "ClaimQuerySet":
        """Published and not overdue for review. Anything else shows "We are checking this"."""
        return self.filter(status=ClaimStatus.PUBLISHED).filter(Q(next_review__isnull=True) | Q(next_review__gte=on))


class Claim(TimeStamped):
    """One statement about the treatment. Pages print claims, so page, planner and results cannot disagree."""

    slug = models.SlugField(max_length=60, unique=True)
    text_en = models.TextField(_("text (English)"))
    text_es = models.TextField(_("text (Spanish)"), blank=True)
    guide_says = models.TextField(blank=True, help_text=_("What the guide of 2022 says, in short."))
    evidence = models.CharField(max_length=10, choices=EvidenceWord)
    status = models.CharField(max_length=10, choices=ClaimStatus, default=ClaimStatus.DRAFT)
    why = models.TextField(blank=True, help_text=_("Why it is worded, held or rejected so."))
    sources = models.ManyToManyField(Source, through="ClaimSource", related_name="claims")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="reviewed_claims"
    )
    reviewed_on = models.DateField(null=True, blank=True)
    next_review = models.DateField(null=True, blank=True)
    # Publishing takes two people: `reviewer` signed what `first_reviewer` proposed.
    first_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="first_reviewed_claims"
    )
    # Waits for the second. `proposed_words`: SHA-256 of the words that the first one read.
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="proposed_claims"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_why = models.TextField(blank=True)
    proposed_next_review = models.DateField(null=True, blank=True)
    proposed_words = models.CharField(max_length=64, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(name="claim_status_known", condition=Q(status__in=ClaimStatus.values)),
            models.CheckConstraint(name="claim_evidence_known", condition=Q(evidence__in=EvidenceWord.values)),
            models.CheckConstraint(
                name="claim_review_is_whole",
                condition=Q(reviewer__isnull=True, reviewed_on__isnull=True)
                | Q(reviewer__isnull=False, reviewed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_next_review_after_review",
                condition=Q(next_review__isnull=True)
                | Q(reviewed_on__isnull=True)
                | Q(next_review__gt=F("reviewed_on")),
            ),
            models.CheckConstraint(
                name="claim_proposal_is_whole",
                condition=Q(proposed_by__isnull=True, proposed_at__isnull=True)
                | Q(proposed_by__isnull=False, proposed_at__isnull=False),
            ),
            # What is printed as reviewed was proposed by one person and signed by another.
            models.CheckConstraint(
                name="claim_published_by_two",
                condition=~Q(status=ClaimStatus.PUBLISHED)
                | Q(reviewer__isnull=True)
                | (Q(first_reviewer__isnull=False) & ~Q(first_reviewer=F("reviewer"))),
            ),
            models.CheckConstraint(
                name="claim_published_in_spanish_too", condition=~Q(status=ClaimStatus.PUBLISHED) | ~Q(text_es="")
            ),
            models.CheckConstraint(
                name="claim_not_printed_says_why",
                condition=~Q(status__in=[ClaimStatus.HELD, ClaimStatus.REJECTED]) | ~Q(why=""),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def words_hash(self) -> str:
        """Of what a reviewer approves. A proposal counts only for the words that its person read."""
        return sha256("\0".join((self.text_en, self.text_es, self.evidence)).encode()).hexdigest()

    @property
    def is_proposed(self) -> bool:
        """Whether somebody proposed to publish just these words, and nobody signed since."""
        return self.proposed_by_id is not None and self.proposed_words == self.words_hash


class ClaimSource(models.Model):
    claim = models.ForeignKey(Claim, models.CASCADE)
    source = models.ForeignKey(Source, models.PROTECT)
    where = models.CharField(max_length=120, blank=True, help_text=_("Page, section or figure."))

    class Meta:
        constraints = [models.UniqueConstraint(name="claim_source_once", fields=["claim", "source"])]

    def __str__(self) -> str:
        return f"{self.claim} ({self.source.slug})"

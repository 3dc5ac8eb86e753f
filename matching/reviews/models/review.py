"""A review, what was ticked while it was read, and its moves. Keys and triggers that Django cannot say are in the
migration: a review is of an invitation's visit and within its days, and no move is made without the ticks it needs.
"""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, When

from caarisma.common.fields import EncryptedJSONField
from matching.reviews.enums import WAITING, ReviewState, Rule, Signal
from matching.reviews.models.invitation import ReviewInvitation
from providers.directory.models import PracticeLocation, Provider

EDITABLE: Final = timedelta(days=30)
QUESTIONS: Final = ("listened", "careful", "price_kept", "again")
FIVE: Final = (1, 5)
MOST_PAID: Final = 20_000  # dollars


class ReviewQuerySet(models.QuerySet["Review"]):
    def published(self) -> "ReviewQuerySet":
        """Newest first."""
        return self.filter(state=ReviewState.PUBLISHED).order_by("-published_at", "-pk")

    def waiting(self) -> "ReviewQuerySet":
        """Those due first in front."""
        return self.filter(state__in=WAITING).order_by("due_at", "pk")


class Review(models.Model):
    """`n`: its last move; `text_n`: the move with which the author sent these words; ticks count for them alone.

    People write about their health whatever one asks of them, so the words are kept as if they did.
    """

    invitation = models.OneToOneField(ReviewInvitation, models.SET_NULL, null=True, blank=True, related_name="review")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="reviews")
    place = models.ForeignKey(PracticeLocation, models.PROTECT, related_name="reviews")
    visited_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=ReviewState)
    n = models.PositiveIntegerField()
    text_n = models.PositiveIntegerField()
    listened = models.PositiveSmallIntegerField(null=True, blank=True)
    careful = models.PositiveSmallIntegerField(null=True, blank=True)
    price_kept = models.PositiveSmallIntegerField(null=True, blank=True)
    again = models.PositiveSmallIntegerField(null=True, blank=True)
    words = EncryptedJSONField(null=True)
    note = EncryptedJSONField(null=True, help_text="What the author told our staff; never shown")
    paid = models.PositiveIntegerField(null=True, blank=True, help_text="Dollars for the last session")
    sessions = models.PositiveSmallIntegerField(null=True, blank=True)
    no_stake = models.BooleanField(help_text="Was there, got nothing for it, does not work there")
    language = models.CharField(max_length=8)
    signals = ArrayField(models.CharField(max_length=9, choices=Signal), default=list, blank=True)
    urgent = models.BooleanField(default=False, help_text="Words that may mean an emergency were seen")
    session_hash = models.CharField(max_length=64, blank=True, editable=False)
    form_key = models.UUIDField(unique=True, help_text="The same form sent twice is one review")
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField()
    editable_until = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True, help_text="Until when our staff owes a decision")
    published_at = models.DateTimeField(null=True, blank=True)
    removing_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The first of two who want it removed",
    )
    removing_for = models.CharField(max_length=11, choices=Rule, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        permissions = [("moderate_review", "Can read reviews by the rules, and decide")]
        indexes = [
            models.Index(
                name="review_of_place", fields=["place", "-published_at"], condition=Q(state=ReviewState.PUBLISHED)
            ),
            models.Index(name="review_queue", fields=["due_at"], condition=Q(state__in=WAITING)),
            models.Index(name="review_of_provider", fields=["provider", "-written_at"]),
        ]
        constraints = [
            models.CheckConstraint(name="review_state_known", condition=Q(state__in=ReviewState.values)),
            models.CheckConstraint(
                name="review_whole_until_taken_back",
                condition=Q(
                    state=ReviewState.WITHDRAWN,
                    words=None,
                    note=None,
                    paid=None,
                    sessions=None,
                    listened=None,
                    careful=None,
                    price_kept=None,
                    again=None,
                )
                | (
                    ~Q(state=ReviewState.WITHDRAWN)
                    & Q(listened__range=FIVE, careful__range=FIVE, price_kept__range=FIVE, again__range=FIVE)
                    & Q(sessions__range=(1, 100))
                    & (Q(words__isnull=False) | Q(state=ReviewState.REMOVED))
                ),
            ),
            models.CheckConstraint(name="review_no_stake", condition=Q(no_stake=True)),
            models.CheckConstraint(name="review_paid_plausible", condition=Q(paid=None) | Q(paid__lte=MOST_PAID)),
            models.CheckConstraint(name="review_edited_in_time", condition=Q(edited_at__lte=F("editable_until"))),
            models.CheckConstraint(
                name="review_due_while_it_waits",
                condition=Q(state__in=WAITING, due_at__isnull=False) | (~Q(state__in=WAITING) & Q(due_at=None)),
            ),
            models.CheckConstraint(
                name="review_published_has_a_day",
                condition=~Q(state=ReviewState.PUBLISHED) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="review_removal_waits_whole",
                condition=Q(removing_by=None, removing_for="")
                | Q(state__in=WAITING, removing_by__isnull=False, removing_for__in=Rule.values),
            ),
        ]

    def __str__(self) -> str:
        return f"Review {self.pk}"

    @property
    def answers(self) -> tuple[int, ...]:
        """The four, in the order of QUESTIONS; none of one that was taken back."""
        return tuple(value for name in QUESTIONS if (value := getattr(self, name)) is not None)


class ReviewLook(models.Model):
    """One reading by one person of the staff, before they saw how many stars: which rules it does not keep."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="looks")
    n = models.PositiveIntegerField(help_text="text_n of what was read")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    broken = ArrayField(models.CharField(max_length=11, choices=Rule), default=list, blank=True)
    urgent = models.BooleanField(help_text="Emergency words: the desk calls; the text stays")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"Look {self.pk}"


class ReviewMove(models.Model):
    """One change of a review. `who` and `second` are of the staff; an author is never named here. Only grows."""

    review = models.ForeignKey(Review, models.DO_NOTHING, related_name="moves", db_constraint=False)
    n = models.PositiveIntegerField()
    from_state = models.CharField(max_length=9)
    to_state = models.CharField(max_length=9)
    by = models.CharField(max_length=6)
    who = models.PositiveBigIntegerField(null=True, blank=True, help_text="The user's number")
    second = models.PositiveBigIntegerField(null=True, blank=True, help_text="Where two people decide")
    at = models.DateTimeField()
    reason = models.CharField(max_length=11, choices=Rule, blank=True)
    prev_n = models.GeneratedField(
        expression=Case(When(n__gt=1, then=F("n") - 1)),
        output_field=models.IntegerField(null=True),
        db_persist=True,
    )

    class Meta:
        ordering = ["n"]
        indexes = [models.Index(name="review_move_by_state", fields=["to_state", "at"])]
        constraints = [
            models.UniqueConstraint(name="review_move_once", fields=["review", "n"]),
            models.UniqueConstraint(name="review_move_leads_to", fields=["review", "n", "to_state"]),
            models.CheckConstraint(
                name="review_move_first_is_new",
                condition=Q(n=1, from_state="new") | (Q(n__gt=1) & ~Q(from_state="new")),
            ),
            models.CheckConstraint(
                name="review_removed_by_two",
                condition=~Q(to_state=ReviewState.REMOVED)
                | (Q(who__isnull=False, second__isnull=False) & ~Q(who=F("second")) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="review_sent_back_says_why",
                condition=~Q(to_state=ReviewState.SENT_BACK) | ~Q(reason=""),
            ),
            models.CheckConstraint(name="review_desk_has_a_name", condition=~Q(by="desk") | Q(who__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.from_state} > {self.to_state}"

"""What others say to a review: the clinic's one public answer, its report to the desk, and the author's objection."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from caarisma.common.fields import EncryptedJSONField
from caarisma.common.moderating.reading import decided_whole
from matching.reviews.enums import ReplyFault, ReplyState, ReportedFor, Settled
from matching.reviews.models.review import Review

OBJECT_WITHIN: Final = timedelta(days=60)  # after it was removed
STAFF: Final = settings.AUTH_USER_MODEL


class ReviewReply(models.Model):
    """One a review. Refused, it can be written once more; on the page, it stays as it is."""

    review = models.OneToOneField(Review, models.CASCADE, related_name="reply")
    text = EncryptedJSONField()
    state = models.CharField(max_length=9, choices=ReplyState)
    by_user = models.ForeignKey(STAFF, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    fault = models.CharField(max_length=8, choices=ReplyFault, blank=True)
    decided_by = models.ForeignKey(STAFF, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="review_reply_queue", fields=["due_at"], condition=Q(state=ReplyState.WAITING))]
        constraints = [
            models.CheckConstraint(name="review_reply_state_known", condition=Q(state__in=ReplyState.values)),
            models.CheckConstraint(name="review_reply_decided_whole", condition=decided_whole(ReplyState.WAITING)),
            models.CheckConstraint(
                name="review_reply_refused_says_why",
                condition=Q(state=ReplyState.REFUSED, fault__in=ReplyFault.values)
                | (~Q(state=ReplyState.REFUSED) & Q(fault="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Reply {self.pk}"


class ReviewReport(models.Model):
    """By the clinic, with a reason from the list. It hides nothing: a person looks."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=8, choices=ReportedFor)
    words = EncryptedJSONField(null=True)
    by_user = models.ForeignKey(STAFF, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=Settled, default=Settled.OPEN)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    verdict = EncryptedJSONField(null=True)  # why, for staff
    decided_by = models.ForeignKey(STAFF, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="review_report_queue", fields=["due_at"], condition=Q(state=Settled.OPEN))]
        constraints = [
            models.UniqueConstraint(name="review_report_one_open", fields=["review"], condition=Q(state=Settled.OPEN)),
            models.CheckConstraint(name="review_report_state_known", condition=Q(state__in=Settled.values)),
            models.CheckConstraint(name="review_report_reason_known", condition=Q(reason__in=ReportedFor.values)),
            models.CheckConstraint(name="review_report_decided_whole", condition=decided_whole(Settled.OPEN)),
        ]

    def __str__(self) -> str:
        return f"Report {self.pk} about review {self.review_id}"


class ReviewObjection(models.Model):
    """The author does not agree that it was removed. Neither of the two who did may decide."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="objections")
    n = models.PositiveIntegerField(help_text="The move by which it was removed")
    words = EncryptedJSONField(null=True)
    first_by = models.ForeignKey(STAFF, models.PROTECT, related_name="+")
    second_by = models.ForeignKey(STAFF, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=Settled, default=Settled.OPEN)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    verdict = EncryptedJSONField(null=True)  # why, for staff
    decided_by = models.ForeignKey(STAFF, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="review_objection_queue", fields=["due_at"], condition=Q(state=Settled.OPEN))]
        constraints = [
            models.UniqueConstraint(name="review_objection_once_a_removal", fields=["review", "n"]),
            models.CheckConstraint(name="review_objection_state_known", condition=Q(state__in=Settled.values)),
            models.CheckConstraint(name="review_objection_decided_whole", condition=decided_whole(Settled.OPEN)),
            models.CheckConstraint(
                name="review_objection_by_another",
                condition=Q(decided_by=None) | (~Q(decided_by=F("first_by")) & ~Q(decided_by=F("second_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"Objection {self.pk}"

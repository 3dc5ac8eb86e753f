"""Who may write about which visit, and until when. Of a review, it is all that tells who wrote it."""

from datetime import datetime, timedelta
from typing import Final

from django.db import models
from django.db.models import F, Q

from matching.consultations.models import Asker, Request
from matching.reviews.enums import VisitProof
from providers.directory.models import PracticeLocation, Provider

EARLIEST: Final = timedelta(days=2)  # after the visit
LATEST: Final = timedelta(days=365)
NO_OBJECTION: Final = timedelta(days=7)  # after the clinic said that somebody came


class ReviewInvitationQuerySet(models.QuerySet["ReviewInvitation"]):
    def to_tell(self, *, on: datetime) -> "ReviewInvitationQuerySet":
        return self.filter(told_at=None, visited_at__lte=on - EARLIEST, ends_at__gt=on)

    def over(self, *, on: datetime) -> "ReviewInvitationQuerySet":
        return self.filter(ends_at__lte=on)


class ReviewInvitation(models.Model):
    """The same for everybody who went. `visited_at`: the start of the visit. Gone a year after it, and with it the
    knowledge of who wrote; a review that is on the page stays."""

    request = models.OneToOneField(Request, models.SET_NULL, null=True, blank=True, related_name="review_invitation")
    reference = models.CharField(max_length=9, unique=True, help_text="Of the request. It opens nothing.")
    asker = models.ForeignKey(Asker, models.CASCADE, related_name="review_invitations")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    place = models.ForeignKey(PracticeLocation, models.PROTECT, related_name="+")
    visited_at = models.DateTimeField()
    proof = models.CharField(max_length=6, choices=VisitProof)
    proved_at = models.DateTimeField()
    opens_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True, help_text="When its mail was written")

    objects = ReviewInvitationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(name="review_invitation_to_tell", fields=["visited_at"], condition=Q(told_at=None)),
            models.Index(name="review_invitation_over", fields=["ends_at"]),
        ]
        constraints = [
            models.CheckConstraint(name="review_invitation_proof_known", condition=Q(proof__in=VisitProof.values)),
            models.CheckConstraint(
                name="review_invitation_two_days_after", condition=Q(opens_at__gte=F("visited_at") + EARLIEST)
            ),
            models.CheckConstraint(name="review_invitation_for_a_year", condition=Q(ends_at=F("visited_at") + LATEST)),
            models.CheckConstraint(
                name="review_invitation_clinics_word_waits",
                condition=~Q(proof=VisitProof.CLINIC) | Q(opens_at__gte=F("proved_at") + NO_OBJECTION),
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"

    def is_open(self, *, on: datetime) -> bool:
        return self.opens_at <= on < self.ends_at

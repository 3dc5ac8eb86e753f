"""One signing. Rows only grow: a newer one counts, and what was signed before stays."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from providers.attestation.questions import FRESH_FOR, Disclosure
from providers.directory.models import PracticeLocation, Provider


class AttestationQuerySet(models.QuerySet["Attestation"]):
    def fresh(self, *, on: datetime) -> "AttestationQuerySet":
        return self.filter(signed_at__gt=on - FRESH_FOR)


class Attestation(models.Model):
    """`yes`: the questions that were answered so; all others were answered no. `words`: what they say about it."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="attestations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField()
    signed_as = models.CharField(max_length=160, help_text="The name as it was typed under the questions")
    yes = ArrayField(models.CharField(max_length=12, choices=Disclosure), default=list, blank=True)
    words = models.TextField(blank=True)

    objects = AttestationQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="attestation_once_a_moment", fields=["provider", "signed_at"]),
            models.CheckConstraint(
                name="attestation_questions_known", condition=Q(yes__contained_by=Disclosure.values)
            ),
            models.CheckConstraint(name="attestation_yes_is_explained", condition=Q(yes=[]) | ~Q(words="")),
            models.CheckConstraint(name="attestation_is_signed", condition=~Q(signed_as="")),
        ]

    def __str__(self) -> str:
        return f"Statement of provider {self.provider_id}, {self.signed_at:%Y-%m-%d}"

    @property
    def disclosed(self) -> list[str]:
        return [str(Disclosure(code).label) for code in self.yes]

    @property
    def good_until(self) -> datetime:
        return self.signed_at + FRESH_FOR


class ConfirmedHow(models.TextChoices):
    APPROVED = "approved", "We approved them, and called the clinic"
    SAID = "said", "Somebody of theirs said so"


class PlaceConfirmation(models.Model):
    """All that we show of a place is right, on that day. Rows only grow; the newest day stands on the place itself
    (`confirmed_on`), where whoever asks who is listed reads it."""

    place = models.ForeignKey(PracticeLocation, models.CASCADE, related_name="confirmations")
    how = models.CharField(max_length=8, choices=ConfirmedHow)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="place_confirmed_once_a_moment", fields=["place", "at"]),
            models.CheckConstraint(name="place_confirmed_how_known", condition=Q(how__in=ConfirmedHow.values)),
        ]

    def __str__(self) -> str:
        return f"Place {self.place_id} is right, {self.at:%Y-%m-%d}"


def newest_attestation(provider_id: int) -> Attestation | None:
    return Attestation.objects.filter(provider=provider_id).first()


def fresh_attestation(provider_id: int, *, on: datetime) -> Attestation | None:
    """The newest, if a decision may rest on it."""
    return Attestation.objects.fresh(on=on).filter(provider=provider_id).first()

"""Clinicians who may sign the guide."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from treatments.signing.enums import ReviewerLetters

SEEN_COUNTS_FOR = timedelta(days=366)  # a license is looked up again each year


class ReviewerQuerySet(models.QuerySet["Reviewer"]):
    def there(self) -> "ReviewerQuerySet":
        """Not ended: waiting for the second person, or in force."""
        return self.filter(ended_at__isnull=True)

    def in_force(self, *, on: date) -> "ReviewerQuerySet":
        """Those who may sign on this day."""
        return self.there().filter(confirmed_at__isnull=False, good_until__gte=on)


class Reviewer(models.Model):
    """What our staff have seen of a clinician. One person enters it and another confirms it; neither is the clinician.

    A row is never mended: it is ended, and another one entered. The database holds all of this.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviewer_rows")
    printed_name = models.CharField(_("name as it is printed"), max_length=80)
    letters = models.CharField(max_length=2, choices=ReviewerLetters)
    license_state = models.CharField(max_length=2, blank=True)
    license_number = models.CharField(max_length=30, blank=True)
    npi = models.CharField("NPI", max_length=10, blank=True)
    seen_where = models.CharField(max_length=200, help_text=_("Where the license was looked up"))
    seen_on = models.DateField()
    good_until = models.DateField(help_text=_("Last day on which what was seen counts"))
    interests = models.CharField(max_length=300, help_text=_("Who pays them, printed beside the name; or: none"))
    is_made_up = models.BooleanField(default=False, help_text=_("For a demonstration. Said wherever the name stands."))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        ordering = ["printed_name", "pk"]
        permissions = [("keep_reviewer", "Can enter, confirm and end clinicians who sign the guide")]
        constraints = [
            models.UniqueConstraint(name="reviewer_once", fields=["user"], condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(name="reviewer_letters_known", condition=Q(letters__in=ReviewerLetters.values)),
            models.CheckConstraint(
                name="reviewer_is_named",
                condition=Q(printed_name__regex=r"\S") & Q(seen_where__regex=r"\S") & Q(interests__regex=r"\S"),
            ),
            models.CheckConstraint(
                name="reviewer_has_license_or_npi",
                condition=Q(license_state__regex="^[A-Z]{2}$", license_number__regex=r"\S")
                | Q(license_state="", license_number="", npi__regex=r"^\d{10}$"),
            ),
            models.CheckConstraint(name="reviewer_npi_is_one", condition=Q(npi="") | Q(npi__regex=r"^\d{10}$")),
            models.CheckConstraint(
                name="reviewer_seen_counts_a_year",
                condition=Q(good_until__gte=F("seen_on")) & Q(good_until__lte=F("seen_on") + SEEN_COUNTS_FOR),
            ),
            models.CheckConstraint(name="reviewer_not_by_themselves", condition=~Q(entered_by=F("user"))),
            models.CheckConstraint(
                name="reviewer_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~Q(confirmed_by=F("entered_by"))
                & ~Q(confirmed_by=F("user")),
            ),
            models.CheckConstraint(
                name="reviewer_end_is_whole",
                condition=Q(ended_by__isnull=True, ended_at__isnull=True, ended_why="")
                | Q(ended_by__isnull=False, ended_at__isnull=False, ended_why__regex=r"\S"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.printed_name}, {self.letters}"

    def may_sign(self, *, on: date) -> bool:
        return self.confirmed_at is not None and self.ended_at is None and self.good_until >= on

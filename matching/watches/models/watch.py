"""Who wants to hear of what, how often, and until when."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from caarisma.common.fields import EncryptedJSONField
from caarisma.common.typed.addresses import FIVE_DIGITS
from matching.consultations.models import Asker
from matching.search.enums import RADIUS_STEPS, MattersMost
from matching.search.models.answers_hold import answers_hold
from matching.snapshots.enums import SlotChoice
from matching.watches.enums import OVER, HowOften, WatchKind, WatchState
from providers.directory.models import PracticeLocation

WITHOUT_OWNER = Q(user=None, asker=None)
ONE_OWNER = Q(user__isnull=False, asker=None) | Q(user=None, asker__isnull=False)
NO_SEARCH = Q(choice=None, zip_code="", latitude=None, longitude=None, radius_miles=None)
SEARCH = Q(
    choice__isnull=False, zip_code__regex=f"^{FIVE_DIGITS}$", latitude__range=(-90.0, 90.0),
    longitude__range=(-180.0, 180.0), radius_miles__in=RADIUS_STEPS,
)  # fmt: skip


class WatchChoice(models.Model):
    """Areas and concerns that watches ask for, each mix once: what a listing can serve is worked out a mix, not a
    watch."""

    areas = ArrayField(models.CharField(max_length=50))
    concerns = ArrayField(models.CharField(max_length=50))

    class Meta:
        constraints = [models.UniqueConstraint(name="watch_choice_once", fields=["areas", "concerns"])]

    def __str__(self) -> str:
        return f"Choice {self.pk}"


class WatchQuerySet(models.QuerySet["Watch"]):
    def live(self) -> "WatchQuerySet":
        return self.filter(state=WatchState.LIVE)

    def due(self, *, on: datetime) -> "WatchQuerySet":
        """Whose mail is due, the one that waited longest first."""
        return self.live().filter(mail_due_at__lte=on).order_by("mail_due_at", "pk")


class Watch(models.Model):
    """One person's wish to be told. `search`: the answers of a search, never those about health. `place`: a clinic that
    cannot be asked now.

    Until its link is pressed it is of the browser that asked, with an address that nobody has proved; from then on an
    account's or an asker's, whose address is theirs to change. The same wish of the same owner is one row.
    """

    key = models.UUIDField(unique=True, default=uuid4, editable=False)  # in addresses; in those of mails it is signed
    kind = models.CharField(max_length=6, choices=WatchKind)
    state = models.CharField(max_length=7, choices=WatchState)
    how_often = models.CharField(max_length=7, choices=HowOften)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="watches")
    asker = models.ForeignKey(Asker, models.CASCADE, null=True, blank=True, related_name="watches")
    email = EncryptedJSONField(null=True)
    email_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    browser = models.CharField(max_length=64, blank=True, default="", editable=False)
    language = models.CharField(max_length=8)

    choice = models.ForeignKey(WatchChoice, models.PROTECT, null=True, blank=True, related_name="watches")
    zip_code = models.CharField(max_length=5, blank=True, default="")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    radius_miles = models.PositiveSmallIntegerField(null=True, blank=True)
    max_price = models.PositiveIntegerField(null=True, blank=True, help_text="Most for one session, whole dollars")
    slots = ArrayField(models.CharField(max_length=20, choices=SlotChoice), default=list, blank=True)
    slots_required = models.BooleanField(default=False)
    wishes = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    musts = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    matters_most = models.CharField(max_length=10, choices=MattersMost, blank=True, default="")
    place = models.ForeignKey(PracticeLocation, models.CASCADE, null=True, blank=True, related_name="watches")
    time_zone = models.CharField(max_length=40, help_text="Of the ZIP code or the clinic: when it is Tuesday 9 AM")
    answers_hash = models.CharField(max_length=64, editable=False)

    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True, help_text="Empty: the directory was not compared yet")
    mail_due_at = models.DateTimeField(null=True, blank=True, help_text="Something is new, and is told then")
    mailed_at = models.DateTimeField(null=True, blank=True)
    end_told_at = models.DateTimeField(null=True, blank=True, help_text="That it ends soon")

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "watches"
        indexes = [
            models.Index(
                name="watch_by_place", fields=["radius_miles", "latitude", "longitude"],
                condition=Q(state=WatchState.LIVE, kind=WatchKind.SEARCH),
            ),
            models.Index(name="watch_due", fields=["mail_due_at"], condition=Q(state=WatchState.LIVE)),
            models.Index(name="watch_not_looked", fields=["id"], condition=Q(state=WatchState.LIVE, looked_at=None)),
            models.Index(name="watch_by_end", fields=["state", "ends_at"]),
            models.Index(name="watch_by_browser", fields=["browser"], condition=Q(state=WatchState.WAITING)),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(name="watch_once_an_account", fields=["user", "answers_hash"]),
            models.UniqueConstraint(name="watch_once_an_asker", fields=["asker", "answers_hash"]),
            models.UniqueConstraint(
                name="watch_waits_once", fields=["email_key", "browser", "answers_hash"],
                condition=Q(state=WatchState.WAITING),
            ),
            models.CheckConstraint(name="watch_kind_known", condition=Q(kind__in=WatchKind.values)),
            models.CheckConstraint(name="watch_how_often_known", condition=Q(how_often__in=HowOften.values)),
            models.CheckConstraint(
                name="watch_owner_by_state",
                condition=(Q(state=WatchState.WAITING, email__isnull=False, confirmed_at=None)
                           & ~Q(email_key="") & ~Q(browser="") & WITHOUT_OWNER)
                | (Q(state__in=(WatchState.LIVE, *OVER), email=None, email_key="", browser="",
                     confirmed_at__isnull=False) & ONE_OWNER),
            ),
            models.CheckConstraint(
                name="watch_ended_when_over",
                condition=Q(state__in=OVER, ended_at__isnull=False) | (~Q(state__in=OVER) & Q(ended_at=None)),
            ),
            models.CheckConstraint(
                name="watch_mails_while_live", condition=Q(state=WatchState.LIVE) | Q(mail_due_at=None)
            ),
            models.CheckConstraint(
                name="watch_search_or_place",
                condition=(Q(kind=WatchKind.SEARCH, place=None) & SEARCH)
                | (Q(kind=WatchKind.PLACE, place__isnull=False) & NO_SEARCH),
            ),
            *answers_hold("watch"),
            models.CheckConstraint(name="watch_ends_later", condition=Q(ends_at__gt=F("asked_at"))),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Watch {self.pk}"

    @property
    def address(self) -> str:
        """Where its mails go; "" when there is no address any more."""
        if self.user is not None:
            return self.user.email if self.user.is_active else ""
        found: Any = self.email if self.asker is None else self.asker.email
        return str(found or "")

    @property
    def reads(self) -> str:
        """The language in which its person reads now, which may be another than when it was asked for."""
        if self.user is not None:
            return self.user.language or self.language
        return self.asker.language if self.asker is not None else self.language

    @property
    def is_live(self) -> bool:
        return self.state == WatchState.LIVE

    @property
    def is_over(self) -> bool:
        return self.state in OVER

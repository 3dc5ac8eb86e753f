"""Where a provider practices, and when."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import (
    DateField,
    DateTimeField,
    F,
    Func,
    Q,
    Value,
)
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from caarisma.common.models import TimeStamped
from caarisma.common.row_addresses import row_address
from caarisma.common.typed.addresses import FIVE_DIGITS
from providers.directory.enums import PlacedBy, Weekday
from providers.directory.models.provider import Provider
from providers.directory.us import STATES, TIME_ZONES

# Hours that nobody confirmed for longer say nothing about the next opening.
OPENING_GOOD_FOR = timedelta(days=14)


# Who has not said for so long that all of it is right is shown to nobody (listing/reasons.py: not_confirmed).
CONFIRMED_FOR = timedelta(days=120)
ASKED_AFTER = timedelta(days=90)  # and from then on patients read since when nobody confirmed it


def today_in_utc() -> date:
    return timezone.now().date()


def confirmed_until(confirmed_on: date) -> date:
    """The last day on which the word of that day counts."""
    return confirmed_on + CONFIRMED_FOR - timedelta(days=1)


def last_confirmed_day(field: str = "confirmed_on") -> Func:
    """The same in SQL."""
    last = CONFIRMED_FOR.days - 1
    return Func(F(field), template=f"(%(expressions)s + {last})", output_field=DateField())


def local_date(on: datetime, zone: str = "time_zone") -> Cast:
    """The date at the clinic at the instant `on`, in SQL: (on AT TIME ZONE time_zone)::date."""
    instant = Value(on, output_field=DateTimeField())
    return Cast(Func(F(zone), instant, function="timezone", output_field=DateTimeField()), DateField())


class PracticeLocation(TimeStamped):
    """One address at which one provider sees patients."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="locations")
    clinic_name = models.CharField(max_length=120)
    owner_name = models.CharField(_("owner"), max_length=120, blank=True, help_text=_("A person or a company"))
    line1 = models.CharField(_("street"), max_length=120)
    line2 = models.CharField(_("suite"), max_length=120, blank=True)
    city = models.CharField(max_length=60)
    state = models.CharField(max_length=2, choices=STATES)
    zip_code = models.CharField(_("ZIP code"), max_length=5)
    latitude = models.FloatField()
    longitude = models.FloatField()
    placed_by = models.CharField(max_length=6, choices=PlacedBy, default=PlacedBy.ZIP)
    time_zone = models.CharField(max_length=40, choices=[(zone, zone) for zone in TIME_ZONES])
    phone = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True, help_text=_("Off: this provider no longer works here."))
    accepting_patients = models.BooleanField(default=False)
    step_free_access = models.BooleanField(default=False)
    parking_at_door = models.BooleanField(default=False)
    video_visits = models.BooleanField(_("video chat first"), default=False)
    first_visit_fee = models.PositiveIntegerField(default=0, help_text=_("Whole dollars"))
    first_visit_fee_credited = models.BooleanField(default=False, help_text=_("Comes off the first session"))
    next_opening_at = models.DateTimeField(null=True, blank=True)
    # The first free time at another part of the week: an evening or a Saturday, for who can come only then.
    second_opening_at = models.DateTimeField(null=True, blank=True)
    hours_confirmed_on = models.DateField(null=True, blank=True)
    # When somebody last said that all we show is right: by writing it down, at our approval, or because we asked.
    confirmed_on = models.DateField(default=today_in_utc)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(name="location_by_place", fields=["latitude", "longitude"])]
        constraints = [
            models.CheckConstraint(name="location_state_known", condition=Q(state__in=list(STATES))),
            models.CheckConstraint(name="location_time_zone_known", condition=Q(time_zone__in=TIME_ZONES)),
            models.CheckConstraint(
                name="location_zip_has_five_digits", condition=Q(zip_code__regex=f"^{FIVE_DIGITS}$")
            ),
            models.CheckConstraint(name="location_placed_by_known", condition=Q(placed_by__in=PlacedBy.values)),
            # The whole of the United States and its territories; 0, 0 is the sea off Africa, where lost clinics go.
            models.CheckConstraint(
                name="location_on_us_soil",
                condition=Q(latitude__range=(-15.0, 72.0))
                & (Q(longitude__range=(-180.0, -64.0)) | Q(longitude__range=(144.0, 180.0))),
            ),
            models.CheckConstraint(name="location_fee_plausible", condition=Q(first_visit_fee__lte=2000)),
            models.CheckConstraint(
                name="location_second_opening_is_later",
                condition=Q(second_opening_at=None)
                | Q(next_opening_at__isnull=False, next_opening_at__lt=F("second_opening_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clinic_name}, {self.city}, {self.state}"

    def address_on_site(self, provider_slug: str) -> str:
        """The page of the provider that speaks of this place first. The slug is passed in: a list has the provider at
        hand and must not ask for each. The number decides; the city is there for people."""
        return row_address("providers:place", provider_slug, f"{slugify(self.city) or 'place'}-{self.pk}")

    @property
    def unconfirmed_since(self) -> date | None:
        """The day on which the clinic last said that all we show is right, from the 90th day after it on."""
        today = timezone.now().astimezone(ZoneInfo(self.time_zone)).date()
        return self.confirmed_on if today >= self.confirmed_on + ASKED_AFTER else None

    def openings_ahead(self, *, on: datetime) -> list[datetime]:
        """The openings that are named and not over, the next first: none, one or two."""
        return [at for at in (self.next_opening_at, self.second_opening_at) if at is not None and at >= on]

    def fresh_openings(self, *, on: datetime) -> list[datetime]:
        """Those that lie ahead, if the clinic confirmed its hours within the last two weeks."""
        if self.hours_confirmed_on is None:
            return []
        today = on.astimezone(ZoneInfo(self.time_zone)).date()
        return self.openings_ahead(on=on) if today - self.hours_confirmed_on <= OPENING_GOOD_FOR else []

    def fresh_opening(self, *, on: datetime) -> datetime | None:
        """The next of them."""
        return next(iter(self.fresh_openings(on=on)), None)


class WeeklyHours(models.Model):
    """A span in which the clinic is open, the same each week, in the clinic's own time."""

    location = models.ForeignKey(PracticeLocation, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        verbose_name_plural = "weekly hours"
        constraints = [
            models.UniqueConstraint(name="hours_open_once", fields=["location", "weekday", "opens"]),
            models.CheckConstraint(name="hours_weekday_known", condition=Q(weekday__in=Weekday.values)),
            models.CheckConstraint(name="hours_close_after_opening", condition=Q(closes__gt=F("opens"))),
        ]

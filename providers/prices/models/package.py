"""Several sessions for one price."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caarisma.common.models import TimeStamped
from providers.directory.models import Offering

FEWEST_SESSIONS, MOST_SESSIONS = 2, 12
HIGHEST_PRICE = 60_000


class Package(TimeStamped):
    """Of one line of a place. That it costs less than its sessions one by one is asked when it is shown: the price of
    a session changes by itself."""

    offering = models.ForeignKey(Offering, models.CASCADE, related_name="packages")
    sessions = models.PositiveSmallIntegerField()
    price = models.PositiveIntegerField(help_text=_("Whole dollars, for all of them"))

    class Meta:
        ordering = ["sessions"]
        constraints = [
            models.UniqueConstraint(name="package_once", fields=["offering", "sessions"]),
            models.CheckConstraint(
                name="package_sessions_plausible", condition=Q(sessions__range=(FEWEST_SESSIONS, MOST_SESSIONS))
            ),
            models.CheckConstraint(name="package_price_plausible", condition=Q(price__range=(20, HIGHEST_PRICE))),
        ]

    def __str__(self) -> str:
        return f"{self.sessions} for ${self.price}"

    @property
    def per_session(self) -> int:
        return round(self.price / self.sessions)

    @property
    def saves(self) -> bool:
        return self.price < self.sessions * self.offering.price_per_session

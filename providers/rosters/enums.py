"""Words of rosters: what a board says of a license, in ten values, and what each does."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class BoardStatus(models.TextChoices):
    """Worse further down. UNKNOWN says nothing: it is worse than what hides nobody, better than what does, so that a
    word nobody knows never covers one that hides."""

    ACTIVE = "active", _("Active")
    RENEWING = "renewing", _("Being renewed")
    UNKNOWN = "unknown", _("Nothing that we can read")
    NOTED = "noted", _("Active, with a mark on record")
    PENDING = "pending", _("Applied for, not given yet")
    LAPSED = "lapsed", _("Not in force")
    RESTRICTED = "restricted", _("Limited by conditions")
    PROBATION = "probation", _("On probation")
    SUSPENDED = "suspended", _("Suspended")
    ENDED = "ended", _("Ended by the board or given up")


class Reach(models.TextChoices):
    """Where a provider is hidden while an alert is open."""

    NOWHERE = "", _("Nowhere: it is a question for the desk")
    STATE = "state", _("At places in that state")
    ALL = "all", _("Everywhere")


class RunStanding(models.TextChoices):
    READING = "reading", _("Being read")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("Broke off")


# A license that is not renewed says nothing of the person, who may have moved to another state.
REACH: Final = {
    BoardStatus.RENEWING: Reach.NOWHERE,
    BoardStatus.NOTED: Reach.ALL,
    BoardStatus.PENDING: Reach.STATE,
    BoardStatus.LAPSED: Reach.STATE,
    BoardStatus.RESTRICTED: Reach.ALL,
    BoardStatus.PROBATION: Reach.ALL,
    BoardStatus.SUSPENDED: Reach.ALL,
    BoardStatus.ENDED: Reach.ALL,
}
# Two people settle what a board did against somebody; one settles the rest.
GRAVE: Final = frozenset({BoardStatus.RESTRICTED, BoardStatus.PROBATION, BoardStatus.SUSPENDED, BoardStatus.ENDED})
ORDER: Final = {status: place for place, status in enumerate(BoardStatus)}


def worst(statuses: "list[BoardStatus]") -> BoardStatus:
    return max(statuses, key=ORDER.__getitem__)

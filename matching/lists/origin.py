"""From where distances are told. On a shared copy not exactly: its owner sent on a list, not where they live.

To whole miles and without the dial, since exact distances to a few clinics on a map give the ZIP code away.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.engine import ReasonCode
from matching.engine.factors import counted_miles
from matching.search import wording
from matching.search.models import Intake, Match, NearMiss
from providers.directory.enums import PlacedBy

TELLS_MILES = frozenset({ReasonCode.NEAR, ReasonCode.FARTHER, ReasonCode.FAR})


@dataclass(frozen=True, slots=True)
class From:
    intake: Intake
    exact: bool = True

    @property
    def zip_code(self) -> str:
        """ "94612", or "946xx"."""
        return self.intake.zip_code if self.exact else f"{self.intake.zip_code[:3]}xx"

    def miles(self, distance: float) -> str:
        """As the row is judged. What is farther than asked reads so when it is rounded, too: 15.04 miles are 15.1, and
        not the 15.0 that would do."""
        if distance > self.intake.radius_miles:
            distance = max(distance, self.intake.radius_miles + (wording.LEAST_MILES if self.exact else 1))
        if self.exact:
            return wording.miles(distance)
        if distance < 1:
            return _("1 mile or less")
        return ngettext("%(count)s mile", "%(count)s miles", round(distance)) % {"count": round(distance)}

    def may_say(self, code: ReasonCode) -> bool:
        """Whether a reason does not tell more than that."""
        return self.exact or code not in TELLS_MILES


def judged_miles(row: Match | NearMiss) -> float:
    """As the engine counts them, for the order and for what is told: with the nearest first, "about 0.3 miles" of whom
    only the ZIP code is known would stand behind "1.3 miles"."""
    return counted_miles(row.distance_miles, at_zip_middle=row.location.placed_by == PlacedBy.ZIP)

"""How fast a clinic answers requests, in numbers and in words. Measured where requests are; cards and pages say it."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

SHOWN_FROM: Final = 10
PRIOR: Final = 8  # made-up requests that are answered as the whole site answers: a newcomer stands at its share


@dataclass(frozen=True, slots=True)
class AnswerTime:
    """`days`: working days, of half of the requests at most so many; None: more than two."""

    asked: int
    in_time: int
    days: int | None

    @property
    def is_known(self) -> bool:
        return self.asked >= SHOWN_FROM

    @property
    def words(self) -> str:
        if not self.is_known:
            return _("New here. We do not know yet how fast it answers.")
        if self.days is None:
            return _("Often answers later than two working days")
        return (
            _("Answers most requests the same day"),
            _("Answers most requests within one working day"),
            _("Answers most requests within two working days"),
        )[self.days]

    @property
    def share_words(self) -> str:
        if not self.is_known:
            return ""
        return _("%(answered)s of %(asked)s requests answered in time") % {
            "answered": self.in_time, "asked": self.asked,
        }  # fmt: skip

    def value(self, *, share_of_site: float) -> float:
        """For the ranking, as docs/matching.md says."""
        return (PRIOR * share_of_site + self.in_time) / (PRIOR + self.asked)


UNKNOWN: Final = AnswerTime(0, 0, None)

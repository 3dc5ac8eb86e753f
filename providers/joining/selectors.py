"""What a state answers today, and how many people search near a ZIP code. Totals alone: no search can be told from
them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q

from matching.search.enums import JobState
from matching.search.models import Intake
from providers.directory.enums import Profession
from providers.directory.geocoding.zip_codes import ZipPlace
from providers.joining.rules.answers import StateAnswer, answer_for
from providers.screening.rule_book import rules_on
from providers.screening.rules.due import OFFICE_ZONE

LATELY: Final = timedelta(days=30)
PREFIX: Final = 3  # digits of a ZIP code: an area with a few hundred thousand people
FEW: Final = 10  # from 1 to so many is hidden


@dataclass(frozen=True, slots=True)
class SearchTotals:
    """Of the last 30 days near a ZIP code. None: from 1 to 10, or it would give such a number away."""

    searches: int | None
    found_nobody: int | None

    @property
    def none_at_all(self) -> bool:
        return self.searches == 0


def answer_today(profession: Profession, state: str, *, on: date) -> StateAnswer:
    """On a demonstration site made-up rules count too: its people are made up."""
    return answer_for(profession, state, on=on, rules=rules_on(on, made_up=settings.DEMO))


def day_at(place: ZipPlace | None, *, now: datetime) -> date:
    return now.astimezone(ZoneInfo(place.time_zone) if place else OFFICE_ZONE).date()


def searches_near(zip_code: str, *, now: datetime) -> SearchTotals:
    """Searches whose ZIP code begins with the same three digits."""
    near = Intake.objects.filter(zip_code__startswith=zip_code[:PREFIX], created_at__gt=now - LATELY)
    nobody = Count("pk", filter=Q(job__state=JobState.DONE, job__matched_count=0))
    return hidden(**near.aggregate(searches=Count("pk"), found_nobody=nobody))


def hidden(*, searches: int, found_nobody: int) -> SearchTotals:
    """What may be told of two numbers, one of which is a part of the other. 14 searches of which 12 found nobody would
    tell that 2 found somebody: then only the 14 are told."""
    if _is_few(searches):
        return SearchTotals(None, None)
    if _is_few(found_nobody) or _is_few(searches - found_nobody):
        return SearchTotals(searches, None)
    return SearchTotals(searches, found_nobody)


def _is_few(count: int) -> bool:
    return 0 < count <= FEW

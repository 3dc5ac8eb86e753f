"""Searches are set aside without the person who asked, and forgotten after 30 days.

All of a day at once, at night and in an order drawn by lot, so that not even the order of rows leads to an intake.
"""

from datetime import datetime
from random import SystemRandom
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from matching.insights.models import AnonymousSearch, CountedIntake
from matching.insights.models.anonymous import KEPT
from matching.insights.nights import begin_of, night_of
from matching.insights.rules.zip_areas import area_of, middles
from matching.search.answers import Answers, answers_of
from matching.search.models import Intake
from providers.screening.rules.due import OFFICE_ZONE

BATCH: Final = 500
PRICE_STEP: Final = 25  # dollars: an odd limit could be told apart


@transaction.atomic
def set_aside(*, now: datetime) -> bool:
    """What was sent before last night and not set aside yet. Whether that was a whole batch."""
    night = night_of(now)
    counted = CountedIntake.objects.filter(intake=OuterRef("pk"))
    waiting = Intake.objects.alive(on=now).filter(~Exists(counted), consented_at__lt=begin_of(night))
    intakes = list(waiting.order_by("pk")[:BATCH])
    CountedIntake.objects.bulk_create(CountedIntake(intake=intake) for intake in intakes)
    answers = answers_of(intakes)
    SystemRandom().shuffle(intakes)
    rows = [without_person(intake, answers[intake.pk]) for intake in intakes]
    AnonymousSearch.objects.bulk_create(row for row in rows if row is not None and row.day > night - KEPT)
    return len(intakes) == BATCH


def without_person(intake: Intake, asked: Answers) -> AnonymousSearch | None:
    """None: so few people live there that even the area would tell who it was."""
    area = area_of(intake.zip_code)
    middle = middles().get(area or "")
    if area is None or middle is None:
        return None
    terms = asked.columns()
    limit = terms.pop("max_price")
    return AnonymousSearch(
        day=intake.consented_at.astimezone(OFFICE_ZONE).date(),
        zip3=area,
        latitude=middle[0],
        longitude=middle[1],
        areas=sorted(asked.areas or ()),
        concerns=sorted(asked.concerns or ()),
        max_price=None if limit is None else -(-limit // PRICE_STEP) * PRICE_STEP,
        **terms,
    )


def forget_searches(*, now: datetime) -> int:
    """30 days after they were made. Returns how many are gone."""
    today = now.astimezone(OFFICE_ZONE).date()
    return AnonymousSearch.objects.filter(day__lte=today - KEPT).delete()[0]

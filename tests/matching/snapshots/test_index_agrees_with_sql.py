"""Two ways to an answer, one answer: the index over any directory, on any day, and the database."""

import random
from datetime import timedelta

import pytest
from django.db.models.functions import Least

from matching.search.assembly import requirements_for
from matching.search.enums import FoundBy
from matching.search.services.searching import find, in_database
from matching.snapshots.services.indexing import build_index
from providers.directory.models import License, Offering, PracticeLocation, Provider, WeeklyHours
from providers.directory.traits import BOXES, PLACE_TRAITS, TRAITS
from providers.screening.models import ScreeningCase, ScreeningCheck
from tests.factories.matching import make_intake
from tests.matching.search.test_engine_agrees_with_sql import HOURS, INSTANT, directory, near

__all__ = ["directory"]

pytestmark = pytest.mark.django_db(transaction=True)  # a watermark stands between transactions, so there must be some

OF_TRAITS = [{"max_price": None, "radius_miles": 50, "musts": [trait.code]} for trait in PLACE_TRAITS]
ASKED = [
    {"max_price": None, "radius_miles": 50},
    {"max_price": 190, "radius_miles": 25, "concerns": ()},
    {"areas": (), "concerns": (), "radius_miles": 15, "wishes": ["doctor", "speaks:es"]},
    {"slots": ["saturday"], "slots_required": True, "musts": ["woman"]},
    {"areas": ("face", "stomach"), "concerns": ("fine-lines", "fat-pads"), "max_price": 450, "wishes": [*TRAITS]},
    *OF_TRAITS,
]


@pytest.fixture
def lively(directory, request):
    """The directory with hours, openings, prices and people that differ."""
    rng = random.Random(request.node.name)
    for location in PracticeLocation.objects.all():
        location.first_visit_fee = rng.choice((0, 0, 60))
        location.first_visit_fee_credited = rng.random() < 0.5
        for box in BOXES:
            setattr(location, box, rng.random() < 0.5)
        opening = location.next_opening_at = rng.choice((None, INSTANT + timedelta(hours=rng.randint(-48, 300))))
        location.second_opening_at = opening and rng.choice((None, opening + timedelta(hours=rng.randint(1, 200))))
        location.hours_confirmed_on = rng.choice((None, near(rng) - timedelta(days=rng.randint(0, 16))))
        location.save()
    for provider in Provider.objects.all():
        provider.gender = rng.choice(("woman", "man", ""))
        provider.languages = rng.sample(["en", "es", "ko"], rng.choice((0, 1, 2)))
        provider.save()
    for offering in Offering.objects.all():
        offering.price_per_session, offering.sessions_done = rng.choice((150, 190, 200)), rng.choice((0, 40, 300))
        offering.save()
    WeeklyHours.objects.all().delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(location=location, weekday=day, opens="09:00", closes=rng.choice(("09:30", "12:30", "19:00")))
        for location in PracticeLocation.objects.all()
        for day in rng.sample(range(7), 3)
    )
    return rng


def everything(found):
    """All that is stored of an answer, by which way it came aside."""
    return (
        [(match.candidate, match.score, match.miles, match.quote) for match in found.matches],
        found.matched_count,
        found.near_misses,
        found.blocking,
        found.weights_version,
    )


@pytest.mark.parametrize("directory", range(2), indirect=True)
def test_index_and_database_find_the_same_also_of_what_changed_since(lively):
    """The index is built once. A directory costs more than what is asked of it, so each hour is one of a third."""
    build_index(now=INSTANT)
    agree(among=HOURS[::3])
    change(lively)
    agree(among=HOURS[1::3])
    change(lively)
    agree(among=HOURS[2::3])


def agree(among) -> None:
    some = 0
    for number, asked in enumerate(ASKED):
        intake = make_intake(now=INSTANT, **asked)
        for hours in among if asked not in OF_TRAITS else [among[number % len(among)]]:
            on = INSTANT + timedelta(hours=hours)
            search = requirements_for(intake, on=on)
            by_index, by_sql = find(search, limit=7, now=on), in_database(search, limit=7, now=on)
            assert (by_index.by, by_sql.by) == (FoundBy.INDEX, FoundBy.SQL)
            assert everything(by_index) == everything(by_sql)
            some += bool(by_sql.matches) + bool(by_sql.near_misses)
    assert some


def change(rng) -> None:
    """A little of everything that makes a listing."""

    def few(model):
        return model.objects.filter(pk__in=rng.sample(list(model.objects.values_list("pk", flat=True)), 6))

    few(License).update(status="revoked", expires_on=None)
    few(License).update(expires_on=near(rng))
    few(ScreeningCase).filter(status="approved").update(approved_from=INSTANT.date() - timedelta(days=9))
    few(ScreeningCheck).filter(result="pass").update(good_until=Least("good_until", near(rng)))
    few(Offering).update(price_per_session=155)
    few(Offering).delete()
    few(PracticeLocation).update(accepting_patients=False)
    few(Provider).update(gender="woman", languages=["es"])
    few(WeeklyHours).update(closes="20:00")
    Offering.objects.filter(location__in=few(PracticeLocation)).delete()
    few(PracticeLocation).update(provider=Provider.objects.order_by("?").first())

"""The demonstration's clinics have figures in every part of their page, and the desk has letters."""

import time

import pytest
from django.urls import reverse

from caarisma.accounts.models import User
from matching.insights.models import PlaceFigures
from providers.demo.insights import LETTERS, make_demo_insights, make_demo_letters
from providers.demo.logins import make_demo_logins
from providers.demo.people import demonstration_npi
from providers.letters.models import DeskLetter
from tests.factories.catalog import fill_catalog
from tests.factories.providers import make_listed_location, make_provider
from treatments.models import AreaConcern

pytestmark = pytest.mark.django_db


def test_no_part_of_the_page_is_empty_and_again_nothing_is_made(now, client):
    fill_catalog(now=now)
    lines = list(AreaConcern.objects.filter(area__slug="face").order_by("pk")[:2])
    for number, price in enumerate((180, 240, 420), 1):
        made_up = make_provider(is_demonstration=True, npi=demonstration_npi(1, number))
        make_listed_location(now=now, area_concerns=lines, price=price, provider=made_up)
    make_demo_logins(now=now)
    start = time.process_time()

    assert make_demo_insights(now=now) > 200
    assert make_demo_insights(now=now) == 0
    assert make_demo_letters(now=now) == len(LETTERS)
    assert make_demo_letters(now=now) == 0

    assert time.process_time() - start < 4, "it is to be cheap"
    row = PlaceFigures.objects.earliest("pk")
    assert row.shown > 10
    assert row.figures["lifts"]
    assert {"slots", "must:parking"} <= {code for code, _number in row.figures["failed"]}
    assert DeskLetter.objects.open().count() == 2
    client.force_login(User.objects.get(email="provider@demo.caarisma.example"))
    assert "What would lift you" in client.get(reverse("upkeep:standing")).content.decode()

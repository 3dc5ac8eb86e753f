"""The demonstration has months that were counted and entries that were called, by the services that do it."""

from datetime import timedelta

import pytest

from matching.numbers.models import MonthFigures
from providers.accuracy.models import DrawRound, OpenCall
from providers.demo.logins import email_of
from providers.demo.numbers import DRAWN, MONTHS, make_demo_numbers
from tests.factories.providers import make_listed_location, make_screening, make_user
from tests.rules import limit_rule

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


def test_months_are_counted_and_called_once(now):
    make_user(email_of("vetting staff"), is_staff=True)
    limit_rule("CA", "md", first=now.date() - timedelta(days=300), last=now.date() + timedelta(days=300))
    for _ in range(3):
        place = make_listed_location(now=now)
        long = {"approved_from": now.date() - timedelta(days=300), "approved_until": now.date() + timedelta(days=100)}
        make_screening(place.provider, **long)

    assert make_demo_numbers(now=now) == MONTHS
    assert make_demo_numbers(now=now) == 0

    newest = MonthFigures.objects.first()
    assert newest.figures["listed"]["providers"] == 3
    assert newest.figures["accuracy"]["called"] == 3
    assert DrawRound.objects.exclude(drawn_at=None).count() == DRAWN + 1
    assert OpenCall.objects.filter(settled_at=None, draw__month=now.date().replace(day=1)).exists()

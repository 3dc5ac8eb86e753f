"""What listed clinics ask stands in the guide beside the price of 2022: from five on, with month and count, unnamed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils import timezone

from providers.directory.models import License, PracticeLocation
from providers.pages import prices
from providers.pages.prices import listed_prices
from tests.factories.catalog import fill_catalog
from tests.factories.providers import make_listed_location
from treatments.models import AreaConcern

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalog")]


@pytest.fixture
def catalog(now):
    fill_catalog(now=now)


def test_prices_are_shown_from_five_clinics_on_for_their_use_and_area(client, now):
    face = AreaConcern.objects.filter(area__slug="face", concern__slug="fine-lines")
    for price in (100, 200, 300, 400):
        make_listed_location(now=now, area_concerns=face, price=price)
    assert listed_prices(concern="fine-lines") is None

    make_listed_location(now=now, area_concerns=face, price=500)
    asked = listed_prices(concern="fine-lines")

    assert (asked.low, asked.middle, asked.high, asked.clinics) == (200, 300, 400, 5)
    assert asked == listed_prices(area="face") == listed_prices()
    assert listed_prices(concern="hair-loss") is None
    html = client.get("/guide/areas/face/").content.decode()
    assert f"In {timezone.localdate():%B %Y}, 5 clinics name a price for this." in html
    assert "Half of them ask $200 to $400 a session. The middle one asks $300." in html
    assert "Fewer than five clinics" in client.get("/guide/areas/neck/").content.decode()


def test_who_is_not_listed_is_not_counted(now):
    face = AreaConcern.objects.filter(area__slug="face", concern__slug="fine-lines")
    for price in (100, 200, 300, 400, 500):
        place = make_listed_location(now=now, area_concerns=face, price=price)
    License.objects.filter(provider=place.provider).update(expires_on=now.date() - timedelta(days=3))

    assert listed_prices(concern="fine-lines") is None


def test_the_guide_is_read_without_prices_that_take_too_long(client, monkeypatch, now):
    """For a minute nobody waits for them again, and what else is asked of the database has its own time."""
    make_listed_location(now=now)  # a table that is known to be empty is not looked at, and nothing sleeps
    monkeypatch.setattr(prices, "IN_TIME", "1ms")
    monkeypatch.setattr(prices, "listed_places", slowly)

    html = client.get("/guide/areas/face/").content.decode()

    assert "We cannot show these prices right now. Please look again in a minute." in html
    assert "Fewer than five clinics" not in html
    assert "Guide prices of" in html
    with pytest.raises(prices.NotInTime):
        listed_prices()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout')")
        assert cursor.fetchone() != ("1ms",)


def slowly(*, on):
    """A statement longer than any time there is, as on a busy machine."""
    return PracticeLocation.objects.filter(pk=RawSQL("(SELECT 1 FROM pg_sleep(30))", []))


def test_prices_take_the_time_they_need_and_leave_the_limit_as_it_was(django_assert_num_queries):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '77s'")
    with django_assert_num_queries(6):  # two with their savepoint, and the limit of each before and after
        assert listed_prices() is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout')")
        assert cursor.fetchone() == ("77s",)

"""Search engines are told of listed people only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from providers.directory.models import Provider
from providers.screening.enums import CheckKind
from tests.factories.providers import make_check, make_listed_location, make_provider

pytestmark = pytest.mark.django_db


def listed(client) -> str:
    return client.get("/sitemap-providers.xml").content.decode()


@pytest.fixture
def provider() -> Provider:
    provider = make_provider(slug="amara-osei", is_demonstration=False)
    make_listed_location(now=timezone.now(), provider=provider)
    return provider


def test_a_listed_provider_is_in_the_sitemap(client, provider):
    place = provider.locations.get()
    assert f"<loc>http://testserver/p/amara-osei/oakland-{place.pk}/</loc>" in listed(client)
    assert f"<lastmod>{place.updated_at:%Y-%m-%d}</lastmod>" in listed(client)


def test_a_provider_who_is_not_listed_is_not(client):
    make_provider(slug="amara-osei", is_demonstration=False)

    assert "amara-osei" not in listed(client)


def test_a_person_who_is_made_up_is_not(client, provider):
    made_up = make_provider(slug="amara-osei-2", is_demonstration=True, npi="2000000002")
    make_listed_location(now=timezone.now(), provider=made_up)

    assert "amara-osei/" in listed(client)
    assert "amara-osei-2" not in listed(client)


def test_a_changed_price_and_a_new_look_are_news(client, provider, now):
    place, later = provider.locations.get(), now + timedelta(days=3)
    place.offerings.update(updated_at=later)
    assert f"<lastmod>{later:%Y-%m-%d}</lastmod>" in listed(client)

    make_check(provider.screening_cases.get(), CheckKind.BOARD, seen_at=later + timedelta(days=1))

    assert f"<lastmod>{later + timedelta(days=1):%Y-%m-%d}</lastmod>" in listed(client)

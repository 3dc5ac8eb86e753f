"""Pages of a place: who is listed there now, and only that."""

import json
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from providers.directory.enums import LicenseStatus
from providers.directory.models import License, PracticeLocation
from providers.listing import price_ranges
from providers.pages.cities.listing import city_listing, listed_cities
from tests.factories.providers import make_listed_location, make_provider, make_user

pytestmark = pytest.mark.django_db

OAKLAND = "/in/ca/oakland/"


def real(**fields) -> PracticeLocation:
    provider = make_provider(is_demonstration=False)
    return make_listed_location(now=timezone.now(), provider=provider, **fields)


def made_up(**fields) -> PracticeLocation:
    provider = make_provider(is_demonstration=True, npi="2000000002")
    return make_listed_location(now=timezone.now(), provider=provider, **fields)


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def oakland() -> list[PracticeLocation]:
    return [real(price=price) for price in (180, 220, 300)]


class TestACity:
    def test_shows_who_is_listed_there_with_their_prices_and_checks(self, client, oakland):
        page = text(client.get(OAKLAND))

        assert "3 providers are on our list here today." in page
        for place in oakland:
            assert place.provider.name_with_credentials in page
            assert place.provider.get_absolute_url() in page
        assert "One session: $180." in page
        assert "8 of 8 checks passed" in page

    def test_leaves_out_at_once_whose_license_was_revoked(self, client, oakland):
        gone = oakland[0].provider
        License.objects.filter(provider=gone).update(status=LicenseStatus.REVOKED)

        page = text(client.get(OAKLAND))

        assert gone.name_with_credentials not in page
        assert "2 providers are on our list here today." in page

    def test_leaves_out_who_works_elsewhere(self, client, oakland):
        other = real(city="Berkeley")

        assert other.provider.get_absolute_url() not in text(client.get(OAKLAND))

    def test_counts_a_provider_with_two_places_once(self, client, oakland):
        make_listed_location(now=timezone.now(), provider=oakland[0].provider)

        assert "3 providers are on our list here today." in text(client.get(OAKLAND))

    @pytest.mark.parametrize("address", ["/in/ca/nowhere/", "/in/zz/oakland/", "/in/CA/oakland/", "/in/ny/oakland/"])
    def test_without_anybody_listed_there_is_no_page(self, client, oakland, address):
        assert client.get(address).status_code == 404

    def test_leads_into_the_search_by_zip_code_and_says_nothing_of_health(self, client, oakland):
        assert f'name="zip_code" value="{oakland[0].zip_code}"' in text(client.get(OAKLAND))

    def test_says_that_a_made_up_person_is(self, client, oakland):
        assert ">Demonstration<" not in text(client.get(OAKLAND))
        made_up()

        assert ">Demonstration<" in text(client.get(OAKLAND))

    def test_tells_a_price_range_only_with_enough_providers(self, client, oakland, monkeypatch):
        assert "too few providers here to tell what is usual" in text(client.get(OAKLAND))

        monkeypatch.setattr(price_ranges, "ENOUGH_PROVIDERS", 3)

        assert "8 in 10 of these 3 providers charge $180 to $300" in text(client.get(OAKLAND))

    def test_speaks_spanish(self, client, oakland):
        assert "Profesionales de mesoterapia en Oakland, CA" in text(client.get(f"/es{OAKLAND}"))


class TestSearchEngines:
    def test_three_real_people_make_a_page_that_may_be_listed(self, client, oakland):
        page = text(client.get(OAKLAND))

        assert "noindex" not in page
        assert f'<link rel="canonical" href="http://testserver{OAKLAND}">' in page
        assert f'hreflang="es" href="http://testserver/es{OAKLAND}"' in page
        assert f"<loc>http://testserver{OAKLAND}</loc>" in text(client.get("/sitemap-cities.xml"))

    def test_two_are_too_few(self, client, oakland):
        License.objects.filter(provider=oakland[0].provider).update(status=LicenseStatus.REVOKED)

        assert "noindex" in text(client.get(OAKLAND))
        assert OAKLAND not in text(client.get("/sitemap-cities.xml"))

    def test_made_up_people_do_not_count(self, client):
        _two_and_one = [real(), real(), made_up()]

        assert "noindex" in text(client.get(OAKLAND))
        assert OAKLAND not in text(client.get("/sitemap-cities.xml"))

    def test_the_data_blocks_name_the_people_on_the_page(self, client, oakland):
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text(client.get(OAKLAND)))

        listed, crumbs = map(json.loads, blocks)
        names = {item["name"] for item in listed["mainEntity"]["itemListElement"]}
        assert names == {place.provider.name_with_credentials for place in oakland}
        assert crumbs["itemListElement"][-1]["name"] == "Oakland, CA"


class TestTheIndex:
    def test_has_each_city_with_its_count_under_its_state(self, client, oakland):
        real(city="Berkeley")

        page = text(client.get("/in/"))

        assert "California" in page
        assert f'<a href="{OAKLAND}">Oakland</a> <span class="soft num">3 providers</span>' in page
        assert '<a href="/in/ca/berkeley/">Berkeley</a> <span class="soft num">1 provider</span>' in page

    def test_an_empty_directory_says_so(self, client):
        page = text(client.get("/in/"))

        assert "Nobody is on our list yet." in page
        assert "noindex" in page


class TestKeptForAMinute:
    @pytest.fixture(autouse=True)
    def kept(self, settings):
        memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": uuid4().hex}
        settings.CACHES = settings.CACHES | {"pages": memory}

    @pytest.mark.parametrize("address", ["/in/", "/es/in/", "/sitemap-cities.xml"])
    def test_what_goes_through_the_whole_directory_is_made_once(self, client, oakland, address):
        first = client.get(address)

        with CaptureQueriesContext(connection) as queries:
            again = client.get(address)

        assert again.content == first.content
        assert "Oakland" in text(again) or OAKLAND in text(again)
        assert len(queries) == 0

    def test_each_language_is_kept_apart(self, client, oakland):
        client.get("/in/")

        assert f'"/es{OAKLAND}"' in text(client.get("/es/in/"))
        assert f'"{OAKLAND}"' in text(client.get("/in/"))

    def test_nothing_in_it_is_of_the_person_who_asked_first(self, client, oakland):
        someone = Client()
        someone.force_login(make_user())
        someone.get("/in/")

        assert "Sign in" in text(client.get("/in/"))

    @pytest.mark.parametrize("address", [OAKLAND, "/sitemap-providers.xml"])
    def test_what_names_people_is_never_kept(self, client, oakland, address):
        gone = oakland[0].provider
        assert gone.get_absolute_url() in text(client.get(address))

        License.objects.filter(provider=gone).update(status=LicenseStatus.REVOKED)

        assert gone.get_absolute_url() not in text(client.get(address))


def test_a_city_is_found_without_judging_the_rest_of_its_state(oakland, django_assert_max_num_queries):
    for place in oakland[1:]:
        PracticeLocation.objects.filter(pk=place.pk).update(city="Fresno")

    listing = city_listing(state="CA", slug="oakland", on=timezone.now())

    assert [card.provider for card in listing.cards] == [oakland[0].provider]
    assert (listing.city.providers, listing.city.name) == (1, "Oakland")


def test_two_spellings_are_one_city(oakland):
    PracticeLocation.objects.filter(pk=oakland[0].pk).update(city="OAKLAND")

    (city,) = listed_cities(on=timezone.now())

    assert (city.name, city.providers) == ("Oakland", 3)


def test_the_number_of_queries_does_not_grow(client, oakland, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        client.get(OAKLAND)

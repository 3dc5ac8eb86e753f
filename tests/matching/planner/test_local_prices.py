"""What providers near charge: enough of them, each counted once, only those patients may see."""

import pytest

from matching.planner.local_prices import local_prices
from providers.directory.models import License, Offering
from providers.listing import price_ranges
from providers.listing.price_ranges import LocalPrices, range_of
from tests.factories.providers import OAKLAND, make_listed_location, make_offering
from tests.factories.treatments import make_area_concern
from tests.matching.planner.planner_pages import URL, get, make_least_catalog, page_words


class TestTheRange:
    def test_it_is_the_middle_eight_in_ten(self):
        prices = [200] * 16 + [50, 60, 900, 1000]

        assert range_of(prices) == LocalPrices(low=200, high=200, providers=20)

    @pytest.mark.parametrize("providers", range(20, 60))
    def test_eight_in_ten_are_in_it_however_many_there_are(self, providers):
        prices = [100 + 7 * number for number in range(providers)]
        found = range_of(prices)

        assert sum(found.low <= price <= found.high for price in prices) >= 0.8 * providers
        assert min(prices) < found.low < found.high < max(prices)

    def test_it_goes_out_to_whole_dollars(self):
        assert range_of([each + 0.5 for each in range(100, 300, 10)]) == LocalPrices(low=120, high=271, providers=20)

    def test_nineteen_are_too_few(self):
        assert range_of([200] * 19) is None
        assert range_of([200] * 20) == LocalPrices(low=200, high=200, providers=20)


@pytest.fixture
def _three_are_enough(monkeypatch):
    monkeypatch.setattr(price_ranges, "ENOUGH_PROVIDERS", 3)


def near_oakland(now) -> LocalPrices | None:
    return local_prices(latitude=OAKLAND[0], longitude=OAKLAND[1], on=now)


@pytest.mark.django_db
@pytest.mark.usefixtures("_three_are_enough")
class TestWhoCounts:
    @pytest.fixture(autouse=True)
    def locations(self, now):
        return [make_listed_location(now=now, price=200) for _ in range(3)]

    def test_listed_providers_within_25_miles_count(self, now):
        make_listed_location(now=now, price=900, latitude=OAKLAND[0] + 0.40)  # 27.6 miles north

        assert near_oakland(now) == LocalPrices(low=200, high=200, providers=3)

    def test_the_corner_of_the_box_is_too_far(self, now):
        make_listed_location(now=now, price=900, latitude=OAKLAND[0] + 0.34, longitude=OAKLAND[1] + 0.43)

        assert near_oakland(now).providers == 3

    def test_whoever_may_not_be_seen_does_not_count(self, now, locations):
        License.objects.filter(provider=locations[0].provider).delete()

        assert near_oakland(now) is None

    def test_a_price_that_is_off_does_not_count(self, now, locations):
        Offering.objects.filter(location=locations[0]).update(is_active=False)

        assert near_oakland(now) is None

    def test_a_provider_counts_once_with_the_middle_price(self, now, locations):
        make_offering(locations[0], make_area_concern("neck"), price_per_session=300)
        make_offering(locations[0], make_area_concern("hands"), price_per_session=1000)

        # 200, 200 and the middle of 200, 300, 1000
        assert near_oakland(now) == LocalPrices(low=200, high=300, providers=3)

    def test_one_query_finds_them(self, now, django_assert_num_queries):
        with django_assert_num_queries(1):
            near_oakland(now)


@pytest.mark.django_db
class TestOnThePage:
    @pytest.fixture(autouse=True)
    def _catalog(self):
        make_least_catalog()

    def test_too_few_are_said_and_leave_the_guide_price(self, client):
        page = page_words(get(client, zip="94612"))

        assert "Fewer than 20 listed providers are within 25 miles of 94612." in page
        assert "Guide price, 2022: $150 to $400" in page

    def test_enough_set_the_price(self, client, monkeypatch):
        monkeypatch.setattr("matching.planner.course_plan.local_prices", lambda **_: LocalPrices(180, 320, 34))

        page = page_words(get(client, zip="94612"))

        assert "34 listed providers are within 25 miles of 94612." in page
        assert "8 in 10 of them charge $180 to $320 for one session of one area." in page
        assert "6 sessions at $180 to $320 each. In all: $1,080 to $1,920." in page
        assert "Guide price" not in page

    def test_a_typed_price_goes_before_them(self, client, monkeypatch):
        monkeypatch.setattr("matching.planner.course_plan.local_prices", lambda **_: LocalPrices(180, 320, 34))

        page = page_words(get(client, zip="94612", price="250"))

        assert "In all: $1,500." in page
        assert "8 in 10 of them charge $180 to $320" in page

    def test_the_zip_code_is_used_and_in_no_address(self, client):
        sent = client.post(URL, {"zip": "94612", "sessions": "6", "off": ["sun", "mon"], "away": ""})
        page = page_words(client.get(sent.url))

        assert sent.url == f"{URL}?sessions=6&off=sun&off=mon#plan-title"
        assert "within 25 miles of 94612." in page

    def test_a_script_puts_none_into_the_address_either(self, client):
        changed = client.post(URL, {"zip": "94612", "sessions": "6"}, headers={"HX-Request": "true"})

        assert changed.headers["HX-Replace-Url"] == f"{URL}?sessions=6"
        assert "within 25 miles of 94612." in page_words(changed)

    def test_an_empty_field_forgets_it(self, client):
        client.post(URL, {"zip": "94612"})

        client.post(URL, {"zip": ""})

        assert "94612" not in page_words(client.get(URL))

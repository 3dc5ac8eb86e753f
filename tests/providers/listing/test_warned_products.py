"""A warning hides what names its product: at once, everywhere, without a job. Its provider reads why and since when."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from matching.lists.selectors import results_for
from matching.search.enums import FinishedBy
from matching.search.models import Intake
from matching.search.services.jobs import finish_match_job
from matching.snapshots.export import listings_of
from matching.snapshots.models import ListingChange
from providers.directory.models import Offering
from providers.listing.gate import admitted
from providers.listing.hidden_lines import hidden_prices
from tests.factories.matching import make_intake, own
from tests.factories.products import make_product, make_use, show_fat_uses
from tests.factories.providers import make_listed_location, make_offering, make_provider, make_user
from tests.factories.treatments import make_area_concern
from treatments.models import Concern
from treatments.products.enums import ProductStatus
from treatments.products.models import FatUseDecision, Product

pytestmark = pytest.mark.django_db

WHY = "FDA warned of Aqualyx 8 mL on Dec 20, 2023. Patients do not see this price."


@pytest.fixture
def face():
    return make_area_concern()


@pytest.fixture
def neck():
    return make_area_concern("neck", "dull-tone")


@pytest.fixture
def product() -> Product:
    return make_product("Aqualyx")


@pytest.fixture
def location(now, face, neck, product):
    """Two prices; what is used for the neck has a name that nobody warned of yet."""
    location = make_listed_location(now=now, area_concerns=[face], provider=make_provider(user=make_user()))
    make_offering(location, neck, price_per_session=777, product="Aqualyx 8 mL")
    return location


def ranked(now, pair) -> Intake:
    intake = make_intake(now=now, max_price=None, areas=(pair.area.slug,), concerns=(pair.concern.slug,))
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    return Intake.objects.get(pk=intake.pk)


def cards(intake, now) -> set[int]:
    return {card.location.pk for card in results_for(intake, now=now).cards}


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_new_warning_hides_the_line_and_nothing_else(now, client, location, face, neck, product):
    before = ranked(now, neck)
    assert cards(before, now) == {location.pk}

    make_use(product)

    assert cards(before, now) == set(), "a list that was made before"
    assert cards(ranked(now, neck), now) == set()
    assert cards(ranked(now, face), now) == {location.pk}
    assert listings_of([location.pk]).service_code.tolist() == [face.pk]
    assert admitted([location.pk], now=now) == {location.pk}
    shown = page(client, location.address_on_site(location.provider.slug))
    assert "777" not in shown
    assert "Aqualyx" not in shown


def test_a_new_warning_hides_a_near_miss_and_its_price(now, client, location, neck, product):
    intake = make_intake(now=now, max_price=700, areas=(neck.area.slug,), concerns=(neck.concern.slug,))
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    intake = Intake.objects.get(pk=intake.pk)
    own(client, intake)
    assert "$777" in page(client, intake.get_absolute_url())

    make_use(product)

    shown = page(client, intake.get_absolute_url())
    assert "$777" not in shown
    assert location.provider.last_name not in shown


def test_who_lacks_one_thing_stays_almost_a_match_for_the_rest(now, location, face, neck, product):
    make_offering(location, make_area_concern("neck", "fine-lines"))
    other = make_area_concern("chest", "fine-lines")
    intake = make_intake(now=now, max_price=None, areas=("neck", "chest"), concerns=("fine-lines",))
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    intake = Intake.objects.get(pk=intake.pk)
    assert intake.near_misses.get().relaxation == {"change": "drop_area", "value": other.area.slug}

    make_use(product)
    assert [line.location for line in results_for(intake, now=now).near_misses] == [location]

    location.offerings.filter(area_concern__area__slug="neck", area_concern__concern__slug="fine-lines").delete()
    assert results_for(intake, now=now).near_misses == []


def test_the_page_of_the_place_forgets_what_it_would_have_cost(now, client, location, neck, product):
    intake = ranked(now, neck)
    own(client, intake)
    client.get(intake.get_absolute_url())
    address = location.address_on_site(location.provider.slug)
    assert "For what you asked" in page(client, address)

    make_use(product)

    shown = page(client, address)
    assert "For what you asked" not in shown
    assert "777" not in shown
    assert "Back to your list" in shown


def test_the_change_log_tells_of_just_the_clinics_that_name_it(now, location, face, product):
    make_listed_location(now=now, area_concerns=[face])
    for change in (lambda: make_use(product), lambda: product.uses.all().delete(), lambda: product.save()):
        ListingChange.objects.all().delete()
        change()

        assert set(ListingChange.objects.values_list("location_id", flat=True)) == {location.pk}


def test_a_warning_is_told_to_its_provider_with_cause_and_day(location, product):
    make_use(product)

    assert [price.why for price in hidden_prices(location.provider_id)] == [WHY]
    client = Client()
    client.force_login(location.provider.user)
    home = page(client, reverse("provider:home"))
    assert WHY in home
    assert "Patients can see you" in home
    assert WHY in page(client, reverse("provider:products_of", args=[location.pk]))


def test_of_several_warnings_the_first_is_told(location, product):
    make_use(product)
    make_product("Lyx 8", ProductStatus.WARNED, since="2024-05-01", by="Swissmedic")

    assert hidden_prices(location.provider_id)[0].why == WHY


@pytest.mark.parametrize("status", [ProductStatus.APPROVED, ProductStatus.COMPOUNDED, ProductStatus.NOT_APPROVED])
def test_any_other_status_hides_nothing_and_is_shown_with_its_source(now, client, location, neck, product, status):
    make_use(product, status, service=neck, words_en="What the FDA says.")

    shown = page(client, location.address_on_site(location.provider.slug))

    assert cards(ranked(now, neck), now) == {location.pk}
    assert "Product: Aqualyx 8 mL, made by Example Labs" in shown
    assert "What the FDA says. Source: FDA, Dec 20, 2023." in shown
    assert "The clinic told us. We did not check it." in shown


def test_what_is_known_of_a_product_is_not_said_of_one_that_is_like_it(client, location, product):
    make_use(product, ProductStatus.NOT_APPROVED, words_en="The FDA approved it for the chin alone.")
    Offering.objects.exclude(product="").update(product="Korean mix, same as Aqualyx")

    shown = page(client, location.address_on_site(location.provider.slug))

    assert "About Aqualyx, which it names: The FDA approved it for the chin alone. Source: FDA, Dec 20, 2023." in shown


def test_a_product_that_we_do_not_know_is_said_to_be_that(client, location):
    Offering.objects.exclude(product="").update(product="Aunt May's tonic")

    assert "This product is not on our list." in page(client, location.address_on_site(location.provider.slug))


class TestShotsForFat:
    @pytest.fixture
    def fat(self):
        pair = make_area_concern("stomach", "fat-pads")
        Concern.objects.filter(pk=pair.concern_id).update(needs_fda_note=True)
        return type(pair).objects.select_related("area", "concern").get(pk=pair.pk)

    @pytest.fixture
    def clinic(self, now, fat, face):
        return make_listed_location(now=now, area_concerns=[face, fat], provider=make_provider(user=make_user()))

    def test_not_offered_until_two_directors_sign_and_the_list_says_so(self, now, client, clinic, fat, face):
        intake = ranked(now, fat)
        assert cards(intake, now) == {clinic.pk}  # as make_offering had it decided

        ListingChange.objects.all().delete()
        show_fat_uses(shown=False)

        assert ListingChange.objects.get().location_id is None, "all are told of"
        assert cards(intake, now) == set()
        assert listings_of([clinic.pk]).service_code.tolist() == [face.pk]
        own(client, intake)
        assert "We list no shots for fat or cellulite now." in page(client, intake.get_absolute_url())
        assert hidden_prices(clinic.provider_id)[0].why.startswith("We do not show shots for fat or cellulite now.")

    def test_a_proposal_shows_nothing(self, now, clinic, fat):
        show_fat_uses(shown=False)
        proposal = FatUseDecision.objects.order_by("pk").first()
        FatUseDecision.objects.create(shown=True, why="Please.", first_by=proposal.first_by, first_at=now)

        assert cards(ranked(now, fat), now) == set()

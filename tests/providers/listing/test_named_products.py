"""Shots for fat and cellulite: offered only with product, maker and source, never as a bare pass, always with the FDA's
words, and only where they are about what is shown."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from matching.lists.selectors import results_for
from matching.search.enums import FinishedBy
from matching.search.models import Intake
from matching.search.services.jobs import finish_match_job
from matching.snapshots.export import listings_of
from providers.directory.models import Offering
from providers.listing.gate import admitted
from providers.listing.listed import listed_places
from providers.listing.selectors import current_proof
from providers.screening.enums import CheckKind
from tests.factories.matching import make_intake, own
from tests.factories.providers import make_check, make_listed_location, make_offering
from tests.factories.treatments import make_area_concern, make_claim
from treatments.enums import EffectKind
from treatments.fda_words import QUOTES
from treatments.models import AreaConcern, Concern, EffectDuration

pytestmark = pytest.mark.django_db

NAMED = {"product": "Slimline", "product_maker": "Example Labs", "product_source": "Example Pharmacy"}
NO_SHOT = "The FDA has approved no shot for fat here."


def noted(concern: str) -> AreaConcern:
    pair = make_area_concern("stomach", concern)
    fat = EffectDuration.objects.get_or_create(slug="fat", defaults={"kind": EffectKind.FAT, "claim": make_claim()})[0]
    effect = {"effect": fat} if concern == "fat-pads" else {}
    Concern.objects.filter(pk=pair.concern_id).update(needs_fda_note=True, **effect)
    return AreaConcern.objects.select_related("concern", "area").get(pk=pair.pk)


@pytest.fixture
def fat():
    return noted("fat-pads")


@pytest.fixture
def face():
    return make_area_concern()


def ranked(now, **asked) -> Intake:
    intake = make_intake(now=now, max_price=None, **asked)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    return Intake.objects.get(pk=intake.pk)


def found(now, pair) -> set[int]:
    intake = ranked(now, areas=(pair.area.slug,), concerns=(pair.concern.slug,))
    return {card.location.pk for card in results_for(intake, now=now).cards}


def text(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def in_index(location) -> set[int]:
    return set(listings_of([location.pk]).service_code.tolist())


@pytest.mark.parametrize("concern", ["fat-pads", "cellulite"])
def test_without_a_named_product_a_clinic_is_not_offered_for_that_use_but_for_its_others(now, face, concern):
    pair = noted(concern)
    location = make_listed_location(now=now, area_concerns=[face])
    offering = make_offering(location, pair, product="")

    assert found(now, pair) == set()
    assert found(now, face) == {location.pk}
    assert pair.pk not in in_index(location)

    Offering.objects.filter(pk=offering.pk).update(**NAMED)
    make_check(location.provider.screening_cases.get(), CheckKind.PRODUCTS, seen_at=now)

    assert found(now, pair) == {location.pk}
    assert pair.pk in in_index(location)


def test_who_offers_nothing_else_is_not_on_the_list_at_all(now, fat):
    location = make_listed_location(now=now, area_concerns=[fat])
    assert admitted([location.pk], now=now) == {location.pk}

    location.offerings.update(product="", product_maker="", product_source="")

    assert admitted([location.pk], now=now) == frozenset()
    assert not listed_places(on=now).exists()


def test_a_named_product_without_a_look_at_it_still_takes_the_place_off(now, face, fat):
    location = make_listed_location(now=now, area_concerns=[face])
    make_offering(location, fat)

    assert admitted([location.pk], now=now) == frozenset()


@pytest.mark.parametrize("left_out", list(NAMED))
@pytest.mark.parametrize("blank", ["", "  "])
def test_the_database_refuses_half_a_name(now, fat, left_out, blank):
    location = make_listed_location(now=now, area_concerns=[fat])

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE directory_offering SET {left_out} = %s WHERE location_id = %s", [blank, location.pk]
        )  # nobody's form


def test_the_demonstration_of_a_city_shows_no_price_of_what_is_not_offered(now, face, fat, client):
    location = make_listed_location(now=now, area_concerns=[face], price=200)
    make_offering(location, fat, product="", price_per_session=999)

    assert "999" not in text(client.get(location.address_on_site(location.provider.slug)))


class TestWhatIsSaid:
    @pytest.fixture
    def location(self, now, face, fat):
        make_claim("fda-note", text_en="The FDA warns about fat-dissolving shots.")
        return make_listed_location(now=now, area_concerns=[face, fat])

    def the_list(self, client, now, pair) -> str:
        intake = ranked(now, areas=(pair.area.slug,), concerns=(pair.concern.slug,))
        own(client, intake)
        return text(client.get(intake.get_absolute_url()))

    def test_the_list_and_the_card(self, client, now, location, fat):
        page = self.the_list(client, now, fat)

        assert page.index("The FDA warns about fat-dissolving shots.") < page.index('class="match"')
        for quote in QUOTES:
            assert quote.words in page
        assert "Product: Slimline, made by Example Labs, bought from Example Pharmacy." in page
        assert NO_SHOT in page
        assert "We looked at labels and purchase records and tested nothing." in page

    def test_a_list_for_the_face_says_nothing_of_it(self, client, now, location, face):
        page = self.the_list(client, now, face)

        assert "FDA" not in page
        assert "Slimline" not in page

    def test_who_is_not_sure_what_for_reads_it_too(self, client, now, location, fat):
        intake = ranked(now, areas=("stomach",), concerns=())
        own(client, intake)

        assert NO_SHOT in text(client.get(intake.get_absolute_url()))

    def test_the_profile_of_that_clinic(self, client, location):
        page = text(client.get(location.address_on_site(location.provider.slug)))

        assert "Product: Slimline, made by Example Labs" in page
        assert NO_SHOT in page
        for quote in QUOTES:
            assert quote.words in page

    def test_not_the_profile_of_another_clinic_of_the_person(self, client, now, location, face):
        other = make_offering(type(location).objects.create(**copy_of(location)), face).location

        assert "FDA-approved" not in (page := text(client.get(other.address_on_site(other.provider.slug))))
        assert "About fat-dissolving shots" not in page
        assert "Slimline" not in page

    def test_looking_at_a_product_is_no_passed_check(self, client, now, location):
        proof = current_proof([location.provider_id], on=now)[location.provider_id]

        assert CheckKind.PRODUCTS in {line.kind for line in proof.checks}
        assert (proof.summary.passed, proof.summary.total) == (8, 8)
        page = text(client.get(reverse("providers:checks", args=[location.provider.slug]), follow=True))
        row = re.search(r"<tr>(?:(?!</tr>).)*Products used.*?</tr>", page).group(0)
        assert "Looked at, not a pass" in row
        assert "Pass." not in row
        assert "We did not test the product." in row

    def test_queries_do_not_grow_with_the_products(self, client, now, location, fat, django_assert_max_num_queries):
        intake = ranked(now, areas=("stomach",), concerns=("fat-pads",))
        own(client, intake)
        with django_assert_max_num_queries(40) as few:
            client.get(intake.get_absolute_url())
        for _ in range(6):
            make_listed_location(now=now, area_concerns=[fat])
        again = ranked(now, areas=("stomach",), concerns=("fat-pads",))

        with django_assert_max_num_queries(len(few)):
            client.get(again.get_absolute_url())


def copy_of(location) -> dict[str, object]:
    names = ("provider", "clinic_name", "line1", "city", "state", "zip_code", "latitude", "longitude", "time_zone")
    return {**{name: getattr(location, name) for name in names}, "accepting_patients": True}


def test_the_words_are_told_with_where_they_are_from():
    assert all(str(quote.source) and "FDA" in str(quote.source) for quote in QUOTES)
    assert all(quote.words[0].isupper() and quote.words.endswith(".") for quote in QUOTES)

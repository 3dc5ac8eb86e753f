"""What other apps read from the catalog, in a fixed number of queries."""

from datetime import date

import pytest

from tests.factories.treatments import make_area_concern, make_claim
from treatments.choices import CatalogChoices
from treatments.enums import ClaimStatus
from treatments.models import AreaConcern, Claim, ClaimSource, Source
from treatments.selectors import (
    CatalogNotLoaded,
    printable_claims,
    usual_cost,
    usual_plan,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("read", [usual_plan, usual_cost])
def test_the_usual_row_comes_with_its_claim_in_one_query(catalog, django_assert_num_queries, read):
    with django_assert_num_queries(1):
        row = read()
        assert row.claim.text_en


@pytest.mark.parametrize("read", [usual_plan, usual_cost])
def test_an_empty_catalog_says_what_to_run(read):
    with pytest.raises(CatalogNotLoaded, match=r"manage\.py load_catalog"):
        read()


def test_choices_are_in_catalog_order_with_what_goes_together(catalog):
    choices = CatalogChoices.read()

    assert [*choices.areas] == ["scalp", "face", "neck", "chest", "hands", "stomach", "hips-and-thighs"]
    assert [*choices.concerns][:3] == ["fine-lines", "dull-tone", "firmness"]
    assert choices.concerns_of["scalp"] == {"hair-loss"}
    assert choices.concerns_of["face"] == {"fine-lines", "dull-tone", "firmness"}


def test_an_area_whose_concerns_are_all_off_is_not_asked_for(catalog):
    AreaConcern.objects.filter(area__slug="scalp").update(is_active=False)

    assert "scalp" not in CatalogChoices.read().areas
    assert "hair-loss" not in CatalogChoices.read().concerns


@pytest.mark.parametrize("pairs", [1, 4])
def test_two_queries_however_many_pairs(django_assert_num_queries, pairs):
    for area in ["scalp", "face", "neck", "chest"][:pairs]:
        make_area_concern(area)

    with django_assert_num_queries(2):  # the mark, and the pairs
        assert len(CatalogChoices.read().areas) == pairs


@pytest.mark.parametrize("claims", [1, 3])
def test_printable_claims_come_with_their_sources_in_two_queries(django_assert_num_queries, claims):
    source = Source.objects.create(slug="x", title="X", publisher="X")
    slugs = [f"claim-{number}" for number in range(claims)]
    for slug in slugs:
        ClaimSource.objects.create(claim=make_claim(slug), source=source)

    with django_assert_num_queries(2):
        found = printable_claims(slugs, on=TODAY)
        assert [list(claim.sources.all()) for claim in found.values()] == [[source]] * claims


def test_a_claim_that_is_not_printed_is_missing_from_the_answer():
    make_claim("good")
    make_claim("bad", status=ClaimStatus.REJECTED, why="No.")
    make_claim("stale")
    Claim.objects.filter(slug="stale").update(next_review=date(2026, 11, 23))

    assert printable_claims(["good", "bad", "stale", "none"], on=TODAY).keys() == {"good"}

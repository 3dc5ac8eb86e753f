"""`manage.py check_claims`: no page is published with a gap that nobody knows of."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from matching.planner.course_plan import GAPS, ON_COST, ON_LASTING
from treatments.enums import ClaimStatus
from treatments.guide.facts import guide_facts
from treatments.guide.withheld import claims_by_page
from treatments.models import Claim

pytestmark = pytest.mark.django_db


def lines_told() -> list[str]:
    """What the command prints when it refuses."""
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("check_claims", stdout=out)
    assert refused.value.returncode == 1
    return out.getvalue().splitlines()


def change(name: str, **fields: object) -> None:
    """A claim that is held or rejected says why."""
    assert Claim.objects.filter(slug=name).update(**{"why": "For a test.", **fields}) == 1


@pytest.mark.usefixtures("catalog")
def test_the_catalog_as_shipped_prints_every_claim_today():
    """On the real day: it fails when a review has come due and nobody looked."""
    out = StringIO()

    call_command("check_claims", stdout=out)

    assert out.getvalue().startswith("every claim")


@pytest.mark.usefixtures("catalog")
@pytest.mark.parametrize("status", [ClaimStatus.HELD, ClaimStatus.REJECTED, ClaimStatus.DRAFT])
def test_a_claim_that_is_not_published_is_named_with_its_page(status):
    change("needle-size", status=status)

    assert f"/guide/how-it-is-done/: needle-size is {status}" in lines_told()


@pytest.mark.usefixtures("catalog")
def test_a_claim_is_overdue_the_day_after_its_review_was_due():
    change("call-911", next_review=timezone.localdate())
    call_command("check_claims", stdout=StringIO())

    change("call-911", next_review=timezone.localdate() - timedelta(days=1))

    assert "/check/: call-911 is overdue" in lines_told()


@pytest.mark.usefixtures("catalog")
def test_a_claim_that_is_not_there_is_named():
    change("call-911", slug="renamed")

    assert "/check/: call-911 is not there" in lines_told()


@pytest.mark.usefixtures("catalog")
def test_the_note_on_fat_is_missed_on_every_page_that_carries_it():
    change("fda-note", status=ClaimStatus.HELD)

    told = {line.split(":")[0] for line in lines_told()}

    assert {"/guide/areas/stomach/", "/guide/concerns/fat-pads/"} <= told
    assert "/guide/concerns/hair-loss/" not in told


@pytest.mark.usefixtures("catalog")
def test_what_the_command_names_says_we_are_checking_this_on_the_page(client: Client):
    change("needle-size", status=ClaimStatus.HELD)

    pages = {line.split(":")[0] for line in lines_told()}

    assert pages
    assert [page for page in pages if "We are checking this." not in client.get(page).content.decode()] == []


@pytest.mark.usefixtures("catalog")
def test_the_guide_prints_what_the_planner_rests_on():
    """So the command, which cannot ask the planner, speaks for it too."""
    facts = guide_facts()
    printed = {slug for _, slugs in claims_by_page(facts) for slug in slugs}

    assert {*GAPS, ON_LASTING, ON_COST, facts.plan.claim.slug, facts.cost.claim.slug} <= printed


def test_an_empty_database_is_told_from_a_good_one():
    with pytest.raises(CommandError, match="load_catalog"):
        call_command("check_claims", stdout=StringIO())

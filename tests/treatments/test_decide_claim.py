"""A claim is published, held or rejected by a person who signs for it."""

from datetime import date

import pytest

from caarisma.accounts.models import User
from caarisma.common.errors import IllegalMove, UserFacingError
from treatments.enums import ClaimStatus
from treatments.models import Claim
from treatments.services.claims import decide_claim

pytestmark = pytest.mark.usefixtures("catalog")
NEXT_YEAR = date(2027, 11, 24)


@pytest.fixture
def decide(now):
    reviewer = User.objects.create_user("reviewer@example.com")

    def call(slug: str, to: str, *, why: str = "Read it.", next_review: date | None = NEXT_YEAR) -> Claim:
        pk = Claim.objects.get(slug=slug).pk
        return decide_claim(claim_id=pk, to=ClaimStatus(to), by=reviewer, why=why, next_review=next_review, now=now)

    return call


def test_a_decision_is_signed_and_dated(decide):
    decide("doctor-first", "published")

    claim = Claim.objects.get(slug="doctor-first")
    assert (claim.status, claim.reviewer.email) == ("published", "reviewer@example.com")
    assert (claim.reviewed_on, claim.next_review) == (date(2026, 11, 24), NEXT_YEAR)


def test_a_held_claim_is_no_longer_printable(decide):
    decide("doctor-first", "held")

    assert not Claim.objects.printable(on=date(2026, 11, 25)).filter(slug="doctor-first").exists()


@pytest.mark.parametrize("slug", ["no-downtime", "breaks-down-fat"])
def test_what_is_rejected_or_held_is_not_published_in_one_step(decide, slug):
    with pytest.raises(IllegalMove):
        decide(slug, "published")


def test_a_rejected_claim_can_be_published_by_way_of_a_draft(decide):
    decide("no-downtime", "draft")

    assert decide("no-downtime", "published").status == ClaimStatus.PUBLISHED


@pytest.mark.parametrize("to", ["held", "rejected"])
def test_taking_a_claim_off_the_site_needs_a_reason(decide, to):
    with pytest.raises(UserFacingError, match="Say why"):
        decide("doctor-first", to, why=" ")


def test_publishing_needs_a_source(decide):
    Claim.objects.get(slug="doctor-first").sources.clear()

    with pytest.raises(UserFacingError, match="without a source"):
        decide("doctor-first", "published")


@pytest.mark.parametrize(
    ("next_review", "says"),
    [(None, "Say when"), (date(2026, 11, 24), "after today"), (date(2020, 1, 1), "after today")],
)
def test_publishing_needs_a_next_review_in_the_future(decide, next_review, says):
    with pytest.raises(UserFacingError, match=says):
        decide("doctor-first", "published", next_review=next_review)


def test_a_refused_decision_changes_nothing(decide):
    with pytest.raises(UserFacingError):
        decide("doctor-first", "held", why="")

    assert Claim.objects.get(slug="doctor-first").status == ClaimStatus.PUBLISHED

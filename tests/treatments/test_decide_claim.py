"""A claim is published, held or rejected by a person who signs for it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from caarisma.accounts.models import User
from caarisma.common.errors import IllegalMove, UserFacingError
from treatments.enums import ClaimStatus
from treatments.models import Claim
from treatments.services.claims import decide_claim

pytestmark = pytest.mark.usefixtures("catalog")
NEXT_YEAR = date(2027, 11, 24)


@pytest.fixture
def first():
    return User.objects.create_user("first@example.com")


@pytest.fixture
def second():
    return User.objects.create_user("reviewer@example.com")


@pytest.fixture
def sign(now):
    """One person's word."""

    def call(slug: str, to: str, by: User, *, why: str = "Read it.", next_review: date | None = NEXT_YEAR) -> Claim:
        pk = Claim.objects.get(slug=slug).pk
        return decide_claim(claim_id=pk, to=ClaimStatus(to), by=by, why=why, next_review=next_review, now=now)

    return call


@pytest.fixture
def decide(sign, first, second):
    """By as many people as it takes."""

    def call(slug: str, to: str, **fields: object) -> Claim:
        if to == "published":
            sign(slug, to, first, **fields)
        return sign(slug, to, second, **fields)

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
    Claim.objects.filter(slug="no-downtime").update(text_es="No hay que parar.")

    assert decide("no-downtime", "published").status == ClaimStatus.PUBLISHED


@pytest.mark.parametrize("to", ["held", "rejected"])
def test_taking_a_claim_off_the_site_needs_a_reason(decide, to):
    with pytest.raises(UserFacingError, match="Say why"):
        decide("doctor-first", to, why=" ")


def test_publishing_needs_the_spanish_words(decide):
    Claim.objects.filter(slug="doctor-first").update(status=ClaimStatus.DRAFT, text_es="")

    with pytest.raises(UserFacingError, match="without Spanish words"):
        decide("doctor-first", "published")


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


# --- Two people publish --------------------------------------------------------------------------------------------
def test_one_person_only_proposes(sign, first):
    sign("no-downtime", "draft", first)
    Claim.objects.filter(slug="no-downtime").update(text_es="No hay que parar.")

    claim = sign("no-downtime", "published", first)

    assert (claim.status, claim.is_proposed, claim.proposed_by) == (ClaimStatus.DRAFT, True, first)


def test_who_proposed_cannot_sign(sign, first):
    sign("doctor-first", "published", first)

    with pytest.raises(UserFacingError, match="Another person"):
        sign("doctor-first", "published", first)


def test_another_person_signs_and_both_are_named(sign, first, second):
    sign("doctor-first", "published", first)

    claim = sign("doctor-first", "published", second)

    assert (claim.first_reviewer, claim.reviewer, claim.is_proposed) == (first, second, False)


def test_who_wants_another_day_of_review_makes_a_new_proposal(sign, first, second):
    sign("doctor-first", "published", first)

    claim = sign("doctor-first", "published", second, next_review=date(2028, 1, 1))

    assert (claim.reviewer, claim.proposed_by) == (None, second)


def test_a_proposal_is_void_once_the_words_change(sign, first, second):
    sign("doctor-first", "published", first)
    Claim.objects.filter(slug="doctor-first").update(text_en="Other words.")

    claim = sign("doctor-first", "published", second)

    assert (claim.reviewer, claim.proposed_by) == (None, second)


def test_the_next_review_may_be_proposed_by_the_last_signer(sign, decide, first, second):
    decide("doctor-first", "published")

    claim = sign("doctor-first", "published", second, next_review=date(2028, 1, 1))

    assert (claim.reviewer, claim.proposed_by, claim.status) == (second, second, ClaimStatus.PUBLISHED)


def test_the_database_refuses_a_review_by_one(first, now):
    with pytest.raises(IntegrityError, match="claim_published_by_two"), transaction.atomic():
        Claim.objects.filter(slug="doctor-first").update(
            first_reviewer=first, reviewer=first, reviewed_on=now.date(), next_review=None
        )

"""The database itself refuses catalog rows that make no sense."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from caarisma.accounts.models import User
from tests.factories.treatments import make_area_concern, make_claim, make_cost_guide, make_session_plan
from treatments.models import (
    Area,
    AreaConcern,
    Claim,
    ClaimSource,
    Concern,
    CostGuide,
    EffectDuration,
    SessionPlan,
    Source,
)

pytestmark = pytest.mark.django_db


def refused(constraint: str):
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"sessions_max": 5}, "session_plan_counts_in_order"),
        ({"sessions_min": 0}, "session_plan_counts_in_order"),
        ({"first_phase_sessions": 11}, "session_plan_counts_in_order"),
        ({"first_phase_gap_days": 0}, "session_plan_gaps_positive"),
        ({"later_gap_days": 6}, "session_plan_gaps_positive"),
        ({"rest_days": 0}, "session_plan_gaps_positive"),
    ],
)
def test_a_session_plan_out_of_order_is_refused(change, constraint):
    plan = make_session_plan()

    with refused(constraint), transaction.atomic():
        SessionPlan.objects.filter(pk=plan.pk).update(**change)


@pytest.mark.parametrize("change", [{"high": 150}, {"low": 0}])
def test_a_price_range_out_of_order_is_refused(change):
    cost = make_cost_guide()

    with refused("cost_guide_in_order"), transaction.atomic():
        CostGuide.objects.filter(pk=cost.pk).update(**change)


@pytest.mark.parametrize(
    ("months", "constraint"),
    [((6, 3), "effect_months_in_order"), ((0, 3), "effect_months_in_order"), ((3, None), "effect_months_in_order")],
)
def test_months_out_of_order_are_refused(months, constraint):
    low, high = months

    with refused(constraint), transaction.atomic():
        EffectDuration.objects.create(slug="x", kind="skin", months_min=low, months_max=high, claim=make_claim())


def test_an_effect_of_an_unknown_kind_is_refused():
    with refused("effect_kind_known"), transaction.atomic():
        EffectDuration.objects.create(slug="x", kind="nails", claim=make_claim())


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"status": "maybe"}, "claim_status_known"),
        ({"evidence": "rumor"}, "claim_evidence_known"),
        ({"status": "held"}, "claim_not_printed_says_why"),
        ({"status": "rejected"}, "claim_not_printed_says_why"),
        ({"reviewed_on": date(2026, 1, 1)}, "claim_review_is_whole"),
        ({"text_es": ""}, "claim_published_in_spanish_too"),
    ],
)
def test_a_claim_without_what_it_needs_is_refused(change, constraint):
    claim = make_claim()

    with refused(constraint), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(**change)


def test_a_next_review_before_the_review_is_refused():
    claim = make_claim()
    day = date(2026, 11, 24)
    reviewer = User.objects.create_user("reviewer@example.com")

    with refused("claim_next_review_after_review"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(reviewer=reviewer, reviewed_on=day, next_review=day)


@pytest.mark.parametrize(("model", "constraint"), [(Area, "area_origin_known"), (Concern, "concern_origin_known")])
def test_an_unknown_origin_is_refused(model, constraint):
    make_area_concern()

    with refused(constraint), transaction.atomic():
        model.objects.update(origin="rumor")


def test_a_pair_exists_once():
    pair = make_area_concern()

    with refused("area_concern_once"), transaction.atomic():
        AreaConcern.objects.create(area=pair.area, concern=pair.concern)


def test_a_source_bears_a_claim_once():
    source = Source.objects.create(slug="x", title="X", publisher="X")
    ClaimSource.objects.create(claim=make_claim(), source=source)

    with refused("claim_source_once"), transaction.atomic():
        ClaimSource.objects.create(claim=make_claim(), source=source)


def test_a_source_from_an_impossible_year_is_refused():
    with refused("source_year_plausible"), transaction.atomic():
        Source.objects.create(slug="x", title="X", publisher="X", year=22)


@pytest.mark.parametrize("owner", ["area", "concern"])
def test_what_an_offering_can_point_at_cannot_be_deleted(owner):
    pair = make_area_concern()

    with pytest.raises(ProtectedError):
        getattr(pair, owner).delete()

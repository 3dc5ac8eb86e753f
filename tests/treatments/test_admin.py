"""The catalog at the desk: facts are read, claims are signed, and lists cost the same for few rows and many."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from caarisma.accounts.models import User
from treatments.enums import ClaimStatus
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

LISTS = ["area", "concern", "areaconcern", "claim", "source", "sessionplan", "effectduration", "costguide"]
FROM_FILES = [name for name in LISTS if name != "claim"]

pytestmark = pytest.mark.usefixtures("catalog")


@pytest.fixture
def desk(client: Client, settings) -> Iterator[Client]:
    """A superuser at the desk. The second factor is tested with accounts."""
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.force_login(User.objects.create_superuser("desk@example.com"))
    return client


def list_url(name: str) -> str:
    return reverse(f"admin:treatments_{name}_changelist")


def claim_url(slug: str) -> str:
    return reverse("admin:treatments_claim_change", args=[Claim.objects.get(slug=slug).pk])


def queries(client: Client, url: str) -> int:
    assert client.get(url).status_code == 200  # fills what Django keeps between requests
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def double(name: str) -> None:
    """As many rows again, each with rows of its own behind it, so that a query a row would show."""
    plan, effect = SessionPlan.objects.get(), EffectDuration.objects.get(slug="skin")
    sources = [Source.objects.create(slug=f"s{n}", title="S", publisher="S", year=2000) for n in range(13)]
    claims = [
        Claim.objects.create(
            slug=f"c{n}",
            text_en="C.",
            evidence="rule",
            reviewer=User.objects.create_user(f"r{n}@example.com"),
            reviewed_on=timezone.localdate(),
        )
        for n in range(12)
    ]
    for claim in claims:
        ClaimSource.objects.bulk_create([ClaimSource(claim=claim, source=source) for source in sources])
    areas = [Area.objects.create(slug=f"a{n}", name_en=f"A{n}", position=50 + n) for n in range(7)]
    for n, area in enumerate(areas):
        shared = {"session_plan": plan, "effect": effect, "claim": claims[n]}
        concern = Concern.objects.create(slug=f"k{n}", name_en=f"K{n}", position=50 + n, **shared)
        AreaConcern.objects.create(area=area, concern=concern)
        CostGuide.objects.create(slug=f"p{n}", low=1, high=2, as_of_year=2000, claim=claims[n])
        EffectDuration.objects.create(slug=f"e{n}", kind="skin", claim=claims[n])
    for n, claim in enumerate(claims[:5]):
        SessionPlan.objects.create(
            **{**SessionPlan.objects.filter(pk=plan.pk).values()[0], "id": None}
            | {
                "slug": f"pl{n}",
                "claim_id": claim.pk,
            }
        )


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_for_few_rows_and_many(desk, name):
    few = queries(desk, list_url(name))

    double(name)

    assert queries(desk, list_url(name)) == few


def test_a_claims_page_costs_the_same_for_few_sources_and_many(desk):
    few = queries(desk, claim_url("doctor-first"))

    claim = Claim.objects.get(slug="doctor-first")
    for source in Source.objects.exclude(claims=claim):
        ClaimSource.objects.create(claim=claim, source=source)

    assert queries(desk, claim_url("doctor-first")) == few


@pytest.mark.parametrize("name", ["area", "concern"])
def test_a_page_with_pairs_costs_the_same_for_few_and_many(desk, name):
    area, concern = Area.objects.get(slug="scalp"), Concern.objects.get(slug="hair-loss")
    url = reverse(f"admin:treatments_{name}_change", args=[area.pk if name == "area" else concern.pk])
    few = queries(desk, url)

    for other in Concern.objects.exclude(pk=concern.pk):
        AreaConcern.objects.create(area=area, concern=other)
    for place in Area.objects.exclude(pk=area.pk):
        AreaConcern.objects.create(area=place, concern=concern)

    assert queries(desk, url) == few


@pytest.mark.parametrize("name", FROM_FILES)
def test_facts_from_the_files_cannot_be_changed_added_or_deleted(desk, name):
    row = reverse(f"admin:treatments_{name}_changelist")
    model = {m._meta.model_name: m for m in (Area, Concern, AreaConcern, Source)}
    model |= {m._meta.model_name: m for m in (SessionPlan, EffectDuration, CostGuide)}
    pk = model[name].objects.first().pk

    assert desk.get(f"{row}add/").status_code == 403
    assert desk.get(f"{row}{pk}/delete/").status_code == 403
    assert desk.get(f"{row}{pk}/change/").status_code == 200
    assert desk.post(f"{row}{pk}/change/", {"slug": "other"}).status_code == 403


def test_claims_are_neither_added_nor_deleted_at_the_desk(desk):
    assert desk.get(f"{list_url('claim')}add/").status_code == 403
    assert desk.get(claim_url("doctor-first").replace("change", "delete")).status_code == 403


def test_the_list_of_claims_shows_their_status(desk):
    page = desk.get(list_url("claim"), {"status__exact": "rejected"})

    assert page.context["cl"].result_count == 35
    assert "Rejected: never printed" in page.content.decode()


@pytest.mark.parametrize(("name", "word", "slug"), [("claim", "Botox", "no-downtime"), ("area", "Cara", "face")])
def test_rows_are_found_by_their_words(desk, name, word, slug):
    found = desk.get(list_url(name), {"q": word}).context["cl"].queryset

    assert slug in [row.slug for row in found]


def decision(**changes: object) -> dict[str, object]:
    inline = {"claimsource_set-TOTAL_FORMS": 0, "claimsource_set-INITIAL_FORMS": 0}
    next_year = timezone.localdate() + timedelta(days=365)
    return {"status": "published", "why": "", "next_review": next_year.isoformat(), "signed": "on"} | inline | changes


def test_a_claim_is_proposed_by_one_and_signed_by_another(desk, client):
    proposed = desk.post(claim_url("doctor-first"), decision(), follow=True)
    again = desk.post(claim_url("doctor-first"), decision())
    client.force_login(User.objects.create_superuser("second@example.com"))
    page = client.get(claim_url("doctor-first"))
    client.post(claim_url("doctor-first"), decision())

    claim = Claim.objects.get(slug="doctor-first")
    assert "not yet published" in proposed.content.decode()
    assert "Another person has to sign it." in again.content.decode()
    assert "Proposed by desk@example.com" in page.content.decode()
    assert (claim.first_reviewer.email, claim.reviewer.email) == ("desk@example.com", "second@example.com")
    assert claim.reviewed_on == timezone.localdate()


@pytest.mark.parametrize(
    ("slug", "change", "says"),
    [
        ("doctor-first", {"signed": ""}, "Fill this in"),
        ("doctor-first", {"status": "held"}, "Say why this claim is not printed."),
        ("doctor-first", {"next_review": ""}, "Say when this claim must be looked at again."),
        ("no-downtime", {"status": "published"}, "Choose one from this list"),
    ],
)
def test_a_decision_that_lacks_something_is_explained_and_not_saved(desk, slug, change, says):
    before = Claim.objects.get(slug=slug)

    answer = desk.post(claim_url(slug), decision(**change))

    assert says in answer.content.decode()
    assert Claim.objects.get(slug=slug).updated_at == before.updated_at


def test_the_words_of_a_claim_cannot_be_changed_at_the_desk(desk):
    desk.post(claim_url("no-downtime"), decision(status="draft", text_en="Changed."))

    claim = Claim.objects.get(slug="no-downtime")
    assert (claim.status, claim.text_en) == (ClaimStatus.DRAFT, "It does not require any downtime.")


def test_who_may_only_look_sees_a_claim_and_cannot_sign_it(client, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    reader = User.objects.create_user("reader@example.com", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_claim"))
    client.force_login(reader)

    page = client.get(claim_url("doctor-first"))

    assert page.status_code == 200
    assert 'name="signed"' not in page.content.decode()
    assert client.post(claim_url("doctor-first"), decision(status="held", why="X")).status_code == 403

"""A case judges all of a provider as they stand, and the case of one change that change alone."""

import pytest
from django.urls import reverse

from providers.attestation.services import sign_attestation
from providers.desk.access import READ, WORK
from providers.exclusions.models import ExclusionHit
from providers.screening.enums import CaseKind, CheckKind, Fact
from providers.screening.outlook import outlook
from providers.screening.rules.case_rules import Block
from providers.vetting.cases.cases import NotReady, approve_case, claim_case, look_again
from tests.factories.providers import make_exclusion, make_listed_location, make_location, make_provider, make_user
from tests.providers.changes.rows import row
from tests.providers.vetting.cases import case_in_review, make_clinic

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(sign_in_as):
    return sign_in_as(READ, WORK)


@pytest.fixture
def place(clock):
    return make_listed_location(now=clock, provider=make_provider(user=make_user()))


def test_a_corrected_address_is_judged_where_it_will_be_and_by_its_own_case_alone(ana, place, clock):
    values = {"state": "NV", "city": "Reno", "time_zone": "America/Los_Angeles"}
    change = row(
        place.provider, Fact.PLACE, f"place:{place.pk}:address", now=clock, before={"state": "CA"},
        location=place.pk, **values,
    )  # fmt: skip
    renewal = look_again(provider_id=place.provider_id, kind=CaseKind.RENEWAL, words="", by=ana, now=clock)

    seen = outlook(change.case, now=clock)

    place.refresh_from_db()
    assert (seen.states, seen.judged_states, seen.waiting) == (("NV",), ("NV",), {place.pk})
    assert place.state == "CA"
    assert outlook(renewal, now=clock).states == ("CA",)


def test_a_new_place_is_none_of_another_cases_business(ana, place, clock):
    added = make_location(place.provider, state="NV", zip_code="89101", is_active=False)
    row(place.provider, Fact.PLACE, f"place:{added.pk}", now=clock, location=added.pk)
    suite = row(
        place.provider, Fact.PLACE, f"place:{place.pk}:address", now=clock, before={"line2": ""}, location=place.pk,
        line2="Suite 4",
    )  # fmt: skip

    seen = outlook(suite.case, now=clock)

    assert (seen.states, [need.kind for need in seen.required()]) == (("CA",), [CheckKind.PLACE])


def rows_of(client, case):
    bench = client.get(reverse("desk:case", args=[case.pk])).context["bench"]
    return {panel.kind for panel in bench.panels if panel.required}, bench.blockers


def test_a_case_without_a_clinic_says_so_in_the_list(client, ana, clock):
    location = make_clinic()
    case = case_in_review(location, by=ana, now=clock)
    location.provider.locations.update(is_active=False)

    _required, blockers = rows_of(client, case)

    assert blockers == ("The provider has no clinic yet.",)
    with pytest.raises(NotReady) as refused:
        approve_case(case_id=case.pk, by=ana, now=clock)
    assert [blocker.block for blocker in refused.value.blockers] == [Block.NO_CLINIC]


def test_a_match_found_by_the_approval_itself_is_listed_and_kept(client, ana, place, clock, monkeypatch):
    case = look_again(provider_id=place.provider_id, kind=CaseKind.RENEWAL, words="", by=ana, now=clock)
    signed_as = place.provider.full_name
    sign_attestation(provider_id=place.provider_id, yes=(), words="", signed_as=signed_as, by=None, now=clock)
    claim_case(case_id=case.pk, by=ana, now=clock)
    case.refresh_from_db()
    found = []

    def match(*, provider_id, now):  # the list says so from now on
        if not ExclusionHit.objects.exists():
            found.append(make_exclusion(case.provider, now=now))

    monkeypatch.setattr("providers.vetting.cases.case_decisions.match_provider", match)
    sent = {"decision": "approve", "words": "", "revision": case.revision, "confirm": "1"}
    response = client.post(reverse("desk:decision", args=[case.pk]), sent)

    assert response.status_code == 422
    assert "a match with an exclusion list" in response.content.decode()
    assert ExclusionHit.objects.count() == len(found) == 1

"""A case is judged as its approval would leave it, so no change that waits can make it undecidable."""

import pytest
from django.urls import reverse

from providers.desk.access import READ, WORK
from providers.directory.models import Provider, Statement
from providers.exclusions.models import ExclusionHit
from providers.portal.standing import standing_of
from providers.portal.status import status_of
from providers.screening.enums import CaseKind, CheckKind, EventKind, Fact
from providers.screening.models import CaseEvent, ProposedChange
from providers.screening.rules.case_rules import Block
from providers.vetting.cases.cases import (
    NotReady,
    approve_case,
    blockers_of,
    claim_case,
    look_again,
    record_fact_change,
    refuse_change,
)
from providers.vetting.changes.outlook import outlook
from tests.factories.providers import (
    make_exclusion,
    make_license,
    make_listed_location,
    make_location,
    make_offering,
    make_provider,
    make_user,
)
from tests.factories.treatments import make_area_concern
from tests.providers.vetting.cases import board_says_active, case_in_review, make_clinic, pass_check
from tests.rules import close_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(sign_in_as):
    return sign_in_as(READ, WORK)


def proposing(fact, clock, by, *, state="NV"):
    """An approved provider's renewal, in review, in which one change waits."""
    location = make_listed_location(now=clock, provider=make_provider(user=make_user()))
    provider = location.provider
    case = look_again(provider_id=provider.pk, kind=CaseKind.RENEWAL, words="", by=by, now=clock)
    if fact == Fact.PLACE:
        place = make_location(provider, state=state, zip_code="89101", is_active=False)
        values = {"location": place.pk}
    else:
        pads = make_area_concern("stomach", "fat-pads")
        type(pads.concern).objects.filter(pk=pads.concern_id).update(needs_fda_note=True)
        values = {"offerings": [make_offering(location, pads, is_active=False).pk]}
        named = {"products": "Slimline", "products_maker": "Example Labs", "products_source": "Example Pharmacy"}
        Statement.objects.update_or_create(provider=provider, defaults=named)
    change = ProposedChange.objects.create(provider=provider, fact=fact, values=values, proposed_by=provider.user)
    record_fact_change(provider_id=provider.pk, what=fact, by=provider.user, now=clock)
    case.refresh_from_db()
    return claim_case(case_id=case.pk, by=by, now=clock), change


def rows_of(client, case):
    bench = client.get(reverse("desk:case", args=[case.pk])).context["bench"]
    return {panel.kind for panel in bench.panels if panel.required}, bench.blockers


def test_a_price_that_waits_shows_the_products_row_that_its_approval_needs(client, ana, clock):
    case, _change = proposing(Fact.PRODUCTS, clock, ana)

    required, blockers = rows_of(client, case)
    with pytest.raises(NotReady) as refused:
        approve_case(case_id=case.pk, by=ana, now=clock)

    assert CheckKind.PRODUCTS in required
    assert len(blockers) == len(refused.value.blockers) == 1
    pass_check(case, CheckKind.PRODUCTS, by=ana, now=clock)
    approved = approve_case(case_id=case.pk, by=ana, now=clock)
    assert set(approved.required) == required


def test_a_place_in_another_state_asks_for_a_license_there_before_it_is_approved(client, ana, clock):
    case, _change = proposing(Fact.PLACE, clock, ana)

    _required, blockers = rows_of(client, case)
    seen = outlook(Provider.objects.get(pk=case.provider_id), now=clock)

    assert seen.states == ("CA", "NV")
    assert blockers
    with pytest.raises(Exception, match="NV"):
        pass_check(case, CheckKind.LICENSE, by=ana, now=clock)
    make_license(case.provider, state="NV", expires_on=None, status="reported", verified_on=None)
    board_says_active(case, by=ana, now=clock)
    for kind in (CheckKind.LICENSE, CheckKind.SCOPE, CheckKind.PLACE):
        pass_check(case, kind, by=ana, now=clock)
    assert approve_case(case_id=case.pk, by=ana, now=clock).states == ["CA", "NV"]


def test_a_corrected_address_is_judged_where_it_will_be(client, ana, clock):
    location = make_listed_location(now=clock, provider=make_provider(user=make_user()))
    values = {"location": location.pk, "state": "NV", "city": "Reno", "time_zone": "America/Los_Angeles"}
    ProposedChange.objects.create(
        provider=location.provider, fact=Fact.PLACE, values=values, proposed_by=location.provider.user
    )

    seen = outlook(location.provider, now=clock)

    location.refresh_from_db()
    assert (seen.states, seen.waiting, location.state) == (("NV",), {location.pk}, "CA")


def test_one_change_that_cannot_be_carried_out_does_not_freeze_the_renewal(client, ana, clock):
    case, change = proposing(Fact.PLACE, clock, ana, state="GU")
    close_state("GU", case.provider.profession)
    sent = {"revision": case.revision, "words": "We have no rule for Guam."}

    client.post(reverse("desk:turn_down_change", args=[case.pk, change.pk]), sent)

    change.refresh_from_db()
    assert change.dropped_at is not None
    event = CaseEvent.objects.get(kind=EventKind.CHANGE_REFUSED)
    assert (event.about, event.words, event.shown) == ("place", "We have no rule for Guam.", True)
    for kind in (CheckKind.LICENSE, CheckKind.SCOPE, CheckKind.PLACE):
        pass_check(case, kind, by=ana, now=clock)
    assert approve_case(case_id=case.pk, by=ana, now=clock).states == ["CA"]
    assert status_of(standing_of(case.provider, now=clock)).words.endswith("(place): We have no rule for Guam.")
    assert not case.provider.locations.filter(state="GU", is_active=True).exists()


def test_turning_a_change_down_needs_words_and_one_that_waits(client, ana, clock):
    case, change = proposing(Fact.PLACE, clock, ana)
    address = reverse("desk:turn_down_change", args=[case.pk, change.pk])

    refused = client.post(address, {"revision": case.revision, "words": " "})
    ProposedChange.objects.filter(pk=change.pk).update(dropped_at=clock)
    gone = client.post(address, {"revision": case.revision, "words": "No."})
    old = client.post(address, {"revision": case.revision - 1, "words": "No."})

    assert (refused.status_code, gone.status_code, old.status_code) == (422, 422, 422)
    assert "does not wait any more" in gone.content.decode()


def test_a_case_without_a_clinic_says_so_in_the_list(client, ana, clock):
    location = make_clinic()
    case = case_in_review(location, by=ana, now=clock)
    location.provider.locations.update(is_active=False)

    _required, blockers = rows_of(client, case)

    assert blockers == ("The provider has no clinic yet.",)
    with pytest.raises(NotReady) as refused:
        approve_case(case_id=case.pk, by=ana, now=clock)
    assert [blocker.block for blocker in refused.value.blockers] == [Block.NO_CLINIC]


def test_a_match_found_by_the_approval_itself_is_listed_and_kept(client, ana, clock, monkeypatch):
    case, _change = proposing(Fact.PRODUCTS, clock, ana)
    pass_check(case, CheckKind.PRODUCTS, by=ana, now=clock)
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


def test_what_the_bench_requires_is_what_the_approval_requires(ana, clock):
    case, _change = proposing(Fact.PLACE, clock, ana)
    before = blockers_of(case, now=clock)

    with pytest.raises(NotReady) as refused:
        approve_case(case_id=case.pk, by=ana, now=clock)

    assert refused.value.blockers == before


def test_a_stranger_to_the_case_turns_nothing_down(ana, clock):
    case, change = proposing(Fact.PLACE, clock, ana)
    ben = make_user("ben@example.com", is_staff=True)

    with pytest.raises(Exception, match="This case is with"):
        refuse_change(case_id=case.pk, change_id=change.pk, words="No.", by=ben, now=clock)

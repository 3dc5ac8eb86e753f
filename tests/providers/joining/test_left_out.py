"""One state that blocks never blocks the others, and comes before the desk once its rule is known."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from caarisma.common.outbox.models import Mail
from providers.changes.services.deciding import turn_down_change
from providers.changes.services.proposing import settle_drafts
from providers.directory.models import PracticeLocation
from providers.joining.services.reopening import look_at_left_out
from providers.listing.listed import listed_places
from providers.portal.standing import standing_of
from providers.portal.tasks import task_lines
from providers.screening.enums import CaseKind, CaseStatus, ChangeState, CheckKind, Fact
from providers.screening.models import ProposedChange, RuleReading
from providers.vetting.cases.cases import approve_case, claim_case, open_case
from tests.factories.providers import make_license, make_location, make_offering, make_provider, make_user
from tests.providers.laws.laws import make_reading
from tests.providers.portal.walk import PLACE, license_of, send_to
from tests.providers.vetting.cases import case_ready, make_clinic, pass_check
from tests.rules import close_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make_user(is_staff=True)


@pytest.fixture
def two_states(now, ana) -> PracticeLocation:
    """A nurse practitioner at work in California and Nevada; nobody has read Nevada's rule. Not decided yet."""
    location = make_clinic(profession="np")
    there = make_location(location.provider, state="NV", zip_code="89501", time_zone="America/Los_Angeles")
    make_offering(there, location.offerings.get().area_concern)
    make_license(location.provider, state="NV", expires_on=None, status="reported", verified_on=None, source="")
    close_state("NV", "np")
    return there


@pytest.fixture
def approved(two_states, now, ana):
    case = case_ready(two_states.provider.locations.first(), by=ana, now=now)
    pass_check(case, CheckKind.SUPERVISOR, by=ana, now=now)
    return approve_case(case_id=case.pk, by=ana, now=now)


def name_supervisor(provider) -> None:
    provider.supervisions.create(state="NV", name="Ada Nobel", license_state="NV", license_number="n1")


def read_the_rule(by, now) -> None:
    reading = make_reading(by=by, now=now, state="NV", profession="np")
    RuleReading.objects.filter(pk=reading.pk).update(
        status="verified", second_by=make_user(is_staff=True), second_at=now, counts_from=now.date(),
        counts_until=now.date() + timedelta(days=300),
    )  # fmt: skip


def test_the_other_state_is_approved_and_listed(approved, two_states, now):
    assert approved.states == ["CA"]
    assert {place.state for place in listed_places(on=now).filter(provider=two_states.provider)} == {"CA"}


def test_once_the_rule_is_read_the_desk_looks_at_it_once(approved, two_states, now, ana):
    name_supervisor(two_states.provider)
    assert look_at_left_out(now=now) == 0

    read_the_rule(ana, now + timedelta(minutes=5))
    later = now + timedelta(minutes=10)

    assert (look_at_left_out(now=later), look_at_left_out(now=later)) == (1, 0)
    case = two_states.provider.screening_cases.first()
    assert (case.kind, case.status) == (CaseKind.CHANGE, CaseStatus.SENT)
    assert case.change.fact == Fact.PLACE
    assert Mail.objects.filter(kind="provider_rule_read").exists()
    assert {place.state for place in listed_places(on=later).filter(provider=two_states.provider)} == {"CA"}
    claim_case(case_id=case.pk, by=ana, now=later)
    turn_down_change(case_id=case.pk, words="Not there.", by=ana, now=later)
    assert look_at_left_out(now=later + timedelta(hours=1)) == 0


def test_where_nobody_supervises_there_it_waits_for_their_name(approved, two_states, now, ana):
    read_the_rule(ana, now + timedelta(minutes=5))
    later = now + timedelta(minutes=10)
    look_at_left_out(now=later)
    change = ProposedChange.objects.open().get()
    assert change.state == ChangeState.NEEDS_YOU

    name_supervisor(two_states.provider)
    settle_drafts(provider=two_states.provider, by=two_states.provider.user, now=later)

    change.refresh_from_db()
    assert change.state == ChangeState.WITH_US


class TestPortal:
    @pytest.fixture
    def client(self, two_states) -> Client:
        client = Client()
        client.force_login(two_states.provider.user)
        return client

    def test_a_new_license_or_place_there_is_refused_before_its_papers(self, client, two_states):
        place = send_to(client, "place_add", PLACE | {"state": "NV", "zip_code": "89501", "city": "Reno"})
        paper = send_to(client, "license_add", license_of("NV", "n777"))

        for answer in (place, paper):
            assert answer.status_code == 422
            assert "We know no rule of Nevada" in str(answer.context["form"].errors["state"])
            assert reverse("joining:can_i_join") in answer.content.decode()
        assert "Harbor Skin" in place.content.decode()

    def test_what_stands_there_need_not_be_complete(self, two_states, client, now):
        standing = standing_of(two_states.provider, now=now)
        here = {line.task.slug: line.done for line in task_lines(standing)}

        assert [place.state for place in standing.open_places] == ["CA"]
        assert here["prices"]
        page = client.get(reverse("provider:home")).content.decode()
        assert "We know no rule of Nevada" in page
        assert "Your other states go on without that." in page

    def test_where_every_state_is_closed_nothing_is_sent(self, now):
        provider = make_provider(user=make_user(), profession="np")
        make_location(provider, state="NV", zip_code="89501")
        close_state("NV", "np")
        open_case(provider_id=provider.pk, kind=CaseKind.NEW, by=provider.user, now=now)
        client = Client()
        client.force_login(provider.user)

        answer = client.post(reverse("provider:send"), {"true": "on"})

        assert answer.status_code == 422
        assert "We know no rule of Nevada" in str(answer.context["form"].errors)

"""An NPI is public: typing one gives nobody a profile that is somebody's, or that patients can see."""

import json
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from providers.directory.enums import Profession
from providers.directory.models import License, PracticeLocation, Provider
from providers.directory.npi import npi_from_nine
from providers.errands import joining as joining_errand
from providers.portal.views import joining
from providers.registry.made_up import made_up_people
from providers.registry.nppes.records import RegistryAddress
from providers.registry.nppes_api import NoAnswerReason, NpiFound, NpiNotFound, NpiUnavailable
from providers.registry.nppes_record import RegistryLicense, RegistryRecord, as_json, from_json
from providers.screening.enums import CaseStatus
from providers.screening.models import NpiClaim
from providers.vetting.claims import claiming
from tests.factories.providers import make_license, make_listed_location, make_location, make_provider, make_user
from tests.providers.portal.walk import NPI, WHO, send_to
from tests.rules import close_state

pytestmark = pytest.mark.django_db

RECORD = RegistryRecord(
    npi=NPI,
    is_person=True,
    is_in_use=True,
    first_name="Lena",
    middle_name="Marie",
    last_name="Ortiz",
    name_suffix="",
    other_last_names=(),
    credentials="M.D.",
    organization="",
    profession=Profession.PHYSICIAN_MD,
    specialty="Dermatologist",
    licenses=(RegistryLicense(state="CA", number="A98765", profession=Profession.PHYSICIAN_MD),),
    practice=RegistryAddress(
        line1="9 Pier Way", line2="", city="Oakland", state="CA", zip_code="94612", phone="510-555-0100"
    ),
    updated_on=None,
)


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_user("lena@example.com"))
    return client


@pytest.fixture
def registry(monkeypatch):
    """What the registry answers."""

    def answers(answer: NpiFound | NpiNotFound | NpiUnavailable) -> None:
        monkeypatch.setattr(joining_errand, "look_up", lambda npi, attempts: answer)

    return answers


def where(client: Client) -> str:
    """Where the front door of the portal leads."""
    answer = client.get(reverse("provider:home"))
    return answer.url if answer.status_code == 302 else "home"


class TestTheRegistry:
    def test_what_it_knows_is_filled_in_for_the_provider_to_check(self, client, registry):
        registry(NpiFound(RECORD))

        assert send_to(client, "join", WHO).status_code == 303

        provider = Provider.objects.get(npi=NPI)
        assert (provider.middle_name, provider.specialty) == ("Marie", "Dermatologist")
        assert (License.objects.get().number, License.objects.get().status) == ("A98765", "reported")
        assert PracticeLocation.objects.get().line1 == "9 Pier Way"
        page = client.get(reverse("provider:home")).content.decode()
        assert "0 of 10 done." in page  # a lead, nothing is done by it
        assert "In progress" in page

    @pytest.mark.parametrize("reason", list(NoAnswerReason))
    def test_without_an_answer_people_go_on_by_hand(self, client, registry, reason):
        registry(NpiUnavailable(reason))

        send_to(client, "join", WHO)

        assert Provider.objects.get().full_name == "Lena Ortiz"
        assert where(client) == "home"

    @pytest.mark.parametrize(
        ("answer", "told"),
        [
            (NpiNotFound(), "does not know this NPI"),
            (NpiNotFound(deactivated=True), "no longer in use"),
            (NpiFound(replace(RECORD, is_in_use=False)), "no longer in use"),
            (NpiFound(replace(RECORD, is_person=False)), "of an organization"),
        ],
    )
    def test_a_number_that_cannot_be_theirs_is_refused_in_words(self, client, registry, answer, told):
        registry(answer)

        refused = send_to(client, "join", WHO)

        assert refused.status_code == 422
        assert told in refused.content.decode()
        assert f'value="{NPI}"' in refused.content.decode()
        assert not Provider.objects.exists()

    def test_what_it_says_is_shown_before_anything_is_typed(self, client, registry):
        registry(NpiFound(RECORD))

        asked = client.post(reverse("provider:join"), {"npi": NPI})
        page = client.get(asked.url).content.decode()

        assert asked.url == reverse("provider:who")
        assert "The national registry says" in page
        assert "9 Pier Way, Oakland, CA" in page
        assert 'value="Lena"' in page
        assert 'value="Ortiz"' in page
        assert not Provider.objects.exists()

    def test_another_license_type_than_was_asked_about_is_pointed_at(self, client, registry):
        registry(NpiFound(RECORD))
        client.post(reverse("joining:can_i_join"), {"profession": "np", "state": "CA", "zip_code": "94612"})
        client.post(reverse("provider:join"), {"npi": NPI})

        assert "You asked about another license type" in client.get(reverse("provider:who")).content.decode()

    def test_a_state_that_is_closed_is_told_before_the_first_paper(self, client, registry):
        close_state("CA", "md")
        registry(NpiFound(RECORD))

        refused = send_to(client, "join", WHO)

        assert refused.status_code == 422
        assert "We know no rule of California" in str(refused.context["form"].errors["state"])
        assert not Provider.objects.exists()
        assert send_to(client, "join", WHO | {"state": "NV"}).url == reverse("provider:home")

    def test_what_is_kept_of_an_answer_is_what_it_said(self):
        assert from_json(json.loads(json.dumps(as_json(RECORD)))) == RECORD


class TestADemonstration:
    @pytest.fixture(autouse=True)
    def _demo(self, settings):
        settings.DEMO, settings.NPPES_API_URL = True, ""

    def test_it_answers_from_made_up_numbers_and_says_so(self, client):
        clara = next(iter(made_up_people().values()))
        page = client.get(reverse("provider:join")).content.decode()
        assert "Demonstration: a made-up registry" in page
        assert clara.npi in page

        who = {"npi": clara.npi, "first_name": "Clara", "last_name": "Winters", "profession": "md", "state": "CA"}
        assert send_to(client, "join", who).url == reverse("provider:home")

        provider = Provider.objects.get()
        assert (provider.is_demonstration, provider.locations.get().city) == (True, "Oakland")
        assert provider.registry_answers.get().source == "demonstration"

    def test_it_knows_nobody_real(self, client):
        assert "does not know this NPI" in send_to(client, "join", WHO).content.decode()

    def test_who_of_the_demonstration_is_there_already_is_given_to_nobody(self, client):
        clara = next(iter(made_up_people().values()))
        make_provider(npi=clara.npi, is_demonstration=True, user=make_user())

        assert send_to(client, "join", WHO | {"npi": clara.npi}).url == reverse("provider:claim")


class TestARecordThatIsHere:
    def test_an_imported_record_of_nobody_may_be_filled_in_and_stays_unproven(self, client):
        imported = make_provider(npi=NPI)
        make_license(imported, expires_on=None, status="reported", verified_on=None)

        send_to(client, "join", WHO)

        imported.refresh_from_db()
        assert imported.user.email == "lena@example.com"
        assert imported.screening_cases.get().status == CaseStatus.DRAFT
        assert NpiClaim.objects.get().confirmed_at is None

    def test_a_profile_of_somebody_else_waits_for_a_person_and_shows_nothing(self, client):
        held = make_provider(npi=NPI, user=make_user("owner@example.com"), last_name="Secretname")
        make_location(held, clinic_name="Secret Clinic")

        send_to(client, "join", WHO)

        held.refresh_from_db()
        assert held.user.email == "owner@example.com"
        page = client.get(reverse("provider:claim")).content.decode()
        assert "already in use" in page
        assert "Secret" not in page
        assert where(client) == reverse("provider:join")

    def test_a_profile_that_patients_see_is_not_taken_over_though_it_is_nobodys(self, client, now):
        listed = make_listed_location(now=now, provider=make_provider(npi=NPI)).provider

        send_to(client, "join", WHO)

        listed.refresh_from_db()
        assert listed.user is None
        assert NpiClaim.objects.open().count() == 1

    def test_how_to_reach_the_person_is_kept_for_staff(self, client):
        make_provider(npi=NPI, user=make_user())
        send_to(client, "join", WHO)

        assert send_to(client, "claim", {"words": "Call 510-555-0100 after 3."}).status_code == 303

        assert NpiClaim.objects.get().words == "Call 510-555-0100 after 3."

    def test_nobody_works_through_the_registry(self, client):
        for number in range(claiming.MOST_CLAIMS):
            held = make_provider(npi=npi_from_nine(f"17777777{number}"), user=make_user())
            assert send_to(client, "join", WHO | {"npi": held.npi}).status_code == 303
        one_more = make_provider(npi=npi_from_nine("188888888"), user=make_user())

        refused = send_to(client, "join", WHO | {"npi": one_more.npi})

        assert refused.status_code == 422
        assert NpiClaim.objects.count() == claiming.MOST_CLAIMS

    def test_a_refused_claim_is_not_made_again(self, client, now):
        held = make_provider(npi=NPI, user=make_user())
        send_to(client, "join", WHO)
        NpiClaim.objects.update(refused_at=now, decided_by=held.user)

        assert send_to(client, "join", WHO).status_code == 422


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"npi": "123"}, "10 digits"),
        ({"npi": "1234567890"}, "One digit of this NPI is wrong"),
        ({"npi": "١٢٣٤٥٦٧٨٩٣"}, "10 digits"),
        ({"profession": "esthetician"}, "We do not list this license type"),
        ({"profession": "lpn"}, "We do not list this license type"),
        ({"profession": "ma"}, "We do not list this license type"),
        ({"profession": "wizard"}, "Choose one from this list"),
        ({"first_name": "\0"}, "One character here cannot be read"),
        ({"last_name": "x" * 500}, "at most 80"),
    ],
)
def test_a_slip_is_told_beside_the_field_and_nothing_typed_is_lost(client, changes, told):
    answer = send_to(client, "join", WHO | changes)

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert 'value="Ortiz"' in answer.content.decode() or changes.keys() & {"last_name", "npi"}


def test_spaces_and_dashes_in_a_number_are_fine(client):
    assert send_to(client, "join", WHO | {"npi": f" {NPI[:4]}-{NPI[4:7]} {NPI[7:]} "}).status_code == 303
    assert Provider.objects.get().npi == NPI


def test_look_ups_in_the_registry_are_counted(client, monkeypatch):
    monkeypatch.setattr(joining, "LOOK_UPS_AN_HOUR", 2)

    codes = [send_to(client, "join", WHO | {"npi": "1"}).status_code for _ in range(3)]

    assert codes == [422, 422, 429]

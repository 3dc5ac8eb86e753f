"""Who types somebody else's number gets nothing by it, and does not lock its owner out."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from caarisma.common.errors import UserFacingError
from providers.directory.enums import Profession
from providers.directory.models import License, Provider, Statement
from providers.directory.npi import npi_from_nine
from providers.errands import joining as joining_errand
from providers.portal import http
from providers.portal.views import joining
from providers.registry.nppes_api import NpiFound
from providers.screening.enums import CaseStatus, CheckKind
from providers.screening.models import NpiClaim
from providers.vetting.cases.cases import CaseTaken, approve_case, claim_case, send_case
from providers.vetting.claims import claiming
from providers.vetting.claims.claim_decisions import HEARD_FOR, give_record, propose_handover
from tests.factories.providers import make_listed_location, make_provider, make_screening, make_user
from tests.letters import delivered, written
from tests.providers.portal.test_claiming import RECORD
from tests.providers.portal.walk import DETAILS, NPI, PLACE, WHO, license_of, photo, send_to

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def person():
    """A browser of somebody new, by address."""
    return lambda email: signed_in(make_user(email))


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(joining_errand, "look_up", lambda npi, attempts: NpiFound(RECORD))


@pytest.mark.parametrize(
    "typed",
    [{"first_name": "Bob", "last_name": "Thief"}, {"last_name": "Thief"}, {"first_name": "Bob"}, {"profession": "np"}],
)
def test_who_is_not_whom_the_registry_names_is_asked_for_proof(person, registry, typed):
    thief = person("bob@example.com")

    answer = send_to(thief, "join", WHO | typed)

    provider = Provider.objects.get(npi=NPI)
    assert answer.url == reverse("provider:claim")
    assert (provider.user, provider.last_name, provider.profession) == (None, "Ortiz", Profession.PHYSICIAN_MD)
    assert "has another name or license type" in thief.get(reverse("provider:claim")).content.decode()
    claim = NpiClaim.objects.open().get()
    assert claim.name.startswith(typed.get("first_name", "Lena"))


@pytest.mark.parametrize("typed", [{}, {"first_name": "L"}, {"last_name": "Ortiz-Smith"}, {"profession": "do"}])
def test_who_is_close_to_it_begins(person, registry, typed):
    assert send_to(person("lena@example.com"), "join", WHO | typed).url == reverse("provider:home")


def test_a_record_of_the_registrys_file_is_compared_too(person):
    make_provider(npi=NPI, first_name="Lena", last_name="Ortiz", registry_updated_on="2026-01-01")

    assert send_to(person("bob@example.com"), "join", WHO | {"last_name": "Thief"}).url == reverse("provider:claim")
    assert send_to(person("lena@example.com"), "join", WHO).url == reverse("provider:home")


def test_the_owner_may_begin_after_somebody_else_was_asked_for_proof(person, registry):
    send_to(person("bob@example.com"), "join", WHO | {"last_name": "Thief"})

    send_to(person("lena@example.com"), "join", WHO)

    assert Provider.objects.get(npi=NPI).user.email == "lena@example.com"


@pytest.fixture
def contested(person):
    """Bob was first, with a case at work; Lena says that the number is hers."""
    bob, lena = person("bob@example.com"), person("lena@example.com")
    send_to(bob, "join", WHO)
    send_to(bob, "identity", {"document": photo("card.jpg")})
    send_to(bob, "details", DETAILS)
    assert send_to(lena, "join", WHO | {"profession": "do"}).url == reverse("provider:claim")
    return NpiClaim.objects.get(user__email="lena@example.com")


def test_the_desk_sees_both_and_two_people_give_it_after_the_holder_was_heard(contested, now):
    ana, ben = make_user("ana@example.com", is_staff=True), make_user("ben@example.com", is_staff=True)
    provider, bob = contested.provider, contested.provider.user

    with pytest.raises(UserFacingError, match="Somebody holds this record"):
        give_record(claim_id=contested.pk, by=ben, now=now)
    with pytest.raises(UserFacingError):
        give_record(claim_id=contested.pk, by=ben, now=now + HEARD_FOR)
    propose_handover(claim_id=contested.pk, by=ana, now=now)
    with pytest.raises(UserFacingError, match="has 3 days"):
        give_record(claim_id=contested.pk, by=ben, now=now + HEARD_FOR - timedelta(minutes=1))
    with pytest.raises(UserFacingError, match="Another person"):
        give_record(claim_id=contested.pk, by=ana, now=now + HEARD_FOR)
    give_record(claim_id=contested.pk, by=ben, now=now + HEARD_FOR)

    assert [(letter.kind, letter.recipient) for letter in written()][-2:] == [
        ("provider_taken", "bob@example.com"),
        ("provider_given", "lena@example.com"),
    ]
    provider.refresh_from_db()
    assert (provider.user.email, provider.profession) == ("lena@example.com", Profession.PHYSICIAN_DO)
    assert NpiClaim.objects.get(user=bob).refused_at
    assert not Statement.objects.filter(provider=provider).exists()
    assert not provider.documents.held().filter(kind=CheckKind.IDENTITY).exists()


def test_the_holder_is_told_and_can_answer(contested, now):
    bob = signed_in(contested.provider.user)
    assert bob.get(reverse("provider:claim")).status_code == 302

    propose_handover(claim_id=contested.pk, by=make_user(is_staff=True), now=now)

    assert [letter.kind for letter in written()] == ["provider_contested"]
    assert [letter.to for letter in delivered()] == [["bob@example.com"]]
    assert "Somebody else says that this number is theirs." in bob.get(reverse("provider:home")).content.decode()
    assert send_to(bob, "claim", {"words": "Call my clinic."}).status_code == 303
    assert NpiClaim.objects.get(user__email="bob@example.com").words == "Call my clinic."
    contested.refresh_from_db()
    assert contested.words == ""


def test_the_page_of_the_desk_has_both_sides(contested, client, sign_in_as):
    NpiClaim.objects.filter(user__email="bob@example.com").update(words="I am Bob.")
    sign_in_as("screening.view_screeningcase", "screening.work_screeningcase")

    page = client.get(reverse("desk:claims")).content.decode()
    client.post(reverse("desk:claim", args=[contested.pk]), {"decision": "propose"})

    assert "bob@example.com" in page
    assert "I am Bob." in page
    assert "Propose to give it to them" in page
    contested.refresh_from_db()
    assert contested.handover_at


def test_a_holder_who_is_proven_keeps_the_record(contested, now):
    staff = make_user(is_staff=True)
    NpiClaim.objects.filter(user__email="bob@example.com").update(confirmed_at=now, decided_by=staff)

    with pytest.raises(UserFacingError, match="has proven"):
        propose_handover(claim_id=contested.pk, by=staff, now=now)


def test_the_database_knows_two_people_from_one(contested, now):
    staff = make_user(is_staff=True)

    with pytest.raises(IntegrityError, match="npi_claim_handover_by_two_people"), transaction.atomic():
        NpiClaim.objects.filter(pk=contested.pk).update(handover_by=staff, handover_at=now, given_by=staff)


def test_who_was_given_a_listed_record_changes_nothing_that_is_live(now):
    location = make_listed_location(now=now, provider=make_provider(user=make_user("bob@example.com")))
    NpiClaim.objects.create(provider=location.provider, user=location.provider.user, made_at=now)
    claim = NpiClaim.objects.create(provider=location.provider, user=make_user("lena@example.com"), made_at=now)
    propose_handover(claim_id=claim.pk, by=make_user(is_staff=True), now=now)
    give_record(claim_id=claim.pk, by=make_user(is_staff=True), now=now + HEARD_FOR)

    lena = signed_in(claim.user)

    assert send_to(lena, "place", {**PLACE, "phone": "415-555-0199"}, location.pk).status_code == 403
    assert send_to(lena, "hours_of", {"opens_0": "9 AM", "closes_0": "5 PM"}, location.pk).status_code == 403


def test_three_numbers_a_month_are_the_most_even_when_they_were_refused(person, now):
    bob = person("bob@example.com")
    for number in range(claiming.MOST_CLAIMS):
        held = make_provider(npi=npi_from_nine(f"17777777{number}"), user=make_user())
        send_to(bob, "join", WHO | {"npi": held.npi})
    NpiClaim.objects.update(refused_at=now, decided_by=make_user())

    assert send_to(bob, "join", WHO | {"npi": npi_from_nine("188888888")}).status_code == 422


def test_tries_are_counted_for_all_accounts_of_one_address(person, monkeypatch):
    monkeypatch.setattr(joining, "CLAIMS_A_DAY", 2)

    codes = [send_to(person(f"bob{n}@example.com"), "join", WHO | {"npi": "1"}).status_code for n in range(3)]

    assert codes == [422, 422, 429]
    assert http.CLAIMS_A_DAY > 2


class TestTakenBack:
    def test_a_wrong_number_is_taken_back_with_all_that_was_sent(self, person):
        lena = person("lena@example.com")
        send_to(lena, "join", WHO)
        send_to(lena, "details", DETAILS)
        send_to(lena, "identity", {"document": photo("card.jpg")})
        send_to(lena, "place_add", PLACE)
        send_to(lena, "license_add", license_of())

        assert "This is not my number" in lena.get(reverse("provider:details")).content.decode()
        assert send_to(lena, "give_up", {}).url == reverse("provider:join")

        provider = Provider.objects.get(npi=NPI)
        assert provider.user is None
        assert not provider.documents.held().exists()
        assert not provider.locations.exists()
        assert not License.objects.exists()
        assert not NpiClaim.objects.exists()

    def test_the_license_type_can_be_chosen_again(self, person):
        lena = person("lena@example.com")
        send_to(lena, "join", WHO | {"profession": "rn"})
        send_to(lena, "give_up", {})

        send_to(lena, "join", WHO)

        assert Provider.objects.get(npi=NPI).profession == Profession.PHYSICIAN_MD

    def test_the_next_person_does_not_find_what_was_typed(self, person):
        bob = person("bob@example.com")
        send_to(bob, "join", WHO | {"first_name": "Bob"})
        send_to(bob, "give_up", {})

        send_to(person("lena@example.com"), "join", WHO)

        assert Provider.objects.get(npi=NPI).full_name == "Lena Ortiz"

    def test_also_while_the_desk_looks_at_it(self, person, now):
        lena, ana = person("lena@example.com"), make_user(is_staff=True)
        send_to(lena, "join", WHO)
        send_to(lena, "identity", {"document": photo("card.jpg")})
        provider = Provider.objects.get(npi=NPI)
        case = send_case(case_id=provider.screening_cases.get().pk, by=provider.user, now=now)
        claim_case(case_id=case.pk, by=ana, now=now)

        assert send_to(lena, "give_up", {}).url == reverse("provider:join")

        provider.refresh_from_db()
        case.refresh_from_db()
        assert (provider.user, case.status, case.owner, case.checks.count()) == (None, CaseStatus.DRAFT, None, 0)
        assert not provider.documents.held().exists()
        with pytest.raises(CaseTaken):
            approve_case(case_id=case.pk, by=ana, now=now)

    def test_not_after_it_was_approved(self, person, now):
        lena = person("lena@example.com")
        send_to(lena, "join", WHO)
        provider = Provider.objects.get(npi=NPI)
        make_screening(provider, approved_from=now.date(), approved_until=now.date())

        send_to(lena, "give_up", {})

        provider.refresh_from_db()
        assert provider.user is not None

    def test_nobody_works_through_the_registry_by_taking_back(self, person, monkeypatch):
        monkeypatch.setattr(joining, "GIVE_UPS", 1)
        bob = person("bob@example.com")
        for _time in range(2):
            send_to(bob, "join", WHO)
            send_to(bob, "give_up", {})

        assert Provider.objects.get(npi=NPI).user is not None


def test_write_to_us_leads_to_an_address(client, settings):
    settings.CONTACT_EMAIL = "people@example.com"

    page = client.get(reverse("pages:contact"))

    assert page.status_code == 200
    assert 'href="mailto:people@example.com"' in page.content.decode()
    assert reverse("pages:contact") in client.get("/").content.decode()

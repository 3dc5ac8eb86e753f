"""From an account to a case at the desk, and back again."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from providers.directory.enums import LicenseStatus
from providers.directory.models import PracticeLocation, Provider
from providers.listing.listed import listed_places
from providers.screening.enums import CaseStatus
from providers.screening.models import Document
from providers.vetting.cases.cases import ask_for_more, claim_case
from tests.factories.providers import make_staff, make_user
from tests.factories.treatments import make_area_concern
from tests.providers.portal.walk import WHO, fill_in, license_of, photo, send_to
from tests.rules import as_released, forbid

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    make_area_concern()
    client = Client()
    client.force_login(make_user("lena@example.com"))
    return client


@pytest.fixture
def provider(client) -> Provider:
    return fill_in(client)


def text_of(client: Client, page: str = "home") -> str:
    return " ".join(client.get(reverse(f"provider:{page}")).content.decode().split())


def test_filled_in_it_can_be_sent_once_and_only_once(client, provider):
    assert "10 of 10 done." in text_of(client)

    assert send_to(client, "send", {"true": "on"}).status_code == 303
    assert send_to(client, "send", {"true": "on"}).status_code == 302

    case = provider.screening_cases.get()
    assert (case.status, case.kind) == (CaseStatus.SENT, "new")
    assert "We are checking what you sent" in text_of(client)


def test_what_nobody_answered_yet_is_not_told_as_an_answer(client):
    send_to(client, "join", WHO)

    assert "Not board certified" not in text_of(client, "send")

    send_to(client, "board", {"claims_board": "no"})

    assert "Not board certified" in text_of(client, "send")


def test_what_was_typed_is_what_the_desk_reads(provider):
    place, license = provider.locations.get(), provider.licenses.get()

    assert (license.number, license.status, license.profession) == ("A12345", LicenseStatus.REPORTED, "md")
    assert (place.phone, place.first_visit_fee, place.time_zone) == ("510-555-0100", 80, "America/Los_Angeles")
    assert place.offerings.get().price_per_session == 220
    assert [(span.weekday, str(span.opens)) for span in place.hours.all()] == [(0, "09:00:00"), (3, "09:30:00")]
    assert provider.statement.insurer == "Acme"
    assert sorted(Document.objects.values_list("kind", flat=True)) == ["identity", "insurance", "license"]


def test_nothing_of_it_can_be_seen_by_patients(provider, client):
    send_to(client, "send", {"true": "on"})

    assert not listed_places(on=timezone.now()).exists()
    assert Client().get(provider.get_absolute_url()).status_code == 404


def test_with_a_task_undone_it_is_not_sent(client, provider):
    provider.licenses.all().delete()

    answer = send_to(client, "send", {"true": "on"})

    assert answer.status_code == 422
    assert provider.screening_cases.get().status == CaseStatus.DRAFT


def test_what_was_asked_is_read_answered_and_sent_again(client, provider):
    send_to(client, "send", {"true": "on"})
    case, staff, now = provider.screening_cases.get(), make_staff(), timezone.now()
    claim_case(case_id=case.pk, by=staff, now=now)
    words = "Please send the back of the license <b>too</b>."
    ask_for_more(case_id=case.pk, reasons=["unreadable", "license_not_found"], words=words, by=staff, now=now)

    page = text_of(client)

    assert "We need more from you" in page
    assert "We could not find your license at the state board." in page
    assert "Please send the back of the license &lt;b&gt;too&lt;/b&gt;." in page
    license = provider.licenses.get()
    back = license_of(document=photo("back.jpg"))
    assert send_to(client, "license", back, license.pk).status_code == 303
    assert send_to(client, "send", {"true": "on"}).status_code == 303
    case.refresh_from_db()
    assert (case.status, case.revision) == (CaseStatus.SENT, 1)


@pytest.mark.parametrize(
    ("profession", "state", "zip_code", "words"),
    [
        ("np", "NY", "10001", "We know no rule of New York for your license yet."),
        ("rn", "NV", "89101", "We know no rule of Nevada for your license yet."),
        ("md", "PR", "00901", "We know no rule of Puerto Rico for your license yet."),
    ],
)
def test_whom_we_cannot_approve_is_told_before_the_work_and_with_the_true_reason(
    provider, client, profession, state, zip_code, words
):
    as_released(state, profession)
    Provider.objects.filter(pk=provider.pk).update(profession=profession)
    PracticeLocation.objects.filter(provider=provider).update(state=state, zip_code=zip_code)

    assert words in text_of(client)


def test_whom_the_law_does_not_let_is_told_so(provider, client):
    forbid("NV", "rn")
    Provider.objects.filter(pk=provider.pk).update(profession="rn")
    PracticeLocation.objects.filter(provider=provider).update(state="NV", zip_code="89101")

    said = "In Nevada the state rule we found does not let your license give these shots."
    assert said in text_of(client)


def test_where_the_rule_is_known_nothing_is_said_of_it(provider, client):
    assert "state rule" not in text_of(client)
    assert "We know no rule" not in text_of(client)

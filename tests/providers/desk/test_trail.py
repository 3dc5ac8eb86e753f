"""Who did what: filters, and a file that no spreadsheet runs."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from caarisma.accounts.models import AuditEvent
from providers.desk.access import AUDIT
from providers.trail.events import safe_cell
from providers.vetting.cases.cases import approve_case, ask_for_more
from providers.vetting.documents.storing import record_view
from tests.factories.providers import make_document, make_user
from tests.providers.vetting.cases import case_in_review, case_ready, make_clinic, pass_check

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def auditor(sign_in_as):
    return sign_in_as(AUDIT, email="audit@example.com")


def rows(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "  =", "\uff1d"])
def test_a_cell_is_never_a_formula(begin):
    assert safe_cell(f"{begin}HYPERLINK(1)").startswith("'")


@pytest.mark.parametrize("text", ["", "Seen.", "1 - 2", "a=b"])
def test_plain_words_stay_as_they_are(text):
    assert safe_cell(text) == text


def test_what_a_colleague_typed_cannot_attack_the_reader_of_the_file(client, auditor, clock):
    vetter = make_user("=cmd@example.com", is_staff=True)
    case = case_in_review(by=vetter, now=clock)
    pass_check(case, "sam", by=vetter, now=clock, note='=HYPERLINK("http://evil","x")', source="@SUM(1)")

    cells = [cell for row in rows(client.get(reverse("desk:export"))) for cell in row]

    assert [cell for cell in cells if cell.lstrip(" ")[:1] in set("=+-@\t\r")] == []
    assert """'=HYPERLINK("http://evil","x")""" in cells


def test_taking_the_trail_out_is_in_the_trail(client, auditor, clock):
    case_in_review(by=make_user(), now=clock)

    client.get(reverse("desk:export"))

    event = AuditEvent.objects.get(verb="audit.export")
    assert (event.actor, event.details["rows"]) == (auditor, 5), "three of the case, two of how the auditor got in"


def test_who_gave_which_right_is_on_the_page_and_found_by_name(client, auditor):
    shown = client.get(reverse("desk:audit"), {"who": "audit@"}).content.decode()

    assert "right given" in shown
    assert "view_auditevent" in shown
    assert "right given" not in client.get(reverse("desk:audit"), {"who": "nobody@"}).content.decode()


def test_a_file_is_whole_or_there_is_none(client, auditor, clock, monkeypatch):
    case_in_review(by=make_user(), now=clock)
    monkeypatch.setattr("providers.desk.views.audit.IN_A_FILE", 2)

    response = client.get(reverse("desk:export"))

    assert response.status_code == 422
    assert "More than 2 lines. Choose fewer days." in response.content.decode()
    assert not AuditEvent.objects.filter(verb="audit.export").exists()


@pytest.mark.parametrize(("days", "seen"), [(0, True), (-1, False)])
def test_days_count_whole_in_the_filter(client, auditor, clock, days, seen):
    case = case_in_review(by=make_user("ben@example.com"), now=clock)
    until = (clock + timedelta(days=days)).date().isoformat()

    page = client.get(reverse("desk:audit"), {"until": until, "npi": case.provider.npi}).content.decode()

    assert ("ben@example.com" in page) is seen


def test_the_filter_by_npi_leaves_others_out(client, auditor, clock):
    mine, other = (case_in_review(make_clinic(), by=make_user(), now=clock) for _ in "ab")

    found = rows(client.get(reverse("desk:export"), {"npi": mine.provider.npi}))

    assert {row[4] for row in found[1:]} == {mine.provider.npi}
    assert other.provider.npi not in str(found)


@pytest.mark.parametrize("name", ["audit", "export"])
def test_a_day_that_is_none_is_said_beside_the_field(client, auditor, name):
    response = client.get(reverse(f"desk:{name}"), {"since": "yesterday"})

    assert response.status_code == 422
    assert "errorlist" in response.content.decode()


def test_the_file_begins_with_the_mark_that_spreadsheets_need(client, auditor):
    content = b"".join(client.get(reverse("desk:export")).streaming_content)

    assert content.startswith(b'\xef\xbb\xbf"when (UTC)"')


@pytest.mark.parametrize("spelling", ["{0} {1} {2}", "{0}-{1}-{2}", "npi {0}{1}{2}"])
def test_the_number_is_filtered_by_in_any_spelling(client, auditor, clock, spelling):
    case = case_in_review(by=make_user("ben@example.com"), now=clock)
    case_in_review(make_clinic(), by=make_user(), now=clock)
    npi = spelling.format(case.provider.npi[:4], case.provider.npi[4:7], case.provider.npi[7:])

    page = client.get(reverse("desk:audit"), {"npi": npi})

    assert page.status_code == 200
    assert {row.npi for row in page.context["rows"]} == {case.provider.npi}


def test_a_number_that_is_none_is_said_so(client, auditor):
    assert client.get(reverse("desk:audit"), {"npi": "1234567890"}).status_code == 422


def test_the_file_says_what_was_found_and_from_when_to_when(client, auditor, clock):
    vetter = make_user(is_staff=True)
    case = case_ready(by=vetter, now=clock)
    approve_case(case_id=case.pk, by=vetter, now=clock)
    ask = {"reasons": ["insurance"], "words": "Send the certificate."}
    again = case_in_review(make_clinic(), by=vetter, now=clock)
    ask_for_more(case_id=again.pk, by=vetter, now=clock, **ask)

    header, *lines = rows(client.get(reverse("desk:export")))
    lines = [dict(zip(header, line, strict=True)) for line in lines]

    checked = next(line for line in lines if line["what"] == "Check recorded" and line["about"] == "sam")
    approved = next(line for line in lines if line["what"] == "Approved")
    more = next(line for line in lines if line["what"] == "Asked for more")
    assert checked["found"] == "Pass. In order"
    assert checked["good until"]
    assert approved["approved from"] < approved["approved until"]
    assert more["reasons"].startswith("We need a malpractice certificate")
    assert approved["case"] == str(case.pk)


def test_reading_a_document_is_found_by_the_number_of_whose_it_is(client, auditor, clock):
    case = case_in_review(by=make_user("ben@example.com"), now=clock)
    document = make_document(case, by=make_user(), now=clock)
    record_view(document=document, page=1, by=make_user(is_staff=True), now=clock)

    page = client.get(reverse("desk:audit"), {"npi": case.provider.npi})

    assert "document.read" in {row.what for row in page.context["rows"]}

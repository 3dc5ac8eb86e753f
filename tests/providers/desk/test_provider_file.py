"""The file of one provider: the page, the data and the PDF, opened and read as an investigator would."""

import io
import json
from datetime import date, timedelta
from hashlib import sha256

import pikepdf
import pypdfium2
import pytest
from django.urls import reverse

from caarisma.accounts.models import AuditEvent
from providers.desk.access import AUDIT, READ
from providers.directory.models import Provider
from providers.exclusions.enums import RunState
from providers.exclusions.models import ExclusionList, ExclusionRecord
from providers.ledger.selectors import months_of
from providers.trail import provider_file
from providers.vetting.cases.cases import approve_case
from providers.vetting.exclusions.matching import match_exclusions, match_provider
from tests.factories.providers import (
    make_comparison,
    make_exclusion,
    make_provider,
    make_signed_list,
    make_user,
)
from tests.providers.vetting.cases import case_ready, make_clinic

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(now):
    ana = make_user("reviewer@example.com", is_staff=True)
    case = case_ready(make_clinic(first_name="Núria", last_name="O\u2019Brien #1 *b* $x$"), by=ana, now=now)
    return approve_case(case_id=case.pk, words="", by=ana, now=now)


def address(name: str, provider: Provider) -> str:
    return reverse(f"desk:{name}", kwargs={"npi": provider.npi})


def test_the_page_shows_facts_months_and_looks(client, sign_in_as, case):
    sign_in_as(READ, email="reader@example.com")

    page = client.get(address("provider_file", case.provider)).content.decode()

    for words in (
        "Whole. Checked",
        "No month is missing.",
        "Federal exclusion list",
        "A program",
        "Malpractice insurance",
    ):
        assert words in page
    assert case.provider.looks.order_by("number").last().hash in page
    assert "file.pdf" not in page  # taking it out is the auditor's


def test_opening_it_is_written_down_with_whose_it_is(client, sign_in_as, case):
    auditor = sign_in_as(AUDIT, READ, email="auditor@example.com")
    for name in ("provider_file", "provider_file_pdf", "provider_file_json"):
        client.get(address(name, case.provider))

    read = AuditEvent.objects.filter(verb="provider_file.read", actor=auditor).order_by("pk")
    assert [event.details["form"] for event in read] == ["page", "pdf", "json"]

    page = client.get(reverse("desk:audit"), {"npi": case.provider.npi}).content.decode()
    assert page.count("provider_file.read") == 3


def test_a_number_that_nobody_has_is_not_found(client, sign_in_as):
    sign_in_as(AUDIT, READ)

    assert client.get(reverse("desk:provider_file", kwargs={"npi": "1999999999"})).status_code == 404


def test_the_data_proves_itself(client, sign_in_as, case):
    sign_in_as(AUDIT, email="auditor@example.com")

    told = json.loads(client.get(address("provider_file_json", case.provider)).content)

    before = "0" * 64
    for number, look in enumerate(told["looks"], start=1):
        assert look["number"] == number
        assert look["hashed"].splitlines()[-1] == before
        assert sha256(look["hashed"].encode()).hexdigest() == look["hash"]
        before = look["hash"]
    assert told["chain"] == {"broken": [], "last": before, "recipe": told["chain"]["recipe"]}
    papers = {paper["sha256"] for paper in told["documents"] + told["saved_pages"]}
    assert papers
    assert papers <= {look["evidence_sha256"] for look in told["looks"]}
    assert told["approvals"][0]["decided_by"] == "reviewer@example.com"


def test_the_pdf_is_tagged_and_says_the_same(client, sign_in_as, case):
    sign_in_as(AUDIT, email="auditor@example.com")
    told = json.loads(client.get(address("provider_file_json", case.provider)).content)

    answer = client.get(address("provider_file_pdf", case.provider))

    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "en"
        with pdf.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert str(case.provider) in meta["dc:title"]
    text = "".join(
        "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.content)).split()
    )
    for words in (str(case.provider), case.provider.npi, "Whole.", told["content_sha256"], told["chain"]["last"]):
        assert "".join(words.split()) in text
    for look in told["looks"]:
        assert look["hash"] in text
    for paper in told["documents"] + told["saved_pages"]:
        assert paper["sha256"] in text
    order = [text.index(words) for words in ("Approvals", "Exclusionlist,monthbymonth", "Savedpagesofsources")]
    assert order == sorted(order)


def test_a_file_of_somebody_with_nothing_can_be_made(client, sign_in_as):
    sign_in_as(AUDIT, READ)
    provider = make_provider()

    for name in ("provider_file", "provider_file_pdf", "provider_file_json"):
        assert client.get(address(name, provider)).status_code == 200


def test_a_broken_chain_is_said_on_top(client, sign_in_as, case, django_db_blocker):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE ledger_providerlook DISABLE TRIGGER USER")
        cursor.execute("UPDATE ledger_providerlook SET finding = 'x' WHERE number = 2")
    sign_in_as(READ, AUDIT)

    page = client.get(address("provider_file", case.provider)).content.decode()

    assert "The chain of this file is broken" in page
    assert f"NPI {case.provider.npi}, look 2: the row was changed" in page


def test_months_say_what_is_missing_late_or_found(now):
    provider = make_provider()
    for month in (1, 3, 4):
        if month == 4:
            make_exclusion(provider, now=now)
        make_comparison(make_signed_list(date(2026, month, 10)), provider, at=now)

    months = months_of(provider, today=date(2026, 6, 12))

    assert [(month.month.month, month.at is not None, month.found) for month in months] == [
        (1, True, False), (2, False, False), (3, True, False), (4, True, True), (5, False, False),
    ]  # fmt: skip
    assert not months[0].is_late  # the first cannot be
    assert months[2].is_late  # written down today
    assert months_of(provider, today=date(2026, 6, 13))[-1].month == date(2026, 6, 1)


def test_what_is_found_later_in_a_month_is_found(now):
    provider, run = make_provider(), make_signed_list(date(2026, 3, 10))
    make_comparison(run, provider, at=now)
    make_exclusion(provider, now=now)
    make_comparison(run, provider, at=now + timedelta(minutes=1))

    assert [month.found for month in months_of(provider, today=date(2026, 3, 20))] == [True]


def test_a_match_that_is_found_only_later_is_in_the_ledger(now):
    provider = case_ready(make_clinic(last_name="Listed"), by=make_user(is_staff=True), now=now).provider
    match_provider(provider_id=provider.pk, now=now)
    before = provider.looks.filter(origin="list").count()
    ExclusionRecord.objects.create(
        identity="a" * 64, last_name="LISTED", first_name=provider.first_name.upper(), npi=provider.npi,
        excluded_on=now.date(),
    )  # fmt: skip

    for minutes in (1, 2):
        match_provider(provider_id=provider.pk, now=now + timedelta(minutes=minutes))

    results = provider.looks.filter(origin="list").order_by("number").values_list("result", flat=True)
    assert list(results)[before:] == ["hit"]


def test_a_months_list_proves_each_provider_also_who_was_not_found(now):
    """A run over everybody: one row each, for whoever the desk looked at."""
    ana = make_user("ana@example.com", is_staff=True)
    clean, listed = (case_ready(make_clinic(last_name=name), by=ana, now=now).provider for name in ("Clean", "Listed"))
    ExclusionRecord.objects.create(
        identity="a" * 64, last_name="LISTED", first_name=listed.first_name.upper(), npi=listed.npi,
        excluded_on=now.date(),
    )  # fmt: skip
    run = make_signed_list(now.date() + timedelta(days=1), state=RunState.MATCHING, applied_at=now, finished_at=None,
                           signed_off_at=None, signed_off_by=None)  # fmt: skip

    for _time in range(2):  # a run that was cut off and taken up again
        list(match_exclusions(list_id=run.pk, now=now))
    ExclusionList.objects.filter(pk=run.pk).update(state=RunState.DONE, finished_at=now)

    results = {
        provider.pk: list(provider.looks.filter(facts__contains=f'"list": {run.pk},').values_list("origin", "result"))
        for provider in (clean, listed)
    }
    assert results == {clean.pk: [("list", "clear")], listed.pk: [("list", "hit")]}


@pytest.mark.parametrize("child", ["raise SystemExit(1)", "import time; time.sleep(60)"])
def test_a_child_that_dies_or_hangs_while_it_draws_is_told_in_words(
    client, sign_in_as, case, tmp_path, monkeypatch, child
):
    (tmp_path / "drawing.py").write_text(child)
    monkeypatch.setattr(provider_file, "CHILD", tmp_path / "drawing.py")
    monkeypatch.setattr(provider_file, "WAIT_SECONDS", 1.0)
    sign_in_as(READ, AUDIT)

    answer = client.get(address("provider_file_pdf", case.provider))

    assert answer.status_code == 503
    assert "The PDF could not be made." in answer.content.decode()


def test_who_comes_while_two_are_drawn_is_told_at_once(client, sign_in_as, case, monkeypatch):
    """Each of them keeps a thread of the web server."""
    monkeypatch.setattr(provider_file, "_drawn", lambda *_given, **_more: b"%PDF")
    sign_in_as(READ, AUDIT)
    page = address("provider_file_pdf", case.provider)

    with provider_file.DRAWING, provider_file.DRAWING:
        meanwhile = client.get(page)

    assert (meanwhile.status_code, "The PDF could not be made." in meanwhile.content.decode()) == (503, True)
    assert client.get(page).status_code == 200

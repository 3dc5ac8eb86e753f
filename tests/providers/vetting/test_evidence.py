"""No pass without what it rests on: in the services, on the pages, and in SQL whoever writes it."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from caarisma.accounts.models import AuditEvent
from caarisma.common.errors import UserFacingError
from providers.desk.access import DOCUMENTS, READ, WORK
from providers.directory.models import FormerName, Statement
from providers.exclusions.models import ListComparison
from providers.registry.models import RegistryAnswer
from providers.screening.enums import CheckKind, CheckResult, EventKind
from providers.screening.models import CaseEvent, Document, ScreeningCheck, SourcePage
from providers.screening.rules.due import OFFICE_ZONE
from providers.screening.rules.evidence import BY_MACHINE, BY_PAGE, is_reference
from providers.screening.rules.required import EVERYONE
from providers.vetting.cases.cases import (
    approve_case,
    compare_with_list,
    look_again,
    record_check,
)
from providers.vetting.cases.check_evidence import Attached
from providers.vetting.exclusions.checks import renew_exclusion_checks
from tests.factories.products import make_product
from tests.factories.providers import (
    make_answer,
    make_check,
    make_document,
    make_exclusion,
    make_listed_location,
    make_location,
    make_paper,
    make_provider,
    make_signed_list,
    make_source_page,
)
from tests.providers.vetting.cases import board_says_active, case_in_review, case_ready, make_clinic
from treatments.products.enums import ProductStatus

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def case(ana, now):
    found = case_in_review(by=ana, now=now)
    board_says_active(found, by=ana, now=now)
    return found


def record(case, kind, ana, now, **changes):
    """A pass as somebody types it, with nothing attached."""
    typed = {
        "result": CheckResult.PASS, "finding": "In order", "source": "The board", "reference": "No. 1",
        "report_date": now.date() - timedelta(days=1), "good_until": now.date() + timedelta(days=90), "note": "",
    }  # fmt: skip
    named = {name: changes.pop(name) for name in ATTACHED & changes.keys()}
    return record_check(
        case_id=case.pk, kind=kind, by=ana, now=now, **{**typed, "attached": Attached(**named), **changes}
    )


ATTACHED = {"document_id", "document_page", "source_page_id", "called_number", "called_at"}


# --- What a person can record ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", [CheckKind.IDENTITY, CheckKind.INSURANCE])
def test_without_a_document_of_this_case_nobody_is_identified_or_insured(case, ana, now, kind):
    earlier = make_listed_location(now=now, provider=case.provider).provider.screening_cases.filter(status="approved")
    other_kind = make_document(case, by=ana, now=now, kind=CheckKind.PLACE)
    elsewhere = Document.objects.get(case=earlier.get(), kind=kind)

    for document_id in (None, other_kind.pk, elsewhere.pk):
        with pytest.raises(UserFacingError, match="sent none"):
            record(case, kind, ana, now, document_id=document_id)


def test_the_document_that_was_looked_at_is_named_and_its_hash_stays(case, ana, now):
    papers = [make_document(case, by=ana, now=now, kind=CheckKind.IDENTITY) for _ in "ab"]

    with pytest.raises(UserFacingError, match="Choose the document"):
        record(case, CheckKind.IDENTITY, ana, now)
    check = record(case, CheckKind.IDENTITY, ana, now, document_id=papers[1].pk)

    assert (check.document, check.document_page) == (papers[1], 1)
    assert len(check.document.sha256) == 64


def test_a_document_that_was_taken_back_is_none(case, ana, now):
    paper = make_paper(case, CheckKind.IDENTITY, at=now - timedelta(days=1), deleted_at=now - timedelta(hours=1))

    with pytest.raises(UserFacingError, match="sent none"):
        record(case, CheckKind.IDENTITY, ana, now, document_id=paper.pk)


def test_the_exclusion_check_is_what_a_signed_list_says(case, ana, now):
    unsigned = make_signed_list(now.date() - timedelta(days=90), signed_off_at=None, signed_off_by=None)
    with pytest.raises(UserFacingError, match="Nobody has signed off"):
        compare_with_list(case_id=case.pk, by=ana, now=now)
    run = make_signed_list(now.date().replace(day=1))

    check = compare_with_list(case_id=case.pk, by=ana, now=now)

    assert (check.exclusion_list, check.report_date, check.verified_by) == (run, run.list_date, None)
    assert (check.finding, run.file_hash[:16] in check.reference) == ("Not on the list", True)
    assert unsigned.checks.count() == 0
    assert case.events.latest("pk").by == ana


@pytest.mark.parametrize("kind", sorted(BY_MACHINE))
@pytest.mark.parametrize("result", CheckResult)
def test_nobody_types_what_the_machine_answers(case, ana, now, kind, result):
    with pytest.raises(UserFacingError, match="Nobody types over it"):
        record(case, kind, ana, now, result=result)


def test_a_list_read_since_covers_nobody_until_it_is_signed_off(case, ana, now):
    """The list that was signed off is in force no more: the names are compared with the newer one."""
    make_signed_list(now.date() - timedelta(days=40))
    make_signed_list(now.date(), signed_off_at=None, signed_off_by=None)

    with pytest.raises(UserFacingError, match="Sign off the list in use"):
        compare_with_list(case_id=case.pk, by=ana, now=now)


def test_a_new_name_is_compared_and_kept_as_compared(case, ana, now):
    run = make_signed_list(now.date().replace(day=1))
    compare_with_list(case_id=case.pk, by=ana, now=now)
    type(case.provider).objects.filter(pk=case.provider_id).update(last_name="Neu")
    FormerName.objects.create(provider=case.provider, last_name="Alt", source="registry")

    compare_with_list(case_id=case.pk, by=ana, now=now + timedelta(minutes=1))

    compared = ListComparison.objects.filter(provider=case.provider, exclusion_list=run).order_by("pk")
    assert [{"Neu", "Alt"} <= set(row.names) for row in compared] == [False, True]


def test_with_an_open_match_nobody_passes_the_exclusion_check_and_a_confirmed_one_fails_it(case, ana, now):
    make_signed_list(now.date())
    hit = make_exclusion(case.provider, now=now)

    with pytest.raises(UserFacingError, match="open match"):
        compare_with_list(case_id=case.pk, by=ana, now=now)
    type(hit).objects.update(confirmed_at=now, confirmed_by=ana, confirmed_reason="The same birth date.")
    check = compare_with_list(case_id=case.pk, by=ana, now=now)

    assert (check.result, check.finding) == (CheckResult.FAIL, "On the list")


@pytest.mark.parametrize("kind", [CheckKind.LICENSE, CheckKind.SCOPE])
@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "-",
        "\u00a0",
        "The board",
        "the BOARD ",
        "State board",
        "n/a",
        "N.A.",
        "n. a.",
        "Not applicable",
        "unknown",
        "x",
        "Photo ID.",
    ],
)
def test_everything_else_needs_a_reference_that_somebody_typed(case, ana, now, kind, typed):
    page = make_source_page(case.provider, CheckKind.LICENSE, at=now)

    with pytest.raises(UserFacingError, match="number or address of the record"):
        record(case, kind, ana, now, reference=typed, source_page_id=page.pk)


@pytest.mark.parametrize("kind", sorted(BY_PAGE))
def test_a_board_and_the_award_list_need_the_saved_page(case, ana, now, kind):
    other = make_source_page(make_clinic().provider, kind, at=now)
    another = make_source_page(case.provider, min(BY_PAGE - {kind}), at=now)
    for page_id in (None, other.pk, another.pk):
        with pytest.raises(UserFacingError, match="needs the page of the source"):
            record(case, kind, ana, now, source_page_id=page_id)
    page = make_source_page(case.provider, kind, at=now)

    assert record(case, kind, ana, now, source_page_id=page.pk).source_page == page


@pytest.mark.parametrize("kind", sorted(BY_PAGE))
def test_an_old_page_carries_no_newer_date(case, ana, now, kind):
    page = make_source_page(case.provider, kind, at=now - timedelta(days=40))

    with pytest.raises(UserFacingError, match="saved before the date that you typed"):
        record(case, kind, ana, now, source_page_id=page.pk)
    of_then = record(case, kind, ana, now, source_page_id=page.pk, report_date=page.saved_at.date())

    assert of_then.source_page == page


@pytest.mark.parametrize("call", [{}, {"called_number": "510-555-0142"}, {"called_at": 0}, {"called_number": "them"}])
def test_a_place_needs_the_number_that_was_called_and_when(case, ana, now, call):
    call = {name: now if name == "called_at" else value for name, value in call.items()}

    with pytest.raises(UserFacingError, match="number that you called"):
        record(case, CheckKind.PLACE, ana, now, **call)


def test_one_clinic_that_answers_says_nothing_of_another(case, ana, now):
    mine, other = "510-555-0100", "212-555-0177"
    case.provider.locations.update(phone=mine)
    make_location(case.provider, phone="(212) 555-0177")

    with pytest.raises(UserFacingError, match=r"\(212\) 555-0177"):
        record(case, CheckKind.PLACE, ana, now, called_number=mine, called_at=now)
    check = record(case, CheckKind.PLACE, ana, now, called_number=f"{mine}, {other}", called_at=now)

    assert check.result == "pass"


def test_a_call_is_not_in_the_future(case, ana, now):
    call = {"called_number": "(510) 555-0142", "called_at": now + timedelta(minutes=1)}

    with pytest.raises(UserFacingError, match="in the future"):
        record(case, CheckKind.PLACE, ana, now, **call)


def test_products_are_what_the_provider_named_that_day(case, ana, now):
    with pytest.raises(UserFacingError, match="named no product"):
        record(case, CheckKind.PRODUCTS, ana, now)
    said = Statement.objects.create(
        provider=case.provider, products="Slimline", products_maker="Example Labs", products_source="Pharmacy"
    )

    check = record(case, CheckKind.PRODUCTS, ana, now)
    Statement.objects.filter(pk=said.pk).update(products="Another")

    check.refresh_from_db()
    assert (check.product, check.product_maker, check.product_source) == ("Slimline", "Example Labs", "Pharmacy")


def test_a_product_that_was_warned_of_does_not_pass(case, ana, now):
    make_product("Aqualyx", ProductStatus.WARNED)
    Statement.objects.create(
        provider=case.provider, products="Aqua-lyx 8 mL", products_maker="Example Labs", products_source="Pharmacy"
    )

    with pytest.raises(UserFacingError, match=r"FDA warned of this product on Dec 20, 2023\. It does not pass\."):
        record(case, CheckKind.PRODUCTS, ana, now)


@pytest.mark.parametrize("typed", ["A12345", "7", "https://board.example/1", "Call of Nov 3, 10 AM, Ms. Núñez", "Ñ"])
def test_what_somebody_finds_again_is_a_reference(typed):
    assert is_reference(typed, source="State board")


def test_a_fail_of_a_person_needs_no_evidence(case, ana, now):
    for kind in set(EVERYONE) - BY_MACHINE:
        assert record(case, kind, ana, now, result=CheckResult.FAIL, reference="").result == CheckResult.FAIL


# --- What goes on after the decision ---------------------------------------------------------------------------------
def test_what_is_carried_over_keeps_the_document_of_then(ana, now):
    case = case_ready(make_clinic(), by=ana, now=now)
    approve_case(case_id=case.pk, by=ana, now=now)

    again = look_again(provider_id=case.provider_id, kind="renewal", words="", by=ana, now=now + timedelta(days=1))

    first, second = (found.checks.get(kind=CheckKind.IDENTITY) for found in (case, again))
    assert first.document == second.document
    assert first.document.deletion_asked_at is not None  # the pages go with the decision, the hash does not


def test_a_list_that_renews_everybody_leaves_a_line_for_each(now, ana):
    provider = make_listed_location(now=now).provider
    run = make_signed_list(now.date())

    assert renew_exclusion_checks(list_id=run.pk, by=ana, now=now) == 1

    line = CaseEvent.objects.get(provider=provider)
    assert (line.kind, line.about, line.by) == (EventKind.CHECKED, "exclusion", ana)
    assert line.checks["exclusion"]["report_date"] == str(run.list_date)
    assert ScreeningCheck.objects.get(case=line.case, kind="exclusion").exclusion_list == run


# --- On the page -----------------------------------------------------------------------------------------------------
def test_nothing_is_filled_in_before_somebody_types(client, sign_in_as, clock):
    ana = sign_in_as(READ, WORK)
    case = case_ready(by=ana, now=clock)

    bench = client.get(reverse("desk:case", args=[case.pk])).context["bench"]

    forms = [panel.form for panel in bench.panels] + [form for _license, form in bench.licenses]
    filled = {name: form[name].value() for form in forms for name in form.fields if form[name].value()}
    assert set(filled) <= {"revision"}
    assert all(form.initial.keys() == {"revision"} for form in forms)


def test_the_page_asks_which_document_and_says_where_there_is_none(client, sign_in_as, clock):
    ana = sign_in_as(READ, WORK, "screening.view_document")
    case = case_in_review(by=ana, now=clock)
    paper = make_document(case, by=ana, now=clock, kind=CheckKind.IDENTITY, title="card.jpg")

    text = client.get(reverse("desk:case", args=[case.pk])).content.decode()
    typed = {"revision": "0", "result": "pass", "source": "Photo ID", "document": f"{paper.pk}.1"}
    typed["report_date"] = str(clock.date() - timedelta(days=1))
    sent = {f"identity-{name}": value for name, value in typed.items()}
    saved = client.post(reverse("desk:save_check", args=[case.pk, "identity"]), sent)

    assert "card.jpg" in text
    assert "the provider sent none" in text  # for insurance
    assert saved.status_code == 303
    assert case.checks.get().document == paper


def test_an_exclusion_check_takes_one_button_and_no_words(client, sign_in_as, clock):
    ana = sign_in_as(READ, WORK)
    case = case_in_review(by=ana, now=clock)
    address = reverse("desk:compare_with_list", args=[case.pk])

    refused = client.post(address, {"revision": "0"})
    make_signed_list(clock.date() - timedelta(days=1))
    saved = client.post(address, {"revision": "0"})

    assert (refused.status_code, saved.status_code) == (422, 303)
    assert case.checks.get().exclusion_list is not None
    assert (
        f'name="{CheckKind.EXCLUSION}-result"' not in client.get(reverse("desk:case", args=[case.pk])).content.decode()
    )


def typed_license(clock, **changes):
    typed = {
        "revision": "0", "result": "pass", "source": "Medical Board", "reference": "A 1",
        "report_date": clock.date() - timedelta(days=1), **changes,
    }  # fmt: skip
    return {f"license-{name}": value for name, value in typed.items()}


def test_a_saved_page_is_kept_as_it_was_and_is_not_lost_by_an_error(client, sign_in_as, clock):
    ana = sign_in_as(READ, WORK, DOCUMENTS)
    case = case_in_review(by=ana, now=clock)
    board_says_active(case, by=ana, now=clock)
    address, file = reverse("desk:save_check", args=[case.pk, "license"]), b"%PDF-1.7 active"

    refused = client.post(
        address, typed_license(clock, reference="", page_file=SimpleUploadedFile("../board\u202e.pdf", file))
    )
    page = SourcePage.objects.get()
    saved = client.post(address, typed_license(clock, source_page_id=page.pk))

    assert refused.status_code == 422
    assert f'value="{page.pk}"' in refused.content.decode()  # it is offered, and chosen
    assert (saved.status_code, case.checks.get().source_page) == (303, page)
    assert (page.title, page.sha256, page.content()) == ("board.pdf", sha256(file).hexdigest(), file)
    shown = client.get(reverse("desk:saved_page", args=[page.name]))
    assert (shown.content, shown["Content-Disposition"][:10]) == (file, "attachment")
    assert AuditEvent.objects.filter(verb="source_page.read", actor=ana).exists()


@pytest.mark.parametrize("content", [b"MZ\x90", b"<html><script>", b"PK\x03\x04zip", b"a,b\n1,2\n", b"\0"])
def test_a_board_page_is_a_picture_or_a_pdf(client, sign_in_as, clock, content):
    case = case_in_review(by=sign_in_as(READ, WORK), now=clock)
    file = SimpleUploadedFile("board.pdf", content)

    response = client.post(reverse("desk:save_check", args=[case.pk, "license"]), typed_license(clock, page_file=file))

    assert response.status_code == 422
    assert not SourcePage.objects.exists()


def test_a_call_is_told_by_the_clock_of_the_office(client, sign_in_as, clock):
    case = case_in_review(by=sign_in_as(READ, WORK), now=clock)
    called = (clock - timedelta(hours=1)).replace(second=0, microsecond=0)
    typed = {"revision": "0", "result": "pass", "called_number": "510-555-0142", "reference": "Ms. Núñez"}
    typed["called_at"] = called.astimezone(OFFICE_ZONE).strftime("%Y-%m-%dT%H:%M")

    sent = {f"place-{name}": value for name, value in typed.items()}
    assert client.post(reverse("desk:save_check", args=[case.pk, "place"]), sent).status_code == 303
    assert case.checks.get().called_at == called


@pytest.mark.parametrize("called", ["9999-12-31T23:59", "0001-01-01T00:00", "1999-12-31T23:59", "2101-01-01T00:00"])
def test_a_call_in_an_odd_year_is_refused_in_words(client, sign_in_as, clock, called):
    case = case_in_review(by=sign_in_as(READ, WORK), now=clock)
    typed = {"revision": "0", "result": "pass", "called_number": "510-555-0142", "called_at": called}

    sent = {f"place-{name}": value for name, value in typed.items()}
    response = client.post(reverse("desk:save_check", args=[case.pk, "place"]), sent)

    assert response.status_code == 422
    assert "Type a year from 2000 to 2100." in response.content.decode()
    assert called in response.content.decode()


def test_a_made_up_answer_carries_made_up_people(now):
    made_up = make_provider(is_demonstration=True, npi="2000000002")
    case = make_listed_location(now=now, provider=made_up).provider.screening_cases.get()
    case.checks.filter(kind="npi").delete()

    check = make_check(
        case, CheckKind.NPI, seen_at=now, registry_answer=make_answer(case.provider, at=now, source="demonstration")
    )

    assert check.registry_answer in RegistryAnswer.objects.filter(source="demonstration")

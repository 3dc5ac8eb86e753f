"""No pass without what it rests on: in the services, on the pages, and in SQL whoever writes it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from caarisma.common.errors import UserFacingError
from providers.desk.access import READ, WORK
from providers.exclusions.models import ExclusionList
from providers.registry.models import RegistryAnswer
from providers.screening.enums import CheckKind, CheckResult, EventKind
from providers.screening.models import CaseEvent, Document, ScreeningCheck
from providers.screening.rules.evidence import BY_REFERENCE, is_reference
from providers.screening.rules.required import EVERYONE
from providers.vetting.cases.cases import approve_case, decide, look_again, propose_override, record_check
from providers.vetting.exclusions.checks import renew_exclusion_checks
from tests.factories.providers import (
    make_answer,
    make_check,
    make_document,
    make_exclusion,
    make_listed_location,
    make_paper,
    make_signed_list,
    make_user,
)
from tests.providers.vetting.cases import board_says_active, case_in_review, case_ready, make_clinic, pass_check

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make_user("ana@example.com", is_staff=True)


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
    return record_check(case_id=case.pk, kind=kind, by=ana, now=now, **{**typed, **changes})


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

    assert check.document == papers[1]
    assert len(check.document.sha256) == 64


def test_a_document_that_was_taken_back_is_none(case, ana, now):
    paper = make_paper(case, CheckKind.IDENTITY, at=now - timedelta(days=1), deleted_at=now - timedelta(hours=1))

    with pytest.raises(UserFacingError, match="sent none"):
        record(case, CheckKind.IDENTITY, ana, now, document_id=paper.pk)


def test_the_exclusion_check_is_what_a_signed_list_says_and_not_what_is_typed(case, ana, now):
    unsigned = make_signed_list(now.date(), signed_off_at=None, signed_off_by=None)
    with pytest.raises(UserFacingError, match="Nobody has signed off"):
        record(case, CheckKind.EXCLUSION, ana, now)
    run = make_signed_list(now.date().replace(day=1))

    check = record(case, CheckKind.EXCLUSION, ana, now, finding="Fine", source="Me", reference="Trust me")

    assert (check.exclusion_list, check.report_date) == (run, run.list_date)
    assert (check.finding, run.file_hash[:16] in check.reference) == ("Not on the list", True)
    assert unsigned.checks.count() == 0


def test_with_an_open_match_nobody_passes_the_exclusion_check(case, ana, now):
    make_signed_list(now.date())
    make_exclusion(case.provider, now=now)

    with pytest.raises(UserFacingError, match="open match"):
        record(case, CheckKind.EXCLUSION, ana, now)


@pytest.mark.parametrize("said", [{"in_use": False}, {"at": timedelta(days=-130)}, {"source": "demonstration"}, None])
def test_a_number_passes_only_by_an_answer_that_speaks_for_it(case, ana, now, said):
    if said is not None:
        at = now + said.pop("at", timedelta(days=-1))
        make_answer(case.provider, at=at, **said)

    with pytest.raises((UserFacingError, IntegrityError)), transaction.atomic():
        record(case, CheckKind.NPI, ana, now)


def test_a_kept_answer_carries_the_number(case, ana, now):
    answer = make_answer(case.provider, at=now, facts={"first_name": "AMARA", "last_name": case.provider.last_name})

    check = record(case, CheckKind.NPI, ana, now, finding="Typed", reference="Typed")

    assert (check.registry_answer, check.finding, check.reference) == (answer, "In use. Same name", answer.npi)


@pytest.mark.parametrize("kind", sorted(BY_REFERENCE - {CheckKind.BOARD, CheckKind.PRODUCTS, CheckKind.SUPERVISOR}))
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
    with pytest.raises(UserFacingError, match="number or address of the record"):
        record(case, kind, ana, now, reference=typed)


@pytest.mark.parametrize("typed", ["A12345", "7", "https://board.example/1", "Call of Nov 3, 10 AM, Ms. Núñez", "Ñ"])
def test_what_somebody_finds_again_is_a_reference(typed):
    assert is_reference(typed, source="State board")


def test_a_fail_needs_no_evidence(case, ana, now):
    for kind in EVERYONE:
        assert record(case, kind, ana, now, result=CheckResult.FAIL, reference="").result == CheckResult.FAIL


# --- Whoever writes it: SQL ------------------------------------------------------------------------------------------
def insert(case, kind, now, **changes) -> None:
    values = {
        "case_id": case.pk, "kind": kind, "result": "pass", "finding": "", "source": "SQL", "reference": "No. 1",
        "report_date": now.date(), "verified_at": now, "good_until": now.date(), "note": "", **changes,
    }  # fmt: skip
    columns, holes = ", ".join(values), ", ".join(["%s"] * len(values))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO screening_screeningcheck ({columns}) VALUES ({holes})", list(values.values()))


@pytest.mark.parametrize("kind", EVERYONE)
def test_sql_writes_no_pass_without_evidence(case, now, kind):
    with pytest.raises(IntegrityError, match=r"check_pass_has_evidence|rests on nothing"):
        insert(case, kind, now, reference="")
    assert not case.checks.exists()


def evidence_of_somebody_else(case, now):
    other = case_in_review(make_clinic(), by=make_user(is_staff=True), now=now)
    mine = case.provider
    yesterday = now - timedelta(days=1)
    return {
        "paper of another provider": ("identity", {"document_id": make_paper(other, "identity", at=now).pk}),
        "paper of another kind": ("identity", {"document_id": make_paper(case, "insurance", at=now).pk}),
        "paper sent after the look": (
            "identity", {"document_id": make_paper(case, "identity", at=now + timedelta(hours=1)).pk}
        ),
        "paper taken back": (
            "insurance", {"document_id": make_paper(case, "insurance", at=yesterday, deleted_at=yesterday).pk}
        ),
        "paper whose pages are to go": (
            "insurance", {"document_id": make_paper(case, "insurance", at=yesterday, deletion_asked_at=yesterday).pk}
        ),
        "list nobody signed": (
            "exclusion",
            {"exclusion_list_id": make_signed_list(now.date(), signed_off_at=None, signed_off_by=None).pk},
        ),
        "list of another day": ("exclusion", {"exclusion_list_id": make_signed_list(yesterday.date()).pk}),
        "supplement": (
            "exclusion", {"exclusion_list_id": _supplement(now).pk}
        ),
        "made-up list": (
            "exclusion", {"exclusion_list_id": make_signed_list(now.date(), is_demonstration=True).pk}
        ),
        "answer about somebody else": ("npi", {"registry_answer_id": make_answer(other.provider, at=now).pk}),
        "answer: not in use": ("npi", {"registry_answer_id": make_answer(mine, at=now, in_use=False).pk}),
        "made-up answer": ("npi", {"registry_answer_id": make_answer(mine, at=now, source="demonstration").pk}),
        "a paper for a number": ("npi", {"document_id": make_paper(case, "npi", at=now).pk}),
    }  # fmt: skip


def _supplement(now):
    run = make_signed_list(now.date() - timedelta(days=3), signed_off_at=None, signed_off_by=None)
    ExclusionList.objects.filter(pk=run.pk).update(
        kind="supplement", list_date=now.date(), signed_off_at=now, signed_off_by=run.signed_off_by or make_user()
    )
    return run


def test_sql_borrows_no_evidence(case, now):
    for name, (kind, changes) in evidence_of_somebody_else(case, now).items():
        with pytest.raises(IntegrityError):
            insert(case, kind, now, **changes)
        assert not case.checks.exists(), name


def test_sql_turns_no_fail_into_a_pass(case, ana, now):
    check = record(case, CheckKind.IDENTITY, ana, now, result=CheckResult.FAIL)

    with pytest.raises(IntegrityError), transaction.atomic():
        ScreeningCheck.objects.filter(pk=check.pk).update(result="pass", good_until=now.date())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE screening_document SET case_id = case_id + 1",
        "UPDATE screening_document SET sha256 = repeat('a', 64)",
        "UPDATE exclusions_exclusionlist SET signed_off_at = NULL, signed_off_by_id = NULL",
        "UPDATE exclusions_exclusionlist SET is_demonstration = NOT is_demonstration",
        "UPDATE registry_registryanswer SET in_use = NOT in_use",
        "DELETE FROM registry_registryanswer",
    ],
)
def test_evidence_stays_what_it_was(case, ana, now, statement):
    case_ready(make_clinic(), by=ana, now=now)

    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_exception_is_one_that_two_people_granted_for_this_check(case, ana, now):
    pass_check(case, CheckKind.NPI, by=ana, now=now, result=CheckResult.UNABLE)
    decision = propose_override(case_id=case.pk, kind=CheckKind.NPI, words="Down.", by=ana, now=now)

    with pytest.raises(IntegrityError), transaction.atomic():  # nobody has agreed
        case.checks.update(result="pass", good_until=now.date(), exception=decision)
    decide(decision_id=decision.pk, grant=True, words="Yes.", by=make_user(is_staff=True), now=now)

    assert case.checks.get().exception == decision
    with pytest.raises(IntegrityError):  # for another check
        insert(case, "identity", now, exception_id=decision.pk)
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        type(decision).objects.filter(pk=decision.pk).update(check_kind="place")


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
    typed = {"revision": "0", "result": "pass", "source": "Photo ID", "document_id": paper.pk}
    typed["report_date"] = str(clock.date() - timedelta(days=1))
    sent = {f"identity-{name}": value for name, value in typed.items()}
    saved = client.post(reverse("desk:save_check", args=[case.pk, "identity"]), sent)

    assert "card.jpg" in text
    assert "the provider sent none" in text  # for insurance
    assert saved.status_code == 303
    assert case.checks.get().document == paper


def test_an_exclusion_check_takes_two_keys_and_no_words(client, sign_in_as, clock):
    ana = sign_in_as(READ, WORK)
    case = case_in_review(by=ana, now=clock)
    sent, address = (
        {"exclusion-revision": "0", "exclusion-result": "pass"},
        reverse("desk:save_check", args=[case.pk, "exclusion"]),
    )

    refused = client.post(address, sent)
    make_signed_list(clock.date() - timedelta(days=1))
    saved = client.post(address, sent)

    assert (refused.status_code, saved.status_code) == (422, 303)
    assert case.checks.get().exclusion_list is not None


def test_a_made_up_answer_carries_made_up_people(now):
    case = make_listed_location(now=now).provider.screening_cases.get()
    type(case.provider).objects.filter(pk=case.provider_id).update(is_demonstration=True, npi="2000000002")
    case.checks.filter(kind="npi").delete()
    case.provider.refresh_from_db()

    check = make_check(
        case, CheckKind.NPI, seen_at=now, registry_answer=make_answer(case.provider, at=now, source="demonstration")
    )

    assert check.registry_answer in RegistryAnswer.objects.filter(source="demonstration")

"""No pass without what it rests on, whoever writes it: raw SQL, under the rights that the site's own role has."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from providers.directory.models import FormerName
from providers.exclusions.models import ExclusionHit, ExclusionList
from providers.screening.enums import CheckKind, CheckResult
from providers.screening.models import ScreeningCheck
from providers.screening.rules.required import EVERYONE
from providers.vetting.cases.cases import approve_case, decide, look_again, propose_override
from tests.factories.providers import (
    make_answer,
    make_comparison,
    make_evidence,
    make_exclusion,
    make_paper,
    make_signed_list,
    make_source_page,
    make_user,
)
from tests.providers.vetting.cases import case_in_review, case_ready, make_clinic, pass_check

pytestmark = pytest.mark.django_db
REFUSED = r"check_pass_has_evidence|check_answered_by_machine|rests on nothing"
KINDS = [*EVERYONE, CheckKind.BOARD, CheckKind.PRODUCTS, CheckKind.SUPERVISOR]


@pytest.fixture
def case(ana, now):
    return case_in_review(by=ana, now=now)


def run(statement, values=None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def refuse(statement: str, why: str = REFUSED) -> None:
    """Deferred keys are asked at once."""
    with pytest.raises(DatabaseError, match=why), transaction.atomic():
        run(f"{statement}; SET CONSTRAINTS ALL IMMEDIATE")


def insert(case, kind, now, **changes) -> None:
    values = {
        "case_id": case.pk, "kind": kind, "result": "pass", "finding": "", "source": "SQL", "reference": "No. 1",
        "report_date": now.date(), "verified_at": now, "good_until": now.date(), "note": "", "called_number": "",
        "product": "", "product_maker": "", "product_source": "", **changes,
    }  # fmt: skip
    columns, holes = ", ".join(values), ", ".join(["%s"] * len(values))
    run(f"INSERT INTO screening_screeningcheck ({columns}) VALUES ({holes})", list(values.values()))


def refuse_insert(case, kind, now, why=REFUSED, **changes) -> None:
    with pytest.raises(DatabaseError, match=why), transaction.atomic():
        insert(case, kind, now, **changes)


def columns_of(evidence) -> dict[str, object]:
    return {
        name if not hasattr(value, "pk") else f"{name}_id": getattr(value, "pk", value)
        for name, value in evidence.items()
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_pass_without_evidence(as_the_site, case, now, kind):
    as_the_site()

    refuse_insert(case, kind, now, reference="")
    assert not case.checks.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_with_its_evidence_a_pass_is_taken(as_the_site, case, now, kind):
    evidence = columns_of(make_evidence(case, kind, seen_at=now, on=now.date()))
    as_the_site()

    insert(case, kind, now, **evidence)

    assert case.checks.get().result == CheckResult.PASS


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_passes_by_the_evidence_of_another(as_the_site, case, now, kind):
    others = {}
    for other in {*KINDS} - {kind, CheckKind.SCOPE, CheckKind.SUPERVISOR}:
        if other in {CheckKind.IDENTITY, CheckKind.INSURANCE, CheckKind.LICENSE, CheckKind.SAM, CheckKind.BOARD}:
            continue  # they share a column: test_borrowed
        others |= columns_of(make_evidence(case, other, seen_at=now, on=now.date()))
    as_the_site()

    refuse_insert(case, kind, now, **{**others, "reference": ""})


@pytest.mark.parametrize("kind", ["exclusion", "npi"])
@pytest.mark.parametrize("result", ["pass", "fail", "unable"])
def test_a_typed_answer_of_a_machines_check(as_the_site, case, ana, now, kind, result):
    evidence = columns_of(make_evidence(case, kind, seen_at=now, on=now.date()))
    as_the_site()

    refuse_insert(case, kind, now, **evidence, result=result, verified_by_id=ana.pk)


@pytest.mark.parametrize("kind", ["exclusion", "npi"])
def test_a_machines_pass_that_is_turned_into_a_fail(as_the_site, case, now, kind):
    insert(case, kind, now, **columns_of(make_evidence(case, kind, seen_at=now, on=now.date())))
    as_the_site()

    refuse("UPDATE screening_screeningcheck SET result = 'fail', good_until = NULL")


def test_a_machines_fail_that_is_turned_into_a_pass(as_the_site, case, now):
    answer = make_answer(case.provider, at=now, question="other_name")
    insert(case, "npi", now, result="fail", good_until=None, registry_answer_id=answer.pk)
    as_the_site()

    refuse("UPDATE screening_screeningcheck SET result = 'pass', good_until = report_date")


def borrowed(case, now):
    other = case_in_review(make_clinic(), by=make_user(is_staff=True), now=now)
    mine, yesterday, later = case.provider, now - timedelta(days=1), now + timedelta(hours=1)

    def paper(of=case, kind="identity", at=now, page=1, **fields):
        return {"document_id": make_paper(of, kind, at=at, **fields).pk, "document_page": page}

    def page(provider=mine, kind="license", at=now, **fields):
        return {"source_page_id": make_source_page(provider, kind, at=at, **fields).pk}

    def listed(day=None, by=mine, at=now, **fields):
        run = make_signed_list(day or now.date(), **fields)
        if by:
            make_comparison(run, by, at=at)
        return {"exclusion_list_id": run.pk}

    return {
        "paper of another provider": ("identity", paper(other)),
        "paper of another kind": ("identity", paper(kind="insurance")),
        "a page that the paper does not have": ("identity", paper(page=2)),
        "page zero": ("identity", paper(page=0)),
        "no page": ("identity", paper(page=None)),
        "paper sent after the look": ("identity", paper(at=later)),
        "paper taken back": ("insurance", paper(kind="insurance", at=yesterday, deleted_at=yesterday)),
        "paper whose pages go": ("insurance", paper(kind="insurance", at=yesterday, deletion_asked_at=yesterday)),
        "saved page about another provider": ("license", page(other.provider)),
        "saved page of another source": ("board", page()),
        "page saved after the look": ("license", page(at=later)),
        "page saved before the day": ("license", page(at=now - timedelta(days=3))),
        "made-up page": ("sam", page(None, "sam", is_demonstration=True)),
        "board page with no reference": ("license", {**page(), "reference": "State board"}),
        "list that nobody signed": ("exclusion", listed(signed_off_at=None, signed_off_by=None)),
        "list of another day": ("exclusion", listed(yesterday.date())),
        "made-up list": ("exclusion", listed(is_demonstration=True)),
        "supplement": ("exclusion", {"exclusion_list_id": supplement(mine, now).pk}),
        "answer about somebody else": ("npi", {"registry_answer_id": make_answer(other.provider, at=now).pk}),
        "answer: not in use": ("npi", {"registry_answer_id": make_answer(mine, at=now, in_use=False).pk}),
        "answer: another name": ("npi", {"registry_answer_id": make_answer(mine, at=now, question="other_name").pk}),
        "answer before a question": ("npi", {"registry_answer_id": asked_since(mine, yesterday, now).pk}),
        "answer after the look": ("npi", {"registry_answer_id": make_answer(mine, at=later).pk}),
        "made-up answer": ("npi", {"registry_answer_id": make_answer(mine, at=now, source="demonstration").pk}),
        "no time of the call": ("place", {"called_number": "510-555-0142"}),
        "a call after the look": ("place", {"called_number": "510-555-0142", "called_at": later}),
        "no number": ("place", {"called_number": "their office", "called_at": now}),
        "a product without its maker": ("products", {"product": "X", "product_maker": " ", "product_source": "Y"}),
    }  # fmt: skip


def asked_since(provider, at, now):
    answer = make_answer(provider, at=at)
    make_answer(provider, at=now, question="other_name")
    return answer


def supplement(provider, now):
    run = make_signed_list(now.date() - timedelta(days=3), signed_off_at=None, signed_off_by=None)
    ExclusionList.objects.filter(pk=run.pk).update(
        kind="supplement", list_date=now.date(), signed_off_at=now, signed_off_by=make_user()
    )
    make_comparison(run, provider, at=now)
    return run


def test_borrowed_evidence(as_the_site, case, now):
    tried = borrowed(case, now)
    as_the_site()

    for name, (kind, changes) in tried.items():
        refuse_insert(case, kind, now, **changes)
        assert not case.checks.exists(), name


@pytest.mark.parametrize("change", [{"last_name": "Neu"}, {}, {"middle_name": "Q"}])
def test_a_list_covers_the_names_that_it_was_compared_with(as_the_site, case, now, change):
    evidence = columns_of(make_evidence(case, "exclusion", seen_at=now, on=now.date()))
    if change:
        type(case.provider).objects.filter(pk=case.provider_id).update(**change)
    else:
        FormerName.objects.create(provider=case.provider, last_name="Alt", source="registry")
    as_the_site()

    refuse_insert(case, "exclusion", now, **evidence)


def test_a_match_that_waits_is_no_pass_and_an_unconfirmed_one_no_fail(as_the_site, case, now):
    evidence = columns_of(make_evidence(case, "exclusion", seen_at=now, on=now.date()))
    make_exclusion(case.provider, now=now)
    as_the_site()

    refuse_insert(case, "exclusion", now, **evidence)
    refuse_insert(case, "exclusion", now, result="fail", good_until=None)
    staff = make_user()
    ExclusionHit.objects.update(confirmed_at=now, confirmed_by=staff, confirmed_reason="Her.")
    insert(case, "exclusion", now, result="fail", good_until=None)


# --- Afterwards ------------------------------------------------------------------------------------------------------
def test_evidence_that_is_swapped(as_the_site, case, now):
    """For another paper of the same case too: another paper is another look."""
    paper, other = (make_paper(case, "identity", at=now) for _ in "ab")
    insert(case, "identity", now, document_id=paper.pk, document_page=1)
    as_the_site()

    refuse(f"UPDATE screening_screeningcheck SET document_id = {other.pk}", "only grows")
    refuse("UPDATE screening_screeningcheck SET document_page = 2", r"only grows|rests on nothing")


@pytest.mark.parametrize(
    ("kind", "statement"),
    [
        ("place", "UPDATE screening_screeningcheck SET called_number = '510-555-0199'"),
        ("place", "UPDATE screening_screeningcheck SET called_at = called_at - interval '1 day'"),
        ("products", "UPDATE screening_screeningcheck SET product_maker = 'Somebody else'"),
        ("license", "UPDATE screening_screeningcheck SET ends_on = '2099-01-01'"),
        ("scope", "UPDATE screening_screeningcheck SET kind = 'supervisor'"),
        ("scope", "UPDATE screening_screeningcheck SET reference = 'No. 2'"),
        ("scope", "UPDATE screening_screeningcheck SET source = 'Another board'"),
        ("npi", "UPDATE screening_screeningcheck SET report_date = report_date + 1"),
        ("sam", "UPDATE screening_screeningcheck SET good_until = good_until + 1"),
        ("place", "UPDATE screening_screeningcheck SET verified_by_id = (SELECT min(id) FROM accounts_user)"),
    ],
)
def test_evidence_that_is_rewritten(as_the_site, case, now, kind, statement):
    insert(case, kind, now, **columns_of(make_evidence(case, kind, seen_at=now, on=now.date())))
    as_the_site()

    refuse(statement, "only grows")


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        ("identity", "screening_document"),
        ("license", "screening_sourcepage"),
        ("exclusion", "exclusions_exclusionlist"),
        ("exclusion", "exclusions_listcomparison"),
        ("npi", "registry_registryanswer"),
    ],
)
def test_evidence_that_is_deleted(as_the_site, case, now, kind, table):
    insert(case, kind, now, **columns_of(make_evidence(case, kind, seen_at=now, on=now.date())))
    as_the_site()

    refuse(f"DELETE FROM {table}", r"only grows|violates foreign key")
    refuse(f"TRUNCATE {table} CASCADE", "permission denied")


def test_a_check_and_a_paper_that_are_moved_to_another_case(as_the_site, case, now):
    other = case_in_review(make_clinic(), by=make_user(is_staff=True), now=now)
    insert(case, "scope", now)
    insert(case, "identity", now, **columns_of(make_evidence(case, "identity", seen_at=now, on=now.date())))
    as_the_site()

    refuse(f"UPDATE screening_screeningcheck SET case_id = {other.pk}", r"only grows|rests on nothing")
    refuse(f"UPDATE screening_document SET case_id = {other.pk}", "only grows")
    refuse(f"UPDATE screening_screeningcase SET provider_id = {other.provider_id} WHERE id = {case.pk}", "only grows")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE screening_document SET sha256 = repeat('a', 64)",
        "UPDATE screening_document SET pages = 20",
        "UPDATE screening_sourcepage SET sha256 = repeat('a', 64)",
        "UPDATE screening_sourcepage SET saved_at = saved_at - interval '1 year'",
        "UPDATE exclusions_exclusionlist SET signed_off_at = NULL, signed_off_by_id = NULL",
        "UPDATE exclusions_exclusionlist SET is_demonstration = NOT is_demonstration",
        "UPDATE exclusions_listcomparison SET names = '{}'",
        "UPDATE registry_registryanswer SET question = ''",
        "UPDATE registry_registryanswer SET in_use = NOT in_use",
        "DELETE FROM registry_registryanswer",
    ],
)
def test_evidence_that_is_updated_afterwards(as_the_site, ana, now, statement):
    case_ready(make_clinic(), by=ana, now=now)
    as_the_site()

    refuse(statement, "only grows")


def test_a_pass_may_end_sooner(as_the_site, case, now):
    insert(case, "scope", now)
    as_the_site()

    run("UPDATE screening_screeningcheck SET good_until = good_until - 1")

    assert case.checks.get().good_until < now.date()


@pytest.mark.parametrize(
    "change", ["report_date = report_date + 1", "good_until = good_until + 1", "reference = 'No. 2'", "source = 'B'"]
)
def test_what_is_carried_over_says_the_same(as_the_site, ana, now, change):
    case = case_ready(make_clinic(), by=ana, now=now)
    approve_case(case_id=case.pk, by=ana, now=now)
    again = look_again(provider_id=case.provider_id, kind="renewal", words="", by=ana, now=now + timedelta(days=1))
    columns = [field.column for field in ScreeningCheck._meta.concrete_fields if field.name != "id"]
    name, value = change.split(" = ")
    values = ", ".join(value if column == name else column for column in columns)
    of_then = f"SELECT {values} FROM copied"
    again.checks.filter(kind="identity").delete()
    run(f"CREATE TEMP TABLE copied ON COMMIT DROP AS SELECT * FROM screening_screeningcheck WHERE case_id = {case.pk}")
    run(f"DELETE FROM copied WHERE kind <> 'identity'; UPDATE copied SET case_id = {again.pk}")
    run("GRANT SELECT ON copied TO caarisma_site_tried")
    as_the_site()

    refuse(f"INSERT INTO screening_screeningcheck ({', '.join(columns)}) {of_then}")


def test_a_fail_that_is_turned_into_a_pass(as_the_site, case, now):
    insert(case, "identity", now, result="fail", good_until=None)
    as_the_site()

    refuse("UPDATE screening_screeningcheck SET result = 'pass', good_until = report_date")


def test_nothing_counts_longer_than_its_source(as_the_site, case, now):
    evidence = columns_of(make_evidence(case, "insurance", seen_at=now, on=now.date()))
    as_the_site()

    refuse_insert(
        case, "insurance", now, "check_ends_with_its_source", **evidence,
        ends_on=now.date(), good_until=now.date() + timedelta(days=1),
    )  # fmt: skip


def test_an_exception_is_one_that_two_people_granted_for_this_check(case, ana, now):
    pass_check(case, CheckKind.NPI, by=ana, now=now, result=CheckResult.UNABLE)
    decision = propose_override(case_id=case.pk, kind=CheckKind.NPI, words="Down.", by=ana, now=now)

    with pytest.raises(IntegrityError), transaction.atomic():  # nobody has agreed
        case.checks.update(result="pass", good_until=now.date(), exception=decision)
    decide(decision_id=decision.pk, grant=True, words="Yes.", by=make_user(is_staff=True), now=now)

    assert case.checks.get().exception == decision
    refuse_insert(case, "identity", now, exception_id=decision.pk)  # for another check
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        type(decision).objects.filter(pk=decision.pk).update(check_kind="place")


def test_what_an_approval_rested_on_may_be_carried_over_by_the_same_evidence_only(as_the_site, ana, now):
    case = case_ready(make_clinic(), by=ana, now=now)
    approve_case(case_id=case.pk, by=ana, now=now)
    FormerName.objects.create(provider=case.provider, last_name="Alt", source="registry")  # as the registry's file does
    again = look_again(provider_id=case.provider_id, kind="renewal", words="", by=ana, now=now + timedelta(days=1))
    other = make_paper(case, "insurance", at=now)

    assert again.checks.count() == case.checks.count()
    as_the_site()
    ours = f"WHERE case_id = {again.pk} AND kind = 'insurance'"
    refuse(f"UPDATE screening_screeningcheck SET document_id = {other.pk} {ours}", r"only grows|rests on nothing")
    assert ScreeningCheck.objects.filter(case=again, kind="insurance").exists()

"""The ledger of looks: what writes a row, who cannot, and what finds out that somebody did all the same."""

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from caarisma.common.chores.declaring import Look
from caarisma.common.outbox.models import Mail
from providers.ledger.anchoring import CannotRead, anchor_ledger, files
from providers.ledger.chores import CHORES, LedgerBroken, verify_ledger
from providers.ledger.models import ProviderLook
from providers.ledger.sql import NOTHING_BEFORE
from providers.ledger.verifying import verify_anchors, verify_chains
from providers.screening.enums import CheckKind, CheckResult
from providers.vetting.cases.cases import approve_case, look_again
from tests.factories.providers import (
    make_answer,
    make_comparison,
    make_exclusion,
    make_provider,
    make_signed_list,
    make_user,
)
from tests.providers.vetting.cases import case_in_review, case_ready, pass_check

pytestmark = pytest.mark.django_db


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def somebody():
    return make_provider()


@pytest.fixture
def three_looks(somebody, now):
    for month in (1, 2, 3):
        make_comparison(make_signed_list(now.date().replace(month=month, day=10)), somebody, at=now)
    return list(somebody.looks.order_by("number"))


@pytest.fixture
def as_the_site(db):
    """From now on with the rights of caarisma/deploy/site-role.sh and no more."""
    script = Path(site.BASE_DIR, "caarisma/deploy/site-role.sh").read_text()
    rights = re.search(r"GRANT ([A-Z, ]+) ON TABLES TO caarisma_site", script)[1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            pytest.skip("needs a database user that may make roles")
    run("CREATE ROLE caarisma_site_ledger")
    run(f"GRANT {rights} ON ALL TABLES IN SCHEMA public TO caarisma_site_ledger")
    run("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO caarisma_site_ledger")
    yield lambda: run("SET LOCAL ROLE caarisma_site_ledger")
    run("RESET ROLE")


@pytest.fixture
def tampering(db):
    """Somebody who owns the tables, and went around the triggers."""

    def tamper(statement: str, *values: object) -> None:
        run("SET CONSTRAINTS ALL IMMEDIATE")
        run("ALTER TABLE ledger_providerlook DISABLE TRIGGER USER")
        run(statement, *values)
        run("ALTER TABLE ledger_providerlook ENABLE TRIGGER USER")

    return tamper


def test_rows_are_numbered_and_linked(three_looks):
    assert [look.number for look in three_looks] == [1, 2, 3]
    assert [look.before for look in three_looks] == [NOTHING_BEFORE, three_looks[0].hash, three_looks[1].hash]
    assert verify_chains([three_looks[0].provider_id]) == []


def test_each_chain_is_a_providers_own(three_looks, now):
    other = make_provider()
    make_answer(other, at=now)

    assert [(look.number, look.before) for look in other.looks.all()] == [(1, NOTHING_BEFORE)]


def test_nothing_found_is_a_row_and_so_is_something(somebody, now):
    make_comparison(make_signed_list(now.date()), somebody, at=now)
    make_exclusion(somebody, now=now)
    make_comparison(make_signed_list(now.date() + timedelta(days=31)), somebody, at=now)

    assert list(somebody.looks.values_list("origin", "kind", "result")) == [
        ("list", "exclusion", "clear"),
        ("list", "exclusion", "hit"),
    ]


def test_an_answer_of_the_registry_is_a_row_whatever_it_says(somebody, now):
    make_answer(somebody, at=now)
    make_answer(somebody, at=now, question="other_name")

    assert list(somebody.looks.values_list("result", "finding")) == [("clear", ""), ("hit", "other_name")]


def test_every_check_at_the_bench_is_a_row_with_the_hash_of_what_it_rests_on(now):
    ana = make_user("ana@example.com", is_staff=True)
    case = case_ready(by=ana, now=now)

    rows = {look.kind: look for look in case.provider.looks.filter(origin="check")}

    assert set(rows) == set(case.checks.values_list("kind", flat=True))
    for check in case.checks.select_related("document", "source_page", "exclusion_list"):
        row = rows[check.kind]
        rests_on = check.document or check.source_page
        assert (row.result, row.good_until, row.by_id) == (check.result, check.good_until, check.verified_by_id)
        if rests_on:
            assert row.evidence == rests_on.sha256
    assert rows["exclusion"].evidence == case.checks.get(kind="exclusion").exclusion_list.file_hash


def test_a_second_look_is_a_second_row_and_saving_again_is_none(now):
    ana = make_user("ana@example.com", is_staff=True)
    case = case_in_review(by=ana, now=now)
    check = pass_check(case, CheckKind.SAM, by=ana, now=now)
    check.save()
    looks = case.provider.looks.filter(kind="sam")
    assert looks.count() == 1

    later = now + timedelta(minutes=5)
    pass_check(case, CheckKind.SAM, by=ana, now=later, result=CheckResult.FAIL, finding="Found")

    assert list(looks.values_list("result", "finding")) == [("pass", "In order"), ("fail", "Found")]


@pytest.mark.parametrize("change", [{"finding": "Other"}, {"source": "Other"}, {"reference": "Other"}])
def test_other_words_about_the_same_look_are_a_row_too(now, change):
    ana = make_user("ana@example.com", is_staff=True)
    case = case_in_review(by=ana, now=now)
    check = pass_check(case, CheckKind.SAM, by=ana, now=now, result=CheckResult.FAIL)

    type(check).objects.filter(pk=check.pk).update(**change)

    looks = case.provider.looks.filter(kind="sam").order_by("number")
    assert [getattr(look, *change) for look in looks][1:] == ["Other"]


def test_a_check_that_is_carried_over_is_no_new_look(now):
    ana = make_user("ana@example.com", is_staff=True)
    case = case_ready(by=ana, now=now)
    approve_case(case_id=case.pk, words="", by=ana, now=now)
    before = case.provider.looks.count()

    again = look_again(provider_id=case.provider_id, kind="renewal", words="Again.", by=ana, now=now)

    assert (again.checks.exists(), case.provider.looks.count()) == (True, before)


def test_the_database_sets_the_time(somebody, now):
    make_comparison(make_signed_list(now.date()), somebody, at=datetime(2020, 1, 1, tzinfo=UTC))

    look = somebody.looks.get()

    assert look.looked_at.year == 2020
    assert look.at.year >= 2026


def test_made_up_providers_have_made_up_times_and_say_so(now):
    provider = make_provider(is_demonstration=True, npi="2000000002")
    make_answer(provider, at=datetime(2020, 1, 1, tzinfo=UTC))

    look = provider.looks.get()

    assert (look.at.year, look.is_demonstration) == (2020, True)


def test_whoever_calls_a_provider_made_up_for_a_moment_is_found_out(somebody, now):
    real = somebody.npi
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE directory_provider DISABLE TRIGGER directory_provider_stays")  # by the owner
    run("UPDATE directory_provider SET is_demonstration = true, npi = '2000000002' WHERE id = %s", somebody.pk)
    make_answer(somebody, at=datetime(2020, 1, 1, tzinfo=UTC))
    run("UPDATE directory_provider SET is_demonstration = false, npi = %s WHERE id = %s", real, somebody.pk)

    assert [str(one) for one in verify_chains([somebody.pk])] == [
        f"NPI {somebody.npi}, look 1: a made-up row about a real provider"
    ]


STATEMENTS = {
    "dated back": "UPDATE ledger_providerlook SET at = '2020-01-01'",
    "changed": "UPDATE ledger_providerlook SET result = 'pass'",
    "saved as it is": "UPDATE ledger_providerlook SET id = id",
    "cut": "DELETE FROM ledger_providerlook WHERE number = 3",
    "emptied": "TRUNCATE ledger_providerlook",
    "emptied with all": "TRUNCATE directory_provider CASCADE",
    "without triggers": "ALTER TABLE ledger_providerlook DISABLE TRIGGER ALL",
    "as a replica": "SET LOCAL session_replication_role = replica",
    "another function": "CREATE OR REPLACE FUNCTION ledger_hash(r ledger_providerlook) RETURNS text LANGUAGE sql AS "
    "$$ SELECT 'x'::text $$",
    "no more rows": "DROP TRIGGER ledger_tell_insert ON screening_screeningcheck",
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
def test_the_sites_own_role_is_refused(as_the_site, three_looks, statement):
    as_the_site()

    with pytest.raises(DatabaseError), transaction.atomic():
        run(statement)


COLUMNS = "provider_id, looked_at, origin, kind, result, finding, source, reference, report_date, evidence, facts"
TYPED = (
    f"INSERT INTO ledger_providerlook ({COLUMNS}{{}}) SELECT {COLUMNS}{{}} FROM ledger_providerlook WHERE number = 1"
)


@pytest.mark.parametrize("more", [("", ""), (", at", ", '2020-01-01'"), (", number", ", 9"), (", hash", ", hash")])
def test_a_look_cannot_be_typed(as_the_site, three_looks, more):
    as_the_site()

    with pytest.raises(DatabaseError, match="written by what looked"), transaction.atomic():
        run(TYPED.format(*more))


@pytest.mark.parametrize("more", [(", at", ", '2020-01-01'"), (", number", ", 9"), (", hash", ", repeat('a', 64)")])
def test_not_even_the_owner_gives_a_time_a_number_or_a_hash(three_looks, more):
    with pytest.raises(DatabaseError, match="the database sets"), transaction.atomic():
        run(TYPED.format(*more))


def test_a_trigger_of_ones_own_does_not_help_the_sites_role(as_the_site, three_looks):
    as_the_site()
    run("CREATE TEMP TABLE mine (id int)")

    def forge() -> None:
        run(
            "CREATE FUNCTION pg_temp.forge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            + TYPED.format("", "")
            + "; RETURN NEW; END $$"
        )
        run("CREATE TRIGGER forge BEFORE INSERT ON mine FOR EACH ROW EXECUTE FUNCTION pg_temp.forge()")
        run("INSERT INTO mine VALUES (1)")

    with pytest.raises(DatabaseError, match="written by what looked"), transaction.atomic():
        forge()


@pytest.mark.parametrize("before", [False, True])
def test_nobody_becomes_made_up_or_real(as_the_site, before):
    somebody = make_provider(is_demonstration=before, npi="2000000002")
    as_the_site()

    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        type(somebody).objects.filter(pk=somebody.pk).update(is_demonstration=not before)


ATTACK = """
CREATE TYPE pg_temp.evil AS (x int);
CREATE FUNCTION pg_temp.go(pg_temp.evil) RETURNS bigint LANGUAGE plpgsql
  AS $$ BEGIN RAISE EXCEPTION 'ran as %%', current_user; END $$;
CREATE CAST (pg_temp.evil AS bigint) WITH FUNCTION pg_temp.go(pg_temp.evil) AS IMPLICIT;
CREATE TEMP TABLE x (id pg_temp.evil);
CREATE TRIGGER t AFTER INSERT ON x REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION {};
INSERT INTO x VALUES (ROW(1));
"""
WRITING = ["ledger_tell_list()", "ledger_tell_registry()", "ledger_tell_check()"]


@pytest.mark.parametrize("function", WRITING)
def test_the_sites_role_hangs_none_of_our_functions_on_a_table_of_its_own(as_the_site, function):
    as_the_site()

    with pytest.raises(DatabaseError, match="permission denied for function"), transaction.atomic():
        run(ATTACK.format(function))


@pytest.mark.parametrize("function", WRITING)
def test_on_another_table_our_functions_run_nothing_even_for_the_owner(db, function):
    with pytest.raises(DatabaseError, match="tells nothing to the ledger"), transaction.atomic():
        run(ATTACK.format(function))


@pytest.mark.parametrize("function", [*WRITING, "ledger_add()", "ledger_tell_demonstration(bigint[])"])
def test_what_writes_the_ledger_is_called_by_its_triggers_alone(as_the_site, function):
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_function_privilege('caarisma_site_ledger', %s, 'EXECUTE')", [function])
        assert cursor.fetchone() == (False,)


def test_the_sites_role_writes_looks_by_looking(as_the_site, somebody, now):
    run_of_today = make_signed_list(now.date())
    as_the_site()

    make_comparison(run_of_today, somebody, at=now)

    assert somebody.looks.count() == 1


TAMPERED = {
    "changed": ("UPDATE ledger_providerlook SET result = 'hit' WHERE number = 2", "look 2: the row was changed"),
    "dated back": ("UPDATE ledger_providerlook SET at = '2020-01-01' WHERE number = 3", "look 3: the row was changed"),
    "cut": ("DELETE FROM ledger_providerlook WHERE number = 2", "look 3: the row before it is missing"),
    "hashed anew": (
        "UPDATE ledger_providerlook SET hash = encode(sha256(convert_to(replace(ledger_text(ledger_providerlook), "
        "'clear', 'hit'), 'UTF8')), 'hex'), result = 'hit' WHERE number = 2",
        "look 3: it does not follow from the row before it",
    ),
}


@pytest.mark.parametrize(("statement", "said"), TAMPERED.values(), ids=TAMPERED)
def test_what_was_tampered_with_is_named(three_looks, tampering, somebody, statement, said):
    tampering(statement)

    assert [str(one) for one in verify_chains([somebody.pk])] == [f"NPI {somebody.npi}, {said}"]


def test_the_command_names_the_row_and_fails(three_looks, tampering, somebody, now):
    anchor_ledger(now=timezone.now())
    out, err = StringIO(), StringIO()
    call_command("verify_ledger", stdout=out, stderr=err)
    assert "Whole: 1 providers, 1 anchors." in out.getvalue()
    tampering("UPDATE ledger_providerlook SET good_until = '2099-01-01' WHERE number = 1")

    with pytest.raises(CommandError, match="broken in 1 places"):
        call_command("verify_ledger", stdout=out, stderr=err)

    assert f"NPI {somebody.npi}, look 1: the row was changed" in out.getvalue()


def test_a_newest_row_that_was_cut_is_caught_by_the_anchor_alone(three_looks, tampering, somebody, now):
    anchor_ledger(now=now)
    tampering("DELETE FROM ledger_providerlook WHERE number = 3")

    assert verify_chains([somebody.pk]) == []
    assert [str(one) for one in verify_anchors(now=now)] == [
        f"NPI {somebody.npi}, look 3: cut or changed since anchor-{now:%Y-%m-%d}.txt"
    ]


def test_a_chain_written_anew_is_caught_by_the_anchor_alone(three_looks, tampering, somebody, now):
    anchor_ledger(now=now)
    tampering("DELETE FROM ledger_providerlook")
    for month in (4, 5, 6, 7):
        make_comparison(make_signed_list(now.date().replace(month=month, day=10)), somebody, at=now)

    assert verify_chains([somebody.pk]) == []
    assert [one.where for one in verify_anchors(now=now)] == [f"NPI {somebody.npi}, look 3"]


def test_anchors_are_a_chain_of_days(three_looks, now):
    for days in range(3):
        anchor_ledger(now=now + timedelta(days=days))
    assert verify_anchors(now=now + timedelta(days=2)) == []
    first, second, _third = files()

    second.unlink()

    assert [str(one) for one in verify_anchors(now=now + timedelta(days=2))] == [
        f"anchor-{now + timedelta(days=2):%Y-%m-%d}.txt: the anchor before it is missing or was changed"
    ]
    assert first.stat().st_mode & 0o777 == 0o400


@pytest.mark.parametrize("change", [(b"clear", b"hit"), (b" 3 ", b" 2 "), (b"signature: ", b"signature: 00")])
def test_an_anchor_that_was_changed_is_named(three_looks, now, change):
    path = anchor_ledger(now=now)
    path.chmod(0o600)
    changed = path.read_bytes().replace(*change)
    path.write_bytes(changed if changed != path.read_bytes() else changed + b"x")

    assert "signature" in str(verify_anchors(now=now)[0])


def test_two_days_without_an_anchor_are_said(three_looks, now):
    anchor_ledger(now=now)

    assert verify_anchors(now=now + timedelta(days=1)) == []
    assert "none was taken since" in str(verify_anchors(now=now + timedelta(days=3))[0])


def test_a_damaged_file_is_told_each_day_and_stops_no_other(three_looks, now, settings):
    """As a machine that lost its power leaves one; or somebody who wants no more lines sealed."""
    for days in range(2):
        anchor_ledger(now=now + timedelta(days=days))
    files()[1].chmod(0o600)
    files()[1].write_bytes(b"")
    make_user(is_staff=True)

    for days in (2, 3):
        with pytest.raises(CannotRead, match=files()[1].name):
            anchor_ledger(now=now + timedelta(days=days))

    assert len(files()) == 4
    assert {one.where for one in verify_anchors(now=now + timedelta(days=3))} == {files()[1].name}


def test_two_that_write_the_same_days_file_at_once_leave_one_that_is_whole(three_looks, now, monkeypatch):
    monkeypatch.setattr(Path, "exists", lambda self: False)  # neither sees that of the other
    first = anchor_ledger(now=now).read_bytes()

    second = anchor_ledger(now=now + timedelta(seconds=1)).read_bytes()

    assert first == second
    assert [path.name for path in files()[0].parent.iterdir()] == [files()[0].name]


def test_each_machine_writes_its_own_each_day(three_looks, now, settings, tmp_path):
    """With days that the other machine took, the ledger looked broken wherever it was verified."""
    (chore,) = (chore for chore in CHORES if chore.name == "anchor the ledger")
    assert chore.everywhere
    settings.LEDGER_AUDITORS = ["auditor@example.com"]
    for minute, machine in enumerate("ab"):
        settings.LEDGER_ANCHORS_DIR = tmp_path / machine
        chore.run(Look(now=now + timedelta(minutes=minute), grace=timedelta()))

        assert [path.name for path in files()] == [f"anchor-{now:%Y-%m-%d}.txt"]
        assert verify_anchors(now=now) == []
    texts = {mail.letter["text"] for mail in Mail.objects.filter(kind="ledger_anchor")}
    digests = {sha256(path.read_bytes()).hexdigest() for path in tmp_path.glob("?/*.txt")}
    assert len(texts) == len(digests) == 2
    assert all(any(digest in text for text in texts) for digest in digests)


def test_auditors_get_the_hash_once_a_day(three_looks, now, settings):
    settings.LEDGER_AUDITORS = ["auditor@example.com"]
    path = anchor_ledger(now=now)
    content = path.read_bytes()

    anchor_ledger(now=now + timedelta(minutes=1))

    assert path.read_bytes() == content
    mail = Mail.objects.get(kind="ledger_anchor")
    assert "SHA-256" in mail.letter["text"]


def test_a_broken_ledger_is_told_to_auditors_and_the_chore_fails(three_looks, tampering, now, settings):
    settings.LEDGER_AUDITORS = ["auditor@example.com"]
    anchor_ledger(now=now)
    verify_ledger(now=now)
    tampering("UPDATE ledger_providerlook SET finding = 'x' WHERE number = 2")

    with transaction.atomic(), pytest.raises(LedgerBroken):
        verify_ledger(now=now)

    assert "look 2: the row was changed" in Mail.objects.get(kind="ledger_broken").letter["text"]


def test_a_look_is_read_and_not_made_in_python(somebody, now):
    with pytest.raises(DatabaseError), transaction.atomic():
        ProviderLook.objects.create(
            provider=somebody, number=1, at=now, looked_at=now, origin="check", kind="sam", result="pass",
            source="Typed", report_date=now.date(), facts="{}", is_demonstration=False, before=NOTHING_BEFORE,
            hash="a" * 64,
        )  # fmt: skip

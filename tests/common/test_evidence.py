"""Tables that prove something later: what stays of a row, and that the database refuses all else, whoever asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pytest
from django.db import IntegrityError, connection, transaction

from tests.emptying import may_skip_triggers
from tests.providers.vetting.conftest import as_the_site

__all__ = ["as_the_site"]

pytestmark = pytest.mark.django_db


class Evidence(NamedTuple):
    """`change`: of a row that may change in other fields. `whole`: the table with whose row it may go, and by which
    column. `dated`: the moment that nobody dates back; "" where the database sets it itself."""

    table: str
    dated: str
    change: str = "id = id + 1"
    whole: tuple[str, str] | None = None


EVIDENCE = (
    Evidence("accounts_auditevent", "at"),
    Evidence("access_trail_accesschange", ""),
    Evidence("ledger_providerlook", ""),
    Evidence("screening_caseevent", "at"),
    Evidence("screening_sourcepage", "saved_at"),
    Evidence("screening_twopersondecision", "first_at", change="kind = 'x'"),
    Evidence("screening_providerhold", "placed_at", change=""),  # it ends, and says by whom
    Evidence("screening_rulereading", "", change="url = 'x'"),
    Evidence("exclusions_listcomparison", "at"),
    Evidence("exclusions_listagreement", "first_at", change="first_why = 'x'"),
    Evidence("registry_registryanswer", "at"),
    Evidence("rosters_licenselook", "at", whole=("directory_license", "license_id")),
    Evidence("attestation_attestation", "signed_at"),
    Evidence("attestation_placeconfirmation", "at", whole=("directory_practicelocation", "place_id")),
    Evidence("accuracy_drawround", "committed_at", change="seed = 'x'"),
    Evidence("accuracy_opencall", "", change="outcome = 'x'"),
    Evidence("accuracy_opencalltry", "at"),
    Evidence("numbers_monthfigures", "frozen_at"),
    Evidence("numbers_monthcorrection", "made_at"),
    Evidence("products_fatusedecision", "first_at", change="first_at = now()"),
    Evidence("consultations_move", "at", change="at = now()", whole=("consultations_request", "request_id")),
    Evidence("reviews_reviewmove", "at", whole=("reviews_review", "review_id")),
    Evidence("reviews_reviewlook", "at", whole=("reviews_review", "review_id")),
    Evidence("questions_questionmove", "at", whole=("questions_questiontext", "text_id")),
    Evidence("questions_questionlook", "at", whole=("questions_questiontext", "text_id")),
    Evidence("signing_signature", ""),
    Evidence("signing_sourceopening", "at"),
    Evidence("aftercare_placealertstep", "at", whole=("aftercare_placealert", "alert_id")),
)
SAID = {  # what has to be there for it to be tried
    "reviews_reviewmove": {'"by"': "'author'"},  # not a decision, which needs ticks
    "questions_questionmove": {'"by"': "'author'"},
    "accuracy_opencall": {"settled_at": "now()", "outcome": "'y'"},
    "screening_twopersondecision": {"outcome": "'granted'"},
    "products_fatusedecision": {"first_at": "'2026-01-01'"},
}
EACH = pytest.mark.parametrize("one", EVIDENCE, ids=[one.table for one in EVIDENCE])
REFUSED = r"only grows|stays|is refused|not made twice|as it was read"


def run(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def no_trigger_runs() -> Iterator[None]:
    run("SET LOCAL session_replication_role = replica")
    yield
    run("SET LOCAL session_replication_role = origin")


def bare(table: str) -> None:
    """Until the test is over the table asks for nothing but its triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'", [table])
        drops = [f"DROP CONSTRAINT {name}" for (name,) in cursor.fetchall()]
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnotnull AND attnum > 0"
            " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = attrelid AND contype = 'p'"
            " AND attnum = ANY (conkey))",
            [table],
        )
        drops += [f'ALTER "{name}" DROP NOT NULL' for (name,) in cursor.fetchall()]
        if drops:
            cursor.execute(f"ALTER TABLE {table} {', '.join(drops)}")


@pytest.fixture
def row_of():
    """Makes one row with nothing in it, and the row that it belongs to. Returns how to find it."""
    if not may_skip_triggers():
        pytest.skip("needs a database user who may switch triggers off")

    def make(one: Evidence, **fields: str) -> str:
        for table in {one.table, *([one.whole[0]] if one.whole else [])}:
            bare(table)
        key = "request_id = -1 AND n = 1" if one.table == "consultations_move" else "id = -1"
        values = dict(part.split(" = ") for part in key.split(" AND ")) | fields
        with no_trigger_runs():
            if one.whole:
                values[one.whole[1]] = "-1"
                run(f"INSERT INTO {one.whole[0]} (id) VALUES (-1)")
            run(f"INSERT INTO {one.table} ({', '.join(values)}) VALUES ({', '.join(values.values())})")
        return key

    return make


@EACH
def test_no_row_goes_and_the_table_is_not_emptied(one, row_of):
    key = row_of(one)

    with pytest.raises(IntegrityError, match=REFUSED):
        run(f"DELETE FROM {one.table} WHERE {key}", "SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match=REFUSED):
        run(f"TRUNCATE {one.table} CASCADE")


@pytest.mark.parametrize("one", [one for one in EVIDENCE if one.change], ids=lambda one: one.table)
def test_what_a_row_says_stays(one, row_of):
    key = row_of(one, **SAID.get(one.table, {}))

    with pytest.raises(IntegrityError, match=REFUSED):
        run(f"UPDATE {one.table} SET {one.change} WHERE {key}")


@pytest.mark.parametrize("one", [one for one in EVIDENCE if one.dated], ids=lambda one: one.table)
@pytest.mark.parametrize("off", ["- interval '25 hours'", "+ interval '25 hours'"])
def test_no_row_is_dated_back_or_ahead(one, off):
    bare(one.table)
    run("SET LOCAL caarisma.made_up_times = off")

    values = SAID.get(one.table, {}) | {one.dated: f"now() {off}"}

    with pytest.raises(IntegrityError, match="not dated back"):
        run(f"INSERT INTO {one.table} ({', '.join(values)}) VALUES ({', '.join(values.values())})")


@pytest.mark.parametrize("one", [one for one in EVIDENCE if one.whole], ids=lambda one: one.table)
def test_it_goes_with_its_whole(one, row_of):
    key = row_of(one)

    with no_trigger_runs():
        run(f"DELETE FROM {one.whole[0]}")
    run(f"DELETE FROM {one.table} WHERE {key}", "SET CONSTRAINTS ALL IMMEDIATE")

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {one.table}")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("one", [one for one in EVIDENCE if one.whole], ids=lambda one: one.table)
def test_a_table_of_the_same_name_elsewhere_is_not_asked(one, row_of):
    """Whoever may make temporary tables could else say that its whole is gone."""
    key = row_of(one)
    run(f"CREATE TEMP TABLE {one.whole[0]} (id bigint) ON COMMIT DROP")

    with pytest.raises(IntegrityError, match=REFUSED):
        run(f"DELETE FROM {one.table} WHERE {key}", "SET CONSTRAINTS ALL IMMEDIATE")
    run(f"DROP TABLE pg_temp.{one.whole[0]}")


@pytest.mark.parametrize("table", ["attestation_attestation", "attestation_placeconfirmation"])
def test_who_signed_may_be_forgotten_and_nothing_else(table, row_of):
    one = next(one for one in EVIDENCE if one.table == table)
    key = row_of(one, by_id="7")

    with pytest.raises(IntegrityError, match=REFUSED):
        run(f"UPDATE {table} SET by_id = 8 WHERE {key}")
    with pytest.raises(IntegrityError, match=REFUSED):
        run(f"UPDATE {table} SET by_id = NULL, {one.dated} = now() WHERE {key}")
    run(f"UPDATE {table} SET by_id = NULL WHERE {key}")


def test_every_table_that_refuses_to_be_emptied_is_one_of_these():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_not\\_emptied'")
        guarded = {name for (name,) in cursor.fetchall()}

    assert guarded == {one.table for one in EVIDENCE}


class TestMadeUpTimes:
    def test_a_setting_of_a_session_is_not_enough(self):
        """What production has after its migrations: the owner never said that times may be made up."""
        run("CREATE OR REPLACE FUNCTION times_may_be_made_up() RETURNS boolean LANGUAGE sql STABLE AS 'SELECT false'")
        bare("screening_caseevent")
        run("SET LOCAL caarisma.made_up_times = on")

        with pytest.raises(IntegrityError, match="not dated back"):
            run("INSERT INTO screening_caseevent (at) VALUES (now() - interval '25 hours')")
        bare("accounts_auditevent")
        with pytest.raises(IntegrityError, match="not dated back"):
            run("INSERT INTO accounts_auditevent (at) VALUES (now() - interval '25 hours')")

    def test_the_sites_own_role_cannot_say_it(self, as_the_site):
        as_the_site()

        with pytest.raises(Exception, match=r"must be owner of function|permission denied for schema"):
            run(
                "CREATE OR REPLACE FUNCTION public.times_may_be_made_up() RETURNS boolean LANGUAGE sql AS 'SELECT true'"
            )

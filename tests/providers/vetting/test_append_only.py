"""History that nobody rewrites: tried with raw SQL, and under the role that the site has in production."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import AuditEvent
from providers.screening.models import CaseEvent
from tests.factories.providers import make_answer, make_user
from tests.providers.vetting.cases import sent_case

TABLES = ("screening_caseevent", "accounts_auditevent", "ledger_providerlook")


@pytest.fixture
def history(now):
    make_answer(sent_case(now=now).provider, at=now)
    write_audit(actor=make_user(), verb="exported", now=now, rows=3)


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET at = now()", "DELETE FROM {}", "UPDATE {} SET id = id"])
def test_raw_sql_cannot_change_history(history, table, statement):
    with pytest.raises(IntegrityError, match="only grows"):
        run(statement.format(table))


@pytest.mark.django_db
def test_django_cannot_either(history):
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        CaseEvent.objects.update(words="")
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        AuditEvent.objects.all().delete()


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["TRUNCATE {} CASCADE", "ALTER TABLE {} DISABLE TRIGGER ALL", "DROP TABLE {}"])
def test_the_sites_own_role_cannot_go_around_the_trigger(history, as_the_site, table, statement):
    as_the_site()

    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        run(statement.format(table))

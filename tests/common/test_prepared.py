"""A statement gives the same rows whether a session may keep it or a pooler hands out another session each time."""

import pytest
from django.db import connection, transaction
from django.db.models import F, Value
from django.test.utils import CaptureQueriesContext

from caarisma.common.expressions import AnyOf
from caarisma.common.prepared import Prepared, array, written
from matching.snapshots.changes import changes_since, watermark_now
from tests.factories.treatments import make_concern
from treatments.models import Concern

pytestmark = pytest.mark.django_db

IDS, NAME = "the ids", "the name"


def by_name(ids: str, name: str) -> str:
    rows = Concern.objects.filter(AnyOf(F("pk"), Value(IDS)), name_en=NAME).exclude(name_en__startswith="100%")
    return written(rows.values_list("pk"), {IDS: ids, NAME: name})


@pytest.fixture(params=["kept", "pooler"])
def session(request, monkeypatch):
    if request.param == "pooler":
        monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    return request.param


def test_a_query_of_the_orm_takes_parameters_and_keeps_its_percent_signs(session):
    chosen, other = make_concern(), make_concern("scars")
    Concern.objects.filter(pk=chosen.pk).update(name_en="50% %s")
    statement = Prepared(f"test_{session}", ["bigint[]", "text"], by_name)

    for _again in range(2):
        assert statement.fetch(array([chosen.pk, other.pk]), "50% %s") == [(chosen.pk,)]
        assert statement.fetch(array([other.pk]), "50% %s") == []
        assert statement.fetch(array([]), "50% %s") == []


def test_the_change_log_reads_the_same(session):
    seen = watermark_now().seen

    with CaptureQueriesContext(connection) as queries:
        changes = changes_since(seen)

    assert (changes.locations, changes.is_cut) == (frozenset(), False)
    assert len(queries) == 1
    assert ("EXECUTE" in queries[0]["sql"]) == (session == "kept")


def test_a_statement_outlives_the_transaction_that_prepared_it():
    statement = Prepared("test_outlives", ["int"], lambda number: f"SELECT {number} + 1")
    with transaction.atomic():
        assert statement.fetch(1) == [(2,)]
        transaction.set_rollback(True)

    assert statement.fetch(2) == [(3,)]

"""What is kept of the catalog is never older than its rows."""

import pytest
from django.db import connection, transaction

from tests.factories.treatments import make_area_concern
from treatments.choices import CatalogChoices
from treatments.kept import TABLES, KeptRead, catalog_mark
from treatments.models import Area, AreaConcern

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return make_area_concern("face", "fine-lines")


def renamed(pair):
    Area.objects.filter(pk=pair.area_id).update(name_en="Brow")


CHANGES = {
    "a row is changed": renamed,
    "in raw SQL": lambda pair: connection.cursor().execute("UPDATE treatments_concern SET position = position"),
    "added": lambda pair: make_area_concern("neck", "firmness"),
    "deleted": lambda pair: pair.delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_of_a_row_makes_another_mark(pair, change):
    before = catalog_mark()
    assert catalog_mark() == before

    change(pair)

    assert catalog_mark() != before


def test_two_changes_in_one_transaction_are_two(pair):
    marks = {catalog_mark()}
    for name in ("Brow", "Cheek", "Brow"):
        Area.objects.filter(pk=pair.area_id).update(name_en=name)
        marks.add(catalog_mark())

    assert len(marks) == 4


def test_what_was_undone_leaves_nothing_kept(pair):
    before = CatalogChoices.read().areas["face"].name_en
    with transaction.atomic():
        renamed(pair)
        assert CatalogChoices.read().areas["face"].name_en == "Brow"
        transaction.set_rollback(True)

    assert CatalogChoices.read().areas["face"].name_en == before


def test_it_is_read_once(pair):
    reads = []
    kept = KeptRead(lambda: reads.append(AreaConcern.objects.count()))

    kept(), kept(), pair.delete(), kept(), kept(catalog_mark())

    assert reads == [1, 0]


def test_every_table_of_the_catalog_counts():
    assert {model._meta.label for model in TABLES} == {
        model._meta.label for model in Area._meta.apps.get_app_config("treatments").get_models()
    }


def test_a_page_may_show_what_was_there_a_moment_ago(pair, settings, django_assert_num_queries):
    settings.CATALOG_SECONDS = 60
    kept = KeptRead(AreaConcern.objects.count)
    assert kept.lately() == 1
    pair.delete()

    with django_assert_num_queries(0):
        assert kept.lately() == 1
    assert kept() == 0 == kept.lately()  # whoever asked for it as it is has told the others


def test_a_moment_ends(pair, settings):
    settings.CATALOG_SECONDS = 0
    kept = KeptRead(AreaConcern.objects.count)
    assert kept.lately() == 1
    pair.delete()

    assert kept.lately() == 0


def test_what_writes_goes_by_the_catalog_as_it_is(pair, settings):
    settings.CATALOG_SECONDS = 60
    assert "face" in CatalogChoices.read(now=True).areas
    make_area_concern("neck", "firmness")

    assert "neck" in CatalogChoices.read(now=True).areas


def test_who_could_not_ask_makes_nothing_old_recent(pair, settings):
    settings.CATALOG_SECONDS = 60
    answers = iter(["before"])
    kept = KeptRead(lambda: next(answers))
    assert kept() == "before"
    pair.delete()

    for _again in range(2):
        with pytest.raises(StopIteration):
            kept.lately()

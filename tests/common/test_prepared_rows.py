"""What a prepared statement reads is what the ORM would have read, made when it is wanted."""

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import JSONObject
from django.test.utils import CaptureQueriesContext

from caarisma.common.prepared_rows import PreparedRows
from providers.directory.models import AnswerRecord, PracticeLocation
from tests.factories.providers import make_location

pytestmark = pytest.mark.django_db

CITY = "the city"


def in_city():
    told = JSONObject(city="city")
    return PracticeLocation.objects.filter(city=Value(CITY)).annotate(told=told, twice=F("pk") * 2).order_by("pk")


IN_CITY = PreparedRows("test_in_city", in_city, {CITY: "text"}, "provider", "provider__answer_record")


def test_a_row_is_what_the_orm_reads_with_what_hangs_on_it():
    place, _elsewhere = make_location(city="Oakland"), make_location(city="Fresno")

    with CaptureQueriesContext(connection) as queries:
        [row] = IN_CITY.fetch("Oakland")
        assert (row["city"], row["provider__slug"], row["told"]) == (
            "Oakland",
            place.provider.slug,
            {"city": "Oakland"},
        )
        assert "city" in row
        assert "relaxation" not in row
        made = row.made
        assert made.provider.name_with_credentials == place.provider.name_with_credentials
        assert getattr(made.provider, "answer_record", None) is None, "known not to be there, so nobody asks"

    assert len(queries) == 1
    for one, other in ((made, place), (made.provider, place.provider)):
        fields = [field.attname for field in one._meta.concrete_fields]
        stored = type(other).objects.values(*fields).get(pk=other.pk)
        assert {name: getattr(one, name) for name in fields} == stored
    assert (made.told, made.twice, made.pk == place.pk) == ({"city": "Oakland"}, 2 * place.pk, True)
    assert row.made is made


def test_what_stands_at_the_end_of_a_longer_path_hangs_there_too(now):
    place = make_location(city="Oakland")
    record = AnswerRecord.objects.create(provider=place.provider, asked=12, in_time=9, days=1, measured_at=now)

    [row] = IN_CITY.fetch("Oakland")

    assert row.made.provider.answer_record == record
    assert IN_CITY.fetch("Fresno") == []

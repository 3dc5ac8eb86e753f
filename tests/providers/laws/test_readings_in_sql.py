"""No rule counts but by two people and a page of the law, whoever writes it: raw SQL, under the site's own rights."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from providers.screening.enums import CheckKind
from providers.screening.models import RuleReading
from tests.factories.providers import make_listed_location, make_source_page, make_staff, make_user
from tests.providers.laws.laws import make_reading

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CONFIRM = """
UPDATE screening_rulereading SET status = 'verified', second_by_id = %s, second_at = now(), counts_from = read_on,
  counts_until = read_on + 548 WHERE id = %s"""


@pytest.fixture
def reader():
    return make_user("reader@example.com", is_staff=True)


@pytest.fixture
def second():
    return make_user("second@example.com", is_staff=True)


@pytest.fixture
def reading(reader, now):
    return make_reading(by=reader, now=now)


def run(statement, values=()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def refuse(statement, values=(), why="rule_reading") -> None:
    with pytest.raises(DatabaseError, match=why), transaction.atomic():
        run(statement, values)


def test_two_people_make_it_count_and_end_what_stood_before(as_the_site, reading, second):
    as_the_site()

    run(CONFIRM, [second.pk, reading.pk])

    reading.refresh_from_db()
    assert reading.lets is True
    first = RuleReading.objects.get(state="NV", profession="rn", read_by=None)
    assert first.counts_until == reading.counts_from - DAY
    untouched = RuleReading.objects.filter(read_by=None).exclude(pk=first.pk)
    assert not untouched.exclude(counts_until=None).exists()


def test_one_person_is_not_two(as_the_site, reading, reader):
    as_the_site()

    refuse(CONFIRM, [reader.pk, reading.pk], "rule_reading_by_two_people")
    refuse(CONFIRM, [None, reading.pk], "rule_reading_has_its_people")


@pytest.mark.parametrize("change", ["page_id = NULL", "words = 'Others.'", "may_inject = NOT may_inject", "url = ''"])
def test_what_was_read_stays(as_the_site, reading, second, change):
    as_the_site()

    refuse(f"UPDATE screening_rulereading SET {change} WHERE id = %s", [reading.pk], "stays as it was read")
    run(CONFIRM, [second.pk, reading.pk])
    refuse(f"UPDATE screening_rulereading SET {change} WHERE id = %s", [reading.pk], "stays as it was read")
    refuse("UPDATE screening_rulereading SET counts_until = counts_until + 1 WHERE id = %s", [reading.pk])
    refuse("UPDATE screening_rulereading SET second_by_id = NULL WHERE id = %s", [reading.pk])
    refuse("DELETE FROM screening_rulereading", why="only grows")


@pytest.mark.parametrize("status", ["unverified", "sourced", "verified", "refused"])
def test_nothing_begins_but_as_what_one_person_read(as_the_site, reading, status):
    as_the_site()
    columns = "state, profession, is_demonstration, may_inject, needs_supervisor, covers, supervision, exam, order_kind"
    values = "'NV', 'np', false, true, true, 'any_injection', '', '', ''"
    rest = "supervisor_may_be, place_limits, binds, source, url, words, note, second_words, counts_from"

    refuse(
        f"INSERT INTO screening_rulereading (status, {columns}, {rest}) "
        f"VALUES ('{status}', {values}, '', '', 'law', 'x', 'x', 'x', '', '', '2020-01-01')",
        why="begins with one reader",
    )


@pytest.mark.parametrize("lacking", [{"words": ""}, {"url": ""}, {"source": ""}, {"binds": ""}, {"page": None}])
def test_a_reading_has_its_evidence(reader, now, lacking):
    with pytest.raises(DatabaseError, match="rule_reading_has_evidence"), transaction.atomic():
        make_reading(by=reader, now=now, **lacking)


def test_the_page_is_one_of_a_law_and_real(reader, now):
    place = make_listed_location(now=now)
    others = [
        make_source_page(place.provider, CheckKind.SCOPE, at=now),
        make_source_page(None, CheckKind.SAM, at=now),
        make_source_page(None, CheckKind.SCOPE, at=now, is_demonstration=True),
    ]
    for page in others:
        with pytest.raises(DatabaseError, match="not one of a law"), transaction.atomic():
            make_reading(by=reader, now=now, page=page)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"needs_supervisor": False}, "rule_reading_supervised"),
        ({"profession": "np", "needs_supervisor": False, "hours_before_alone": 3600}, "rule_reading_supervised"),
        ({"profession": "md"}, "rule_reading_supervised"),
        ({"binds": "one_person"}, "rule_reading_lets_by_law"),
        ({"effective_to": "2019-12-31"}, "rule_reading_days_in_order"),
        ({"effective_to": "2027-01-01", "source_date": "2027-01-02"}, "rule_reading_days_in_order"),
    ],
)
def test_what_no_law_can_say(reader, now, changes, constraint):
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        make_reading(by=reader, now=now, **changes)


def test_a_reading_counts_eighteen_months_at_most_and_not_before_it_was_read(as_the_site, reading, second):
    as_the_site()

    refuse(CONFIRM.replace("548", "549"), [second.pk, reading.pk], "rule_reading_ends")
    refuse(CONFIRM.replace("= read_on,", "= read_on - 1,"), [second.pk, reading.pk], "rule_reading_days_in_order")


def test_one_reading_waits_at_a_time(reading, now):
    with pytest.raises(DatabaseError, match="rule_reading_one_waits"), transaction.atomic():
        make_reading(by=make_staff(), now=now)


def test_no_reading_counts_on_a_day_on_which_a_law_begins_that_was_read_already(
    as_the_site, reading, reader, second, now
):
    run(CONFIRM, [second.pk, reading.pk])
    later = make_reading(by=reader, now=now, effective_from=now.date() + 10 * DAY)
    run(CONFIRM.replace("counts_from = read_on", "counts_from = read_on + 10"), [second.pk, later.pk])
    again = make_reading(by=reader, now=now)
    as_the_site()

    refuse(CONFIRM, [second.pk, again.pk], "begins on one of these days")
    run(CONFIRM.replace("548", "9"), [second.pk, again.pk])

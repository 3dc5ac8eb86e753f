"""Looks, lapses, stars, programs and corrections: counted from rows, told as small counts are told."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from io import StringIO as Written

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from caarisma.common.tallies import counting, of_programs
from caarisma.common.tallies.models import Tally
from matching.numbers.asked import asked_since, asked_so_far
from matching.numbers.counting import caught_of, looks_of, stars_of
from matching.numbers.models import MonthCorrection, MonthFigures
from matching.numbers.rules.hiding import Parts
from matching.numbers.rules.months import Month, month_of
from providers.directory.models import Provider
from providers.directory.npi import npi_from_nine
from providers.registry.models import RegistryAnswer
from tests.factories.providers import (
    make_exclusion,
    make_license_alert,
    make_listed_location,
    make_provider,
    make_user,
)
from tests.factories.reviews import make_review, publish, remove

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

DAY = timedelta(days=1)
NOVEMBER = Month(date(2026, 11, 1))
NUMBERS = reverse("numbers:numbers")


def openly(cells):
    """In place of the rule that hides small counts, whose tests are test_hiding.py."""
    return Parts(sum(cells.values()), dict(cells))


def test_looks_are_counted_by_what_was_looked_at_and_by_what_came_of_it(now):
    """Made-up people, since theirs may be of the test's own day. Held to SQL of its own."""
    for number in range(4):
        made_up = make_provider(is_demonstration=True, npi=npi_from_nine(f"29999990{number}"))
        make_listed_location(now=now, provider=made_up)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(at), count(*), count(DISTINCT kind), bool_and(result IN ('pass', 'clear')) "
            "FROM ledger_providerlook"
        )
        at, count, kinds, all_passed = cursor.fetchone()
    assert all_passed

    figure = looks_of(month_of(at))

    assert (figure["all"], figure["in_order"], figure["found"]) == (count, count, 0)
    assert count >= kinds + 10
    assert {figure[kind] for kind in ("license", "npi", "exclusion")} == {None}, "four of each kind"
    assert figure["products"] == 0
    assert looks_of(month_of(at).before)["all"] == 0


def test_a_lapse_counts_from_the_day_of_the_source_until_we_read_it(now, monkeypatch):
    people = [make_provider() for _ in range(12)]
    for days, provider in enumerate(people[:8]):
        hit = make_exclusion(provider, now=now)
        type(hit).objects.filter(pk=hit.pk).update(list_date=now.date() - days * DAY)
    for provider in people[8:10]:
        make_license_alert(provider, now=now, license=None, list_date=now.date() - 20 * DAY)
    for provider, days in ((people[10], 40), (people[11], 2)):
        Provider.objects.filter(pk=provider.pk).update(npi_deactivated_on=now.date() - days * DAY)
        RegistryAnswer.objects.create(
            provider=provider, npi=provider.npi, at=now, source="api", in_use=False, question="out_of_service"
        )

    told = caught_of(month_of(now))
    monkeypatch.setattr("matching.numbers.counting.told_parts", openly)

    assert told == {"all": None, "week": None, "month": None, "longer": None, "median_days": 4}
    assert caught_of(month_of(now)) == {"all": 12, "week": 9, "month": 2, "longer": 1, "median_days": 4}
    assert caught_of(month_of(now).next)["all"] == 0


def test_stars_of_the_removed_stand_beside_those_of_the_published(now, monkeypatch):
    publish(make_review(now=now, stars=5), now=now)
    remove(make_review(now=now, stars=1), now=now)
    hidden = stars_of(month_of(now))
    monkeypatch.setattr("matching.numbers.counting.told_parts", openly)

    figure = stars_of(month_of(now))

    assert {count for name, count in hidden.items()} == {None}
    assert (figure["shown"], figure["shown_low"], figure["shown_other"]) == (1, 0, 1)
    assert (figure["removed"], figure["removed_low"], figure["removed_other"]) == (1, 1, 0)


def test_requests_of_programs_are_those_since_the_month_before(client, now):
    Tally.objects.all().delete()
    counting._ours.take()
    client.get("/fhir/r4/metadata")
    client.get("/fhir/r4/Nothing")
    counting.write()
    so_far = asked_so_far()
    before = {"answered 5": 80, "failed more": 1}
    later = {"answered 5": 170, "answered 30": 8, "gone 10": 2, "failed more": 1}

    assert sorted(each.split()[0] for each in so_far) == ["answered", "refused"]
    assert not any("metadata" in each or "fhir" in each for each in so_far)
    told = {"all": 100, "answered": 98, "gone": 2, "refused": 0, "failed": 0, "p95_ms": 30}
    assert asked_since(before, later) == {"api": told}
    assert asked_since(None, later) == {}
    assert asked_since(later, before) == {}, "the tally began anew"
    assert of_programs.MILLISECONDS.index(30) == 3, "the bar that docs/benchmarks.md names is a step of its own"


# --- Corrections ------------------------------------------------------------------------------------------------------
@pytest.fixture
def november(db):
    figures = {
        "listed": {"providers": 1200, "places": 1400},
        "requests": {"sent": 1112, "in_time": 1100, "later": 12, "never": 0, "not_owed": 0},
        **{code: {} for code in ("left", "decisions", "exceptions", "overdue", "reviews", "outcomes", "accuracy")},
    }
    frozen = NOVEMBER.ends + 10 * DAY
    return MonthFigures.objects.create(month=NOVEMBER.first, frozen_at=frozen, figures=figures, is_demonstration=False)


@pytest.fixture
def two():
    return [make_user(f"{name}@caarisma.example", is_staff=True) for name in ("ann", "ben")]


def correct(two, figure: str, *cells: str) -> str:
    out = Written()
    words = {"words": "A day was counted twice.", "words_es": "Un día se contó dos veces."}
    call_command(
        "correct_numbers", "2026-11", figure, *cells, by=two[0].email, second=two[1].email, stdout=out, **words
    )
    return out.getvalue()


def test_a_correction_stands_beside_what_was_printed_on_the_page_and_in_both_files(client, november, two):
    correct(two, "requests", "in_time=1050", "sent=1062")
    correct(two, "listed", "providers=1201")

    page = client.get(NUMBERS).content.decode()
    assert "1,112" in page, "what was printed stays, with a mark for thousands"
    assert "November 2026, corrected on" in page
    assert "A day was counted twice. Right is " in page
    assert "Sent: 1,062" in page
    assert "Un día se contó dos veces." in client.get(f"/es{NUMBERS}").content.decode()
    rows = list(csv.DictReader(StringIO(client.get("/numbers/numbers.csv").content.decode())))
    sent = [(row["count"], bool(row["corrected"])) for row in rows if row["cell"] == "sent"]
    assert sent == [("1112", False), ("1062", True)]
    (month,) = client.get("/numbers/numbers.json").json()["months"]
    assert month["figures"]["requests"]["sent"] == 1112
    assert [each["cells"] for each in month["corrections"]] == [{"sent": 1062, "in_time": 1050}, {"providers": 1201}]


def test_a_small_correction_of_patients_figures_says_that_there_was_one_and_no_number(client, november, two):
    assert "{'sent': None, 'never': None}" in correct(two, "requests", "sent=1113", "never=1")

    page = client.get(NUMBERS).content.decode()
    assert "The right number may not be told." in page
    assert "1,113" not in page


def test_a_correction_needs_two_people_a_month_and_a_change_and_stays(november, two):
    with pytest.raises(CommandError, match="Two people"):
        correct([two[0], two[0]], "listed", "providers=1")
    with pytest.raises(CommandError, match="It has: places, providers"):
        correct(two, "listed", "clinics=1")
    with pytest.raises(CommandError, match="that were printed"):
        correct(two, "listed", "providers=1200")
    correct(two, "listed", "providers=1201")
    for change in (
        lambda: MonthCorrection.objects.update(cells={}),
        lambda: MonthCorrection.objects.all().delete(),
        lambda: MonthCorrection.objects.create(
            month=november, figure="listed", cells={"places": 1}, words="x", words_es="x", by=two[0], second=two[0],
            made_at=datetime(2027, 1, 1, tzinfo=UTC),
        ),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

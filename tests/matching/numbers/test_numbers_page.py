"""Page, drawing, CSV and JSON say the same; anybody can check the signature and the draw."""

import csv
import json
import re
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from io import StringIO

import pytest
import time_machine
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.urls import reverse

from matching.numbers.figures_page import numbers_page
from matching.numbers.models import MonthFigures
from matching.numbers.rules.months import Month
from matching.numbers.services.freezing import FREEZES_AFTER, freeze_months
from matching.numbers.services.stocktaking import take_stock
from matching.proofs.caarisma_verify import unbase58
from matching.proofs.services.signing import public_pem, what_is_signed
from providers.accuracy.models import DrawRound, OpenCall
from providers.accuracy.services.calling import record_open_call
from providers.accuracy.services.drawing import commit_seed, draw
from tests.factories.providers import make_listed_location, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

DAY = timedelta(days=1)
DECEMBER = Month(date(2026, 12, 1))
NUMBERS, DRAWS = reverse("numbers:numbers"), reverse("numbers:draws")


@pytest.fixture
def counted(now):
    """Two months; a call in the second."""
    make_listed_location(now=now)
    commit_seed(now=now)
    take_stock(now=DECEMBER.begins)
    draw(now=DECEMBER.begins + timedelta(minutes=1))
    call = OpenCall.objects.get()
    record_open_call(call_id=call.pk, reached=True, wrong=["phone"], by=make_staff(), now=DECEMBER.begins + DAY)
    make_listed_location(now=now)
    take_stock(now=DECEMBER.ends)
    freeze_months(now=DECEMBER.ends + FREEZES_AFTER)


def test_before_the_first_month_the_page_says_so(client):
    assert "No month is counted yet" in client.get(NUMBERS).content.decode()
    assert "No seed is published yet" in client.get(DRAWS).content.decode()
    assert client.get("/numbers/numbers.csv").content.decode() == "month,figure,cell,count,hidden,corrected\r\n"


def test_each_drawing_has_the_numbers_of_its_table(counted, client):
    for section in numbers_page().sections:
        place = list(section.columns).index(section.drawn)
        cells = {name.split()[0][:3]: cells[place][1].split(" of ")[0] for name, cells in section.rows}
        assert {one.month: one.number for one in section.bars}.items() <= cells.items(), section.code


def test_the_files_say_what_the_page_says_and_the_signature_is_ours(counted, client):
    page = client.get(NUMBERS).content.decode()
    told = client.get("/numbers/numbers.json")
    document = json.loads(told.content)
    rows = list(csv.DictReader(StringIO(client.get("/numbers/numbers.csv").content.decode())))

    from_csv = {
        (row["month"], row["figure"], row["cell"]): None if row["hidden"] else int(row["count"]) for row in rows
    }
    from_json = {
        (month["month"], figure, cell): count
        for month in document["months"]
        for figure, cells in month["figures"].items()
        for cell, count in cells.items()
    }
    assert from_csv == from_json
    assert from_csv["2026-12", "listed", "providers"] == 2
    assert from_csv["2026-12", "accuracy", "phone"] == 1
    assert "December 2026" in page
    proof = {name: value for name, value in document["proof"].items() if name != "proofValue"}
    bare = {name: value for name, value in document.items() if name != "proof"}
    key = load_pem_public_key(public_pem().encode())
    key.verify(unbase58(document["proof"]["proofValue"]), what_is_signed(bare, proof))
    assert told["Access-Control-Allow-Origin"] == "*"


def test_of_few_calls_no_share_is_told(counted, client):
    page = client.get(NUMBERS).content.decode()

    assert "Calls so far: 1. From 30 on" in page
    assert "of 100, between" not in page


def test_of_enough_calls_the_share_is_told_with_its_interval_and_how_many(counted, client):
    cells = {"called": 96, "right": 90, "not_reached": 4, "phone": 1, "place": 1, "person": 0, "treatment": 0,
             "accepting": 0}  # fmt: skip
    figures = {**MonthFigures.objects.first().figures, "accuracy": cells}
    later = DECEMBER.next
    MonthFigures.objects.create(month=later.first, frozen_at=later.ends, figures=figures, is_demonstration=False)

    page = re.sub(r"\s+", " ", client.get(NUMBERS).content.decode())

    assert "we called 97 places drawn by lot. At 90 everything was right. 4 were not reached" in page
    assert "93.8 of 100, between 87.0 and 97.1" in page


def test_the_seed_is_told_when_the_month_is_over_and_not_before(counted, client):
    december = DrawRound.objects.get(month=DECEMBER.first)

    with time_machine.travel(DECEMBER.ends - timedelta(seconds=5), tick=False):
        before = client.get(DRAWS).content.decode()
    with time_machine.travel(DECEMBER.ends + timedelta(seconds=5), tick=False):
        after = client.get(DRAWS).content.decode()

    assert december.seed_hash in before
    assert december.seed not in before
    assert december.seed in after
    assert december.cover not in after


def test_the_list_of_a_draw_is_told_byte_for_byte_and_names_nobody(counted, client):
    december = DrawRound.objects.get(month=DECEMBER.first)

    told = client.get("/numbers/draws/2026-12.txt").content

    assert sha256(told).hexdigest() == december.frame_hash
    assert re.fullmatch(rb"([0-9a-f]{64}\n)+", told)
    assert client.get("/numbers/draws/2026-11.txt").status_code == 404
    assert client.get("/numbers/draws/2026-13.txt").status_code == 404


def test_no_figure_holds_anything_but_counts(counted):
    """Nothing in a month could be a name, a place or a word that somebody typed."""
    for row in MonthFigures.objects.all():
        for cells in row.figures.values():
            assert all(count is None or isinstance(count, int) for count in cells.values())


def test_the_pages_are_there_in_spanish(counted, client):
    assert client.get(f"/es{NUMBERS}").status_code == 200
    assert client.get(f"/es{DRAWS}").status_code == 200
    assert datetime(2027, 1, 11, tzinfo=UTC) == MonthFigures.objects.first().frozen_at

"""What the planner asks again: told beside the field, with nothing typed lost."""

import re

import pytest

from tests.matching.planner.planner_pages import URL, get, make_least_catalog, page_words

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture(autouse=True)
def _catalog():
    make_least_catalog()


BAD = [
    ({"sessions": "5"}, "Choose 6 to 10 sessions"),
    ({"sessions": "x"}, "Choose 6 to 10 sessions"),
    ({"areas": "8"}, "Choose 1 to 2 areas"),
    ({"price": "about 200"}, "Enter a whole dollar amount, like 250"),
    ({"price": "1,50"}, "Enter a whole dollar amount, like 250"),
    ({"price": "5"}, "Enter an amount from $20 to $5,000"),
    ({"price": "9" * 21}, "Enter an amount from $20 to $5,000"),
    ({"price": "$1,500"}, "$1,500 is a lot for one session. Is it right?"),
    ({"price": "60"}, "$60 is lower than any price we know. Is it right?"),
    ({"fee": "none"}, "Enter a whole dollar amount, like 250"),
    ({"fee": "2001"}, "Enter the fee in whole dollars, from $0 to $2,000"),
    ({"fee": "9" * 21}, "Enter the fee in whole dollars, from $0 to $2,000"),
    ({"start": "soon"}, "Enter a date with its year, like Dec 1, 2026"),
    ({"start": "Feb 30, 2027"}, "The calendar has no such day"),
    ({"start": "Wed, Dec 1, 2026"}, "Dec 1, 2026 is a Tuesday. Check the day"),
    ({"start": "31/12/2026"}, "Write the month first, like 12/31/2026"),
    ({"start": "Dec 1"}, "Enter a date with its year, like Dec 1, 2026"),
    ({"start": "2025-11-23"}, "Enter a date from Nov 24, 2025 to Nov 24, 2028"),
    ({"start": "2028-11-25"}, "Enter a date from Nov 24, 2025 to Nov 24, 2028"),
    ({"off": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}, "Leave at least one day when you can go"),
    ({"off": ["noday"]}, "Choose days of the week"),
    ({"away": "Christmas"}, 'We cannot read "Christmas".'),
    ({"away": "Dec 24, 2026 to Dec 23, 2026"}, '"Dec 24, 2026 to Dec 23, 2026" ends before it starts'),
    ({"away": "2026-01-01 to 2027-01-02"}, "is longer than a year"),
    ({"away": "Dec 1, 2026 to Dec 2, 2026 to Dec 3, 2026"}, "We cannot read"),
    ({"away": "x" * 1001}, "Use at most 1000 characters here"),
    ({"away": "\n".join(["2026-12-24"] * 21)}, "Enter up to 20 lines"),
    ({"zip": "9461"}, "Enter a 5 digit ZIP code, like 94612"),
    ({"zip": "00000"}, "We cannot find 00000"),
    ({"at": "2"}, "Enter a time with AM or PM, like 2:30 PM"),
    ({"at": "2:30 PM"}, "Choose the time zone of the clinic"),
    ({"at": "2:30 PM", "zone": "Europe/Paris"}, "Choose the time zone of the clinic"),
    ({"price": "25\x00"}, "One character here cannot be read. Type it again"),
]


class TestMistakes:
    @pytest.mark.parametrize(("typed", "message"), BAD)
    def test_a_mistake_is_told_beside_its_field_and_nothing_is_planned(self, client, typed, message):
        response = get(client, **typed)

        page = page_words(response)
        assert response.status_code == 422
        assert response.content.decode().count('role="alert"') == 1
        assert "Error: Cost planner" in page
        assert page.count(message) >= 2  # in the summary and beside the field
        assert "There is no plan yet" in page
        assert "Your days" not in page

    def test_nothing_typed_is_lost(self, client):
        typed = {
            "sessions": "9",
            "areas": "2",
            "price": "210",
            "start": "someday",
            "fee": "60",
            "credited": "on",
            "off": ["sat"],
            "away": "Dec 24, 2026\nNew Year",
            "zip": "9461",
            "at": "half past",
            "zone": "Pacific/Guam",
        }

        html = get(client, **typed).content.decode()

        for value in ("210", "someday", "60", "9461", "half past"):
            assert f'value="{value}"' in html
        assert "Dec 24, 2026\nNew Year</textarea>" in html
        for chosen in ("9", "2", "Pacific/Guam"):
            assert f'<option value="{chosen}" selected>' in html
        assert re.search(r'name="off" value="sat"[^>]* checked', html)
        assert re.search(r'name="credited"[^>]* checked', html)

    def test_an_odd_price_is_taken_once_it_is_confirmed(self, client):
        page = page_words(get(client, price="1500", right="on", start="2027-01-05"))

        assert "6 sessions at $1,500 each. In all: $9,000." in page
        assert "Is it right?" not in page

    def test_two_fields_at_once_are_both_told(self, client):
        page = page_words(get(client, price="x", start="y"))

        assert page.count("Enter a whole dollar amount") == 2
        assert page.count("Enter a date with its year") == 2

    @pytest.mark.parametrize(
        "typed",
        [
            *("Dec 24, 2026 to Jan 2, 2027", "12/24/2026 – 1/2/2027", "12/24/2026 - 1/2/2027"),
            *("2026-12-24..2027-01-02", "24 dic 2026 al 2 ene 2027", "12/24/2026-1/2/2027"),
            "del 24 de diciembre de 2026 al 2 de enero de 2027",
        ],
    )
    def test_spans_are_read_as_people_write_them(self, client, typed):
        page = page_words(get(client, start="2026-12-24", away=typed))

        assert "6 sessions, from Sun, Jan 3, 2027" in page

    def test_beside_a_mistake_only_the_button_brings_a_plan(self, client):
        assert b"data-hx-post" in get(client).content
        assert b"data-hx-post" not in get(client, price="x").content

    def test_what_is_sent_wrong_comes_back_as_it_was_typed(self, client):
        response = client.post(URL, {"zip": "9461", "price": "250"})

        assert response.status_code == 422
        assert 'value="9461"' in response.content.decode()

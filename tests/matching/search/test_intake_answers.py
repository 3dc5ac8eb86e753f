"""What is refused, how it is told, and that nothing typed is lost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.search.drafts import SESSION_KEY
from matching.search.models import Intake
from tests.factories.treatments import make_area_concern
from tests.matching.search.filling_in import ANSWERS, answer, answer_all, begin, send, step_url, text
from treatments.models import Concern

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalog():
    make_area_concern("face", "fine-lines")
    make_area_concern("face", "dull-tone")
    make_area_concern("neck", "fine-lines")
    make_area_concern("scalp", "hair-loss")


BAD = [
    ("areas", {"areas": []}, "Choose at least one area"),
    ("areas", {"areas": ["face", "not-sure"]}, "Not both"),
    ("areas", {"areas": ["elbow"]}, "Choose from this list"),
    ("concerns", {"concerns": []}, "Choose at least one thing"),
    ("concerns", {"concerns": ["fine-lines", "not-sure"]}, "Not both"),
    ("concerns", {"concerns": ["hair-loss"]}, "Choose from this list"),
    ("zip", {"zip_code": ""}, "Enter a 5 digit ZIP code, like 94612"),
    ("zip", {"zip_code": "9461"}, "Enter a 5 digit ZIP code, like 94612"),
    ("zip", {"zip_code": "9" * 30}, "Enter a 5 digit ZIP code, like 94612"),
    ("zip", {"zip_code": "00000"}, "We cannot find 00000"),
    ("zip", {"zip_code": "٩٤٦١٢"}, "Enter a 5 digit ZIP code, like 94612"),
    ("distance", {"radius_miles": ""}, "Choose how far you can travel"),
    ("distance", {"radius_miles": "7"}, "7"),
    ("price", {"max_price": ""}, "Enter an amount, like 250, or tick"),
    ("price", {"max_price": "about 200"}, "Enter a whole dollar amount, like 250"),
    ("price", {"max_price": "250.50"}, "Enter a whole dollar amount, like 250"),
    ("price", {"max_price": "-5"}, "Enter a whole dollar amount, like 250"),
    ("price", {"max_price": "5"}, "Enter an amount from $20 to $5,000"),
    ("price", {"max_price": "9" * 19}, "Enter an amount from $20 to $5,000"),
    ("price", {"max_price": "9" * 21}, "Enter an amount from $20 to $5,000"),
    ("price", {"max_price": "1,50"}, "Enter a whole dollar amount, like 250"),
    ("price", {"max_price": "1.250 $"}, "If you mean $1,250, write it without the point"),
    ("price", {"max_price": "9" * 101}, "Enter a whole dollar amount, like 250"),
    ("price", {"max_price": "٢٥٠"}, "Enter a whole dollar amount, like 250"),
    ("price", {"max_price": "250", "no_limit": "on"}, "Not both"),
    ("price", {"max_price": "60"}, "$60 is lower than any price we know. Is it right?"),
    ("price", {"max_price": "1500"}, "$1,500 is a lot for one session. Is it right?"),
    ("times", {"slots": ["saturday", "any"]}, "Not both"),
    ("times", {"slots": [], "slots_required": "on"}, "Choose the times when you can go"),
    ("wishes", {"woman": "must", "man": "must"}, "Nobody is both"),
    ("wishes", {"language": "xx"}, "Choose one from this list"),
]


@pytest.mark.parametrize(("slug", "typed", "message"), BAD)
def test_a_bad_answer_is_told_beside_the_field_and_kept(client, slug, typed, message):
    answer_all(client)

    response = answer(client, slug, **typed)

    page = text(response)
    assert response.status_code == 422
    assert "<title>Error:" in page
    assert 'role="alert"' in page
    assert message in page
    for value in typed.values():
        if isinstance(value, str) and value.isascii() and slug in {"zip", "price"} and value not in {"", "on"}:
            assert f'value="{value}"' in page


@pytest.mark.parametrize(
    ("typed", "saved"),
    [("$1,000", 1000), ("1000", 1000), ("250.00", 250), (" 180 ", 180), ("$ 95", 95), ("$95.", 95), ("80", 80)],
)
def test_amounts_are_read_as_people_write_them(client, typed, saved):
    answer_all(client)

    answer(client, "price", max_price=typed)

    assert client.session[SESSION_KEY]["max_price"] == saved


def test_an_odd_amount_is_taken_when_it_is_confirmed(client):
    answer_all(client)

    assert answer(client, "price", max_price="60", is_right="on").status_code == 303
    assert client.session[SESSION_KEY]["max_price"] == 60
    assert re.search(r'name="is_right"[^>]* checked', text(client.get(step_url("price"))))


def test_no_limit(client):
    answer_all(client)

    answer(client, "price", max_price="", no_limit="on")
    send(client)

    assert Intake.objects.get().max_price is None


@pytest.mark.parametrize("typed", ["94612-1234", " 94612 ", "94612 1234", "946121234"])
def test_long_zip_codes_are_cut(client, typed):
    answer_all(client)

    answer(client, "zip", zip_code=typed)

    assert client.session[SESSION_KEY]["zip_code"] == "94612"


def test_an_area_for_which_nothing_was_chosen_is_named(client):
    begin(client)
    answer(client, "areas", areas=["face", "scalp"])

    page = text(answer(client, "concerns"))

    assert "Choose something for this area too: scalp" in page


def test_only_concerns_that_go_with_the_areas_are_offered(client):
    begin(client)
    answer(client, "areas", areas=["neck"])

    page = text(client.get(step_url("concerns")))

    assert 'value="fine-lines"' in page
    assert 'value="hair-loss"' not in page


def test_children_are_told_that_it_is_for_adults(client):
    response = client.post(reverse("matching:start"), {})

    assert response.status_code == 422
    assert "This service is for adults" in text(response)
    assert SESSION_KEY not in client.session


def test_without_consent_nothing_is_saved(client):
    answer_all(client)

    response = client.post(reverse("matching:check"), {})

    assert response.status_code == 422
    assert "we cannot search for you" in text(response)
    assert not Intake.objects.exists()


@pytest.mark.parametrize(("slug", "field"), [("zip", "zip_code"), ("price", "max_price")])
def test_what_people_type_is_text(client, slug, field):
    answer_all(client)

    page = text(answer(client, slug, **{field: '"><script>x'}))

    assert "<script>x" not in page
    assert "&quot;&gt;&lt;script&gt;x" in page


def test_what_a_link_brings_is_text(client):
    page = text(client.get(reverse("matching:start"), {"zip": '"><script>x'}))

    assert "<script>x" not in page


def test_a_choice_with_unapproved_products_carries_the_note(client):
    pair = make_area_concern("stomach", "small-fat-pads")
    Concern.objects.filter(pk=pair.concern_id).update(needs_fda_note=True)
    answer_all(client)
    note = "Ask which product they use, who makes it, and if the FDA approved it for this use."
    assert note not in text(client.get(step_url("concerns")))

    answer(client, "areas", areas=["stomach"])

    assert note in text(client.get(step_url("concerns")))


def test_what_only_the_service_can_tell_is_told_on_the_last_page(client):
    answer_all(client)
    session = client.session
    session[SESSION_KEY] |= {"zip_code": "00000"}  # a ZIP code that was known when it was typed
    session.save()

    response = send(client)

    assert response.status_code == 422
    assert "We cannot find 00000" in text(response)
    assert not Intake.objects.exists()


def test_musts_and_required_times_are_saved_as_needs(client):
    answer_all(client)
    answer(client, "times", slots=["sunday", "saturday"], slots_required="on")
    answer(client, "wishes", doctor="", woman="must", step_free="nice", language="", language_level="must")

    send(client)

    intake = Intake.objects.get()
    assert (intake.slots, intake.slots_required) == (["saturday", "sunday"], True)
    assert (intake.wishes, intake.musts) == (["step_free"], ["woman"])


@pytest.mark.parametrize("slug", ANSWERS)
def test_titles_and_addresses_hold_no_answer(client, slug):
    answer_all(client)
    response = client.get(step_url(slug))

    page = text(response)
    assert not re.search("fine|face|94612|250", re.search("<title>(.*?)</title>", page).group(1))
    assert '<meta name="robots" content="noindex">' in page
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("slug", ANSWERS)
def test_a_question_has_one_heading_and_few_queries(client, slug):
    answer_all(client)

    with CaptureQueriesContext(connection) as queries:
        page = text(client.get(step_url(slug)))

    assert len(re.findall("<h1", page)) == 1
    assert len(queries) <= 8

"""The way in, page by page: what is asked, what is refused, and that nothing typed is lost."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.drafts import SESSION_KEY
from matching.models import Intake, MatchJob
from tests.factories.providers import make_user
from tests.factories.treatments import make_area_concern

pytestmark = pytest.mark.django_db

ANSWERS = {
    "areas": {"areas": ["face"]},
    "concerns": {"concerns": ["fine-lines"]},
    "zip": {"zip_code": "94612"},
    "distance": {"radius_miles": "15"},
    "price": {"max_price": "250"},
    "times": {"slots": ["saturday"]},
    "wishes": {"doctor": "nice", "language": "es", "language_level": "must"},
}


@pytest.fixture(autouse=True)
def catalog():
    make_area_concern("face", "fine-lines")
    make_area_concern("face", "dull-tone")
    make_area_concern("neck", "fine-lines")
    make_area_concern("scalp", "hair-loss")


def step_url(slug: str) -> str:
    return reverse("matching:step", args=[slug])


def begin(client, **data):
    return client.post(reverse("matching:start"), {"adult": "on", **data})


def answer(client, slug: str, query: str = "", **changes):
    return client.post(step_url(slug) + query, {**ANSWERS[slug], **changes})


def answer_all(client, *, up_to: str | None = None) -> None:
    begin(client)
    for slug in ANSWERS:
        if slug == up_to:
            return
        assert answer(client, slug).status_code == 302, slug


def send(client):
    return client.post(reverse("matching:check"), {"agree": "on"})


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


class TestTheWholeWay:
    def test_each_answer_leads_to_the_next_question_and_the_last_to_the_answers(self, client):
        assert begin(client).headers["Location"] == step_url("areas")
        following = [step_url(slug) for slug in list(ANSWERS)[1:]] + [reverse("matching:check")]

        assert [answer(client, slug).headers["Location"] for slug in ANSWERS] == following

    def test_sending_saves_the_answers_with_their_job_and_waits(self, client):
        answer_all(client)

        response = send(client)

        intake = Intake.objects.get()
        assert response.headers["Location"] == reverse("matching:working", args=[intake.token])
        assert (intake.zip_code, intake.radius_miles, intake.max_price) == ("94612", 15, 250)
        assert (intake.slots, intake.slots_required) == (["saturday"], False)
        assert (intake.wishes, intake.musts) == (["doctor"], ["speaks:es"])
        assert list(intake.areas.values_list("slug", flat=True)) == ["face"]
        assert MatchJob.objects.get().intake == intake
        assert intake.owner is None

    def test_a_signed_in_person_owns_their_intake(self, client):
        user = make_user()
        client.force_login(user)
        answer_all(client)

        send(client)

        assert Intake.objects.get().owner == user

    def test_not_sure_about_anything_is_an_answer(self, client):
        begin(client)
        answer(client, "areas", areas=["not-sure"])
        answer(client, "concerns", concerns=["not-sure"])
        for slug in list(ANSWERS)[2:]:
            answer(client, slug)

        send(client)

        intake = Intake.objects.get()
        assert not intake.areas.exists()
        assert not intake.concerns.exists()

    def test_times_and_wishes_can_be_passed_over(self, client):
        answer_all(client, up_to="times")
        client.post(step_url("times"), {})
        client.post(step_url("wishes"), {})

        send(client)

        intake = Intake.objects.get()
        assert (intake.slots, intake.wishes, intake.musts) == ([], [], [])


class TestSendingTwice:
    def test_a_double_click_saves_once_and_lands_on_the_same_list(self, client):
        answer_all(client)

        assert send(client).headers["Location"] == send(client).headers["Location"]
        assert Intake.objects.count() == 1

    def test_changed_answers_are_another_search(self, client):
        answer_all(client)
        send(client)
        answer(client, "price", "?change", max_price="300")

        send(client)

        assert sorted(Intake.objects.values_list("max_price", flat=True)) == [250, 300]


class TestFindingOnesWay:
    def test_whoever_jumps_ahead_is_taken_to_the_first_open_question(self, client):
        answer_all(client, up_to="zip")

        assert client.get(step_url("wishes")).headers["Location"] == step_url("zip")
        assert client.get(reverse("matching:check")).headers["Location"] == step_url("zip")

    @pytest.mark.parametrize("url", [step_url("areas"), reverse("matching:check")])
    def test_without_a_draft_it_starts_at_the_start(self, client, url):
        assert client.get(url).headers["Location"] == reverse("matching:start")

    @pytest.mark.parametrize(
        "garbled",
        [
            "text",
            {"form_key": "x"},
            {"form_key": str(uuid4()), "colour": "red"},
            {"form_key": str(uuid4()), "slots": ["noon"]},
            {"form_key": str(uuid4()), "radius_miles": 7},
            {"form_key": None},
        ],
    )
    def test_a_garbled_session_starts_anew(self, client, garbled):
        session = client.session
        session[SESSION_KEY] = garbled
        session.save()

        assert client.get(step_url("areas")).headers["Location"] == reverse("matching:start")
        assert client.get(reverse("matching:start")).status_code == 200

    def test_an_unknown_question_is_not_found(self, client):
        begin(client)

        assert client.get(step_url("shoe-size")).status_code == 404

    def test_back_goes_to_the_question_before(self, client):
        answer_all(client, up_to="zip")

        assert f'class="back-link" href="{step_url("concerns")}"' in text(client.get(step_url("zip")))

    def test_an_answered_question_shows_its_answer(self, client):
        answer_all(client)

        assert 'value="94612"' in text(client.get(step_url("zip")))
        assert re.search(r'value="face"[^>]* checked', text(client.get(step_url("areas"))))
        assert re.search(r'name="doctor" value="nice"[^>]* checked', text(client.get(step_url("wishes"))))

    def test_change_goes_back_to_the_answers(self, client):
        answer_all(client)

        assert answer(client, "zip", "?change").headers["Location"] == reverse("matching:check")

    def test_a_change_that_opens_a_question_asks_it(self, client):
        answer_all(client)

        response = answer(client, "areas", "?change", areas=["scalp"])

        assert response.headers["Location"] == step_url("concerns") + "?change"

    def test_the_start_page_finds_the_answers_again(self, client):
        answer_all(client, up_to="price")

        assert "Welcome back. Your answers are here." in text(client.get(reverse("matching:start")))

    def test_a_zip_code_from_the_front_page_is_kept(self, client):
        assert 'value="94612"' in text(client.get(reverse("matching:start") + "?zip=94612"))

        begin(client, zip_code="94612")

        assert client.session[SESSION_KEY]["zip_code"] == "94612"

    def test_the_answers_behind_a_list_can_be_taken_up_again(self, client, django_user_model):
        answer_all(client)
        send(client)
        client.session.flush()
        intake = Intake.objects.get()

        page = text(client.get(reverse("matching:change", args=[intake.token]), follow=True))

        assert "Check your answers" in page
        assert "$250" in page
        assert "Must have: Speaks Español" in page


BAD = [
    ("areas", {"areas": []}, "Choose at least one area"),
    ("areas", {"areas": ["face", "not-sure"]}, "Not both"),
    ("areas", {"areas": ["elbow"]}, "elbow"),
    ("concerns", {"concerns": []}, "Choose at least one thing"),
    ("concerns", {"concerns": ["fine-lines", "not-sure"]}, "Not both"),
    ("concerns", {"concerns": ["hair-loss"]}, "hair-loss"),
    ("zip", {"zip_code": ""}, "Enter a 5 digit ZIP code, like 94612"),
    ("zip", {"zip_code": "9461"}, "Enter a 5 digit ZIP code, like 94612"),
    ("zip", {"zip_code": "00000"}, "We cannot find 00000"),
    ("zip", {"zip_code": "٩٤٦١٢"}, "Enter a 5 digit ZIP code, like 94612"),
    ("distance", {"radius_miles": ""}, "Choose how far you can travel"),
    ("distance", {"radius_miles": "7"}, "7"),
    ("price", {"max_price": ""}, "Enter an amount, like 250, or tick"),
    ("price", {"max_price": "about 200"}, "Enter a whole dollar amount, like 250"),
    ("price", {"max_price": "250.50"}, "Enter a whole dollar amount, like 250"),
    ("price", {"max_price": "-5"}, "Enter a whole dollar amount, like 250"),
    ("price", {"max_price": "5"}, "Enter an amount from $20 to $5,000"),
    ("price", {"max_price": "99999999999999999999"}, "Ensure this value has at most|Enter a whole dollar amount"),
    ("price", {"max_price": "250", "no_limit": "on"}, "Not both"),
    ("price", {"max_price": "60"}, "$60 is lower than any price we know. Is it right?"),
    ("price", {"max_price": "1500"}, "$1,500 is a lot for one session. Is it right?"),
    ("times", {"slots": ["saturday", "any"]}, "Not both"),
    ("times", {"slots": [], "slots_required": "on"}, "Choose the times when you can go"),
    ("wishes", {"woman": "must", "man": "must"}, "Nobody is both"),
    ("wishes", {"language": "xx"}, "xx"),
]


@pytest.mark.parametrize(("slug", "typed", "message"), BAD)
def test_a_bad_answer_is_told_beside_the_field_and_kept(client, slug, typed, message):
    answer_all(client)

    response = answer(client, slug, **typed)

    page = text(response)
    assert response.status_code == 422
    assert "<title>Error:" in page
    assert 'role="alert"' in page
    assert any(part.replace("'", "&#x27;") in page for part in message.split("|"))
    for value in typed.values():
        if isinstance(value, str) and value.isascii() and slug in {"zip", "price"} and value not in {"", "on"}:
            assert f'value="{value}"' in page


@pytest.mark.parametrize(
    ("typed", "saved"), [("$1,000", 1000), ("250.00", 250), (" 180 ", 180), ("$95.", 95), ("80", 80)]
)
def test_amounts_are_read_as_people_write_them(client, typed, saved):
    answer_all(client)

    answer(client, "price", max_price=typed)

    assert client.session[SESSION_KEY]["max_price"] == saved


def test_an_odd_amount_is_taken_when_it_is_confirmed(client):
    answer_all(client)

    assert answer(client, "price", max_price="60", is_right="on").status_code == 302
    assert client.session[SESSION_KEY]["max_price"] == 60


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


def test_what_people_type_is_text(client):
    answer_all(client)

    page = text(answer(client, "zip", zip_code='"><script>x</script>'))

    assert "<script>x" not in page


@pytest.mark.parametrize("slug", ANSWERS)
def test_titles_and_addresses_hold_no_answer(client, slug):
    answer_all(client)
    response = client.get(step_url(slug))

    assert not re.search("fine|face|94612|250", re.search("<title>(.*?)</title>", text(response)).group(1))
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("slug", ANSWERS)
def test_a_question_has_one_heading_and_few_queries(client, slug):
    answer_all(client)

    with CaptureQueriesContext(connection) as queries:
        page = text(client.get(step_url(slug)))

    assert len(re.findall("<h1", page)) == 1
    assert len(queries) <= 8


class TestWaiting:
    @pytest.fixture
    def intake(self, client):
        answer_all(client)
        send(client)
        return Intake.objects.get()

    def look(self, client, intake, **headers):
        return client.get(reverse("matching:working", args=[intake.token]), headers=headers)

    def test_a_fresh_search_is_left_to_the_worker(self, client, intake):
        page = text(self.look(client, intake))

        assert "Looking for providers" in page
        assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page

    def test_after_two_seconds_the_page_ranks_by_itself(self, client, intake, settings):
        settings.MATCH_INLINE_AFTER_SECONDS = 0

        response = self.look(client, intake)

        assert response.headers["Location"] == intake.get_absolute_url()
        assert MatchJob.objects.get().done_by == "page"

    def test_htmx_is_told_where_the_list_is(self, client, intake, settings):
        settings.MATCH_INLINE_AFTER_SECONDS = 0

        assert self.look(client, intake, **{"HX-Request": "true"}).headers["HX-Redirect"] == intake.get_absolute_url()

    def test_htmx_gets_the_part_and_not_the_page(self, client, intake):
        assert "<html" not in text(self.look(client, intake, **{"HX-Request": "true"}))

    def test_a_search_that_was_given_up_says_so_and_offers_another_try(self, client, intake):
        MatchJob.objects.update(state="dead")

        page = text(self.look(client, intake))

        assert "We could not finish your search" in page
        assert "Try again" in page

    def test_a_link_that_never_was(self, client):
        assert client.get(reverse("matching:working", args=["x" * 32])).status_code == 404

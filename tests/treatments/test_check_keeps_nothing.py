"""Questions before you look: nothing of the answers stays anywhere, and no health answer is passed on."""

import logging
import re
import time

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.search.drafts import SESSION_KEY
from tests.treatments.check_pages import STEPS, ask, finish, main, text

pytestmark = pytest.mark.usefixtures("catalog")

# What could tell on a person: the answers below, as codes and as words.
TELLING = re.compile(r"stomach|fat-pads|fat pads|pregnan|diabetes|blood|thinner|soon", re.IGNORECASE)
TELLING_ANSWERS = {
    "areas": ["stomach"],
    "concerns": ["fat-pads"],
    "start": "soon",
    "health": ["pregnant", "diabetes", "blood-thinners"],
}


def all_pages(client):
    """Every page of the way, with answers that could tell on a person."""
    yield client.get("/check/")
    yield client.get("/check/area/")
    for step in [*STEPS, "result"]:
        yield ask(client, step, **TELLING_ANSWERS)
    yield ask(client, "result", **{**TELLING_ANSWERS, "health": []})


class TestNothingIsKept:
    def test_no_row_is_written_in_any_table(self, client):
        def rows() -> dict[str, int]:
            return {model._meta.label: model._default_manager.count() for model in apps.get_models()}

        before = rows()

        assert len(list(all_pages(client))) == 8
        assert rows() == before

    def test_nothing_but_reads_reaches_the_database(self, client):
        with CaptureQueriesContext(connection) as queries:
            list(all_pages(client))

        asked = [query["sql"] for query in queries if not query["sql"].startswith("EXECUTE caarisma_catalog_mark")]
        assert {sql.split()[0] for sql in asked} == {"SELECT"}

    def test_no_session_is_begun(self, client):
        list(all_pages(client))

        assert set(client.cookies) == {"csrftoken", "answers"}
        assert not Session.objects.exists()

    def test_the_browser_holds_the_answers_locked_for_two_hours(self, client, monkeypatch):
        finish(client, **TELLING_ANSWERS)
        cookie = client.cookies["answers"]

        assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (7200, True, "Lax")
        assert not TELLING.search(cookie.value)
        assert client.get("/check/result/").status_code == 200
        later = time.time() + 7201
        monkeypatch.setattr("time.time", lambda: later)
        assert client.get("/check/result/").headers["Location"] == "/check/"

    @pytest.mark.parametrize("token", ["", "x", "gAAAAA", "é"])
    def test_a_forged_cookie_is_no_answer(self, client, token):
        client.cookies["answers"] = token

        assert client.get("/check/result/").headers["Location"] == "/check/"

    def test_the_session_of_whoever_is_signed_in_stays_as_it_was(self, client, django_user_model):
        client.force_login(django_user_model.objects.create_user("someone@example.com"))
        before = dict(client.session)

        list(all_pages(client))

        assert dict(client.session) == before

    def test_no_title_header_or_address_holds_an_answer(self, client):
        for page in all_pages(client):
            title = re.search("<title>(.*?)</title>", text(page)).group(1)
            addresses = re.findall(r'(?:href|action|formaction|src)="([^"]*)"', main(page))
            headers = " ".join(f"{name}: {value}" for name, value in page.headers.items())
            cookies = page.cookies.output()
            followed = [address for address, _status in getattr(page, "redirect_chain", [])]
            assert not TELLING.search(" ".join([title, *addresses, *followed, headers, cookies]))

    def test_the_title_of_the_result_does_not_tell_the_outcome(self, client):
        titles = {
            re.search("<title>(.*?)</title>", text(finish(client, health=[code]))).group(1)
            for code in ("none-of-these", "diabetes", "pregnant")
        }

        assert titles == {"What to do next - Caarisma"}

    def test_no_log_line_holds_an_answer(self, client, caplog):
        with caplog.at_level(logging.DEBUG):
            caplog.clear()
            for _page in all_pages(client):
                pass

        lines = [record for record in caplog.records if record.name != "django.db.backends"]
        assert [record for record in lines if record.name == "caarisma.requests"]
        told = [f"{record.getMessage()} {record.__dict__.get('route', '')}" for record in lines]
        assert [line for line in told if TELLING.search(line)] == []

    def test_no_copy_stays_in_a_cache_and_no_address_is_told_to_others(self, client):
        for page in all_pages(client):
            assert page.headers["Cache-Control"] == "no-store, private"
            assert page.headers["Referrer-Policy"] == "same-origin"

    def test_only_the_start_may_be_found_by_search_engines(self, client):
        assert ['content="noindex"' in text(page) for page in all_pages(client)] == [False, *[True] * 7]


class TestGoingOnToTheIntake:
    WISH = {"areas": ["face"], "concerns": ["fine-lines"], "adult": "on"}

    def go_on(self, client, **changes):
        return client.post(reverse("matching:from_check"), {**self.WISH, **changes})

    def test_areas_and_concerns_come_along_and_the_next_question_is_asked(self, client):
        response = self.go_on(client)

        draft = client.session[SESSION_KEY]
        assert (draft["areas"], draft["concerns"]) == (["face"], ["fine-lines"])
        assert response.headers["Location"] == reverse("matching:step", args=["zip"])

    def test_health_answers_never_do(self, client):
        form = re.search(r'<form method="post" action="/find/from-check/".*?</form>', main(finish(client))).group()

        assert set(re.findall(r'name="(\w+)"', form)) == {"csrfmiddlewaretoken", "areas", "concerns", "adult"}
        self.go_on(client, health=["diabetes"])
        assert "diabetes" not in str(dict(client.session))

    def test_not_sure_comes_along_as_an_answer(self, client):
        self.go_on(client, areas=["not-sure"], concerns=["not-sure"])

        draft = client.session[SESSION_KEY]
        assert (draft["areas"], draft["concerns"]) == ([], [])

    @pytest.mark.parametrize(
        "forged", [{"areas": ["elbow"]}, {"concerns": ["hair-loss"]}, {"areas": []}, {"concerns": ["\x00"]}]
    )
    def test_what_does_not_fit_is_asked_anew(self, client, forged):
        response = self.go_on(client, **forged)

        assert response.headers["Location"] == reverse("matching:step", args=["areas"])
        assert client.session[SESSION_KEY]["areas"] is None

    def test_without_the_tick_nothing_is_stored_and_the_choice_is_kept(self, client):
        response = client.post(reverse("matching:from_check"), {**self.WISH, "adult": ""})

        assert response.status_code == 422
        assert "This service is for adults" in text(response)
        assert 'name="areas" value="face"' in text(response)
        assert SESSION_KEY not in client.session

    def test_from_a_page_of_the_guide_the_age_is_asked_first_and_that_is_no_mistake(self, client):
        response = client.post(reverse("matching:from_check"), {"ask_age": "on", "concerns": ["fine-lines"]})

        assert response.status_code == 200
        assert "This service is for adults" not in text(response)
        assert 'name="concerns" value="fine-lines"' in text(response)
        assert SESSION_KEY not in client.session

    def test_what_a_page_of_the_guide_is_about_is_filled_in_and_the_rest_is_asked(self, client):
        response = client.post(reverse("matching:from_check"), {"adult": "on", "concerns": ["fine-lines"]})

        assert client.session[SESSION_KEY]["concerns"] == ["fine-lines"]
        assert response.headers["Location"] == reverse("matching:step", args=["areas"])

    def test_areas_alone_come_along_too(self, client):
        response = client.post(reverse("matching:from_check"), {"adult": "on", "areas": ["face"]})

        assert client.session[SESSION_KEY]["areas"] == ["face"]
        assert response.headers["Location"] == reverse("matching:step", args=["concerns"])

    def test_an_address_alone_leads_to_the_start(self, client):
        assert client.get(reverse("matching:from_check")).headers["Location"] == reverse("matching:start")


class TestCost:
    @pytest.mark.parametrize(
        ("step", "most"), [("area", 3), ("concern", 3), ("timing", 1), ("health", 1), ("result", 3)]
    )
    def test_a_page_needs_few_queries_whatever_is_ticked(self, client, step, most):
        ask(client, step, **TELLING_ANSWERS)

        with CaptureQueriesContext(connection) as queries:
            client.get(f"/check/{step}/")

        assert len(queries) <= most  # where a hint speaks of fat, the FDA's words and their source are two more

    def test_the_start_needs_none(self, client):
        with CaptureQueriesContext(connection) as queries:
            client.get("/check/")

        assert len(queries) == 0

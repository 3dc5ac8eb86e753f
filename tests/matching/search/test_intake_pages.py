"""The way in, page by page: what comes next, Back and Change, and that sending twice saves once."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from matching.search.drafts import OTHERS_KEY, SESSION_KEY
from matching.search.models import Intake, MatchJob
from tests.factories.providers import make_user
from tests.factories.treatments import make_area_concern
from tests.matching.search.filling_in import ANSWERS, answer, answer_all, begin, send, step_url, text
from treatments.models import AreaConcern

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalog():
    make_area_concern("face", "fine-lines")
    make_area_concern("face", "dull-tone")
    make_area_concern("neck", "fine-lines")
    make_area_concern("scalp", "hair-loss")


class TestTheWholeWay:
    def test_each_answer_leads_to_the_next_question_and_the_last_to_the_answers(self, client):
        assert begin(client).headers["Location"] == step_url("areas")
        following = [step_url(slug) for slug in list(ANSWERS)[1:]] + [reverse("matching:check")]

        assert [answer(client, slug).headers["Location"] for slug in ANSWERS] == following

    def test_sending_saves_the_answers_with_their_job_and_waits(self, client):
        answer_all(client)

        response = send(client)

        intake = Intake.objects.get()
        assert response.headers["Location"] == intake.get_absolute_url()
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
        client.post(step_url("most"), {})
        answer(client, "health")

        send(client)

        intake = Intake.objects.get()
        assert (intake.slots, intake.wishes, intake.musts, intake.matters_most) == ([], [], [], "")


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
            {"form_key": str(uuid4()), "areas": 5},
            {"form_key": str(uuid4()), "areas": 0},
            {"form_key": str(uuid4()), "areas": "face"},
            {"form_key": str(uuid4()), "areas": [["face"]]},
            {"form_key": str(uuid4()), "musts": None},
            {"form_key": str(uuid4()), "zip_code": 94612},
            {"form_key": str(uuid4()), "max_price": "250"},
            {"form_key": str(uuid4()), "sent": True},
        ],
    )
    def test_a_garbled_session_starts_anew(self, client, garbled):
        session = client.session
        session[SESSION_KEY] = garbled
        session.save()

        response = client.get(step_url("areas"), follow=True)

        assert response.redirect_chain == [(reverse("matching:start"), 302)]
        assert "We do not have your answers, or they were too old." in text(response)

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

        assert f'class="back-link" href="{reverse("matching:check")}"' in text(client.get(step_url("zip") + "?change"))
        assert answer(client, "zip", "?change").headers["Location"] == reverse("matching:check")

    def test_a_change_that_opens_a_question_asks_it(self, client):
        answer_all(client)

        response = answer(client, "areas", "?change", areas=["scalp"])

        opened = step_url("concerns") + "?change"
        assert response.headers["Location"] == opened
        assert f'class="back-link" href="{step_url("areas")}?change"' in text(client.get(opened))
        assert answer(client, "concerns", "?change", concerns=["hair-loss"]).headers["Location"] == reverse(
            "matching:check"
        )

    def test_the_start_page_finds_the_answers_again(self, client):
        answer_all(client, up_to="price")

        assert "Welcome back. Your answers are here." in text(client.get(reverse("matching:start")))

    def test_an_area_that_is_no_longer_offered_is_asked_again(self, client):
        answer_all(client)
        AreaConcern.objects.filter(area__slug="face").update(is_active=False)

        assert client.get(reverse("matching:check")).headers["Location"] == step_url("areas")
        assert client.get(step_url("areas")).status_code == 200

    def test_starting_again_forgets_the_answers(self, client):
        answer_all(client)

        begin(client)

        assert client.session[SESSION_KEY]["areas"] is None

    def test_once_sent_the_answers_are_out_of_the_session(self, client):
        answer_all(client)
        send(client)

        assert SESSION_KEY not in client.session
        assert "Welcome back" not in text(client.get(reverse("matching:start")))

    @pytest.mark.parametrize("url", [step_url("areas"), reverse("matching:check")])
    def test_a_step_back_after_sending_shows_the_answers_and_saves_nothing(self, client, url):
        answer_all(client)
        send(client)

        page = text(client.get(url))

        assert "Face" in page
        assert SESSION_KEY not in client.session

    def test_sending_a_second_time_leads_to_the_list_of_the_first(self, client):
        answer_all(client)
        send(client)

        assert send(client).headers["Location"] == Intake.objects.get().get_absolute_url()

    def test_an_answer_changed_after_sending_makes_another_list(self, client):
        answer_all(client)
        send(client)
        first = Intake.objects.get()

        response = answer(client, "price", "?change", max_price="300", search="sent")
        send(client)

        assert response.headers["Location"] == reverse("matching:check")
        assert Intake.objects.exclude(pk=first.pk).get().max_price == 300
        assert Intake.objects.get(pk=first.pk).max_price == 250

    def test_a_list_past_its_day_gives_no_answers_back(self, client):
        answer_all(client)
        send(client)
        intake = Intake.objects.get()
        Intake.objects.update(expires_at=intake.consented_at + timedelta(seconds=1))
        Intake.objects.update(expires_at=timezone.now())

        assert client.post(reverse("matching:change", args=[intake.token])).status_code == 410
        assert client.get(reverse("matching:check")).headers["Location"] == reverse("matching:start")

    def test_the_answers_behind_a_list_can_be_taken_up_again(self, client, django_user_model):
        answer_all(client)
        send(client)
        intake = Intake.objects.get()

        page = text(client.post(reverse("matching:change", args=[intake.token]), follow=True))

        assert "Check your answers" in page
        assert "$250" in page
        assert "Must have: Speaks Español" in page


class TestWhatIsRefused:
    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    @pytest.mark.parametrize("url", [reverse("matching:start"), step_url("areas"), reverse("matching:check")])
    def test_other_methods(self, client, method, url):
        assert getattr(client, method)(url).status_code == 405

    def test_a_waiting_page_is_only_read(self, client):
        assert client.post(reverse("matching:results", args=["x" * 32])).status_code == 405

    @pytest.mark.parametrize("url", [reverse("matching:start"), step_url("areas"), reverse("matching:check")])
    def test_forms_of_other_sites(self, url):
        stranger = Client(enforce_csrf_checks=True)

        assert stranger.post(url, {"adult": "on"}).status_code == 403


class TestTheFrontDoor:
    """A ZIP code typed there is told of there when it is wrong, and stands in no address."""

    def knock(self, client, typed):
        return client.post(reverse("pages:home"), {"zip_code": typed})

    @pytest.mark.parametrize("typed", ["94612", " 94612 ", "94612-1234", "94612 1234"])
    def test_a_zip_code_goes_into_the_search_and_not_into_the_address(self, client, typed):
        response = self.knock(client, typed)
        begin(client)

        assert response.headers["Location"] == reverse("matching:start")
        assert client.session[SESSION_KEY]["zip_code"] == "94612"

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ("abc", "Enter a 5 digit ZIP code, like 94612"),
            ("9461", "Enter a 5 digit ZIP code, like 94612"),
            ("94612" * 50, "Enter a 5 digit ZIP code, like 94612"),
            ("99999", "We cannot find 99999. Check the number"),
            ('"><b>', "Enter a 5 digit ZIP code, like 94612"),
        ],
    )
    def test_anything_else_is_told_there_and_kept_in_the_field(self, client, typed, told):
        response = self.knock(client, typed)
        page = text(response)

        assert response.status_code == 422
        assert told in page
        assert "<title>Error:" in page
        assert f'value="{escape(typed)}"' in page
        begin(client)
        assert client.session[SESSION_KEY]["zip_code"] is None

    def test_left_empty_it_is_asked_later(self, client):
        assert self.knock(client, "").headers["Location"] == reverse("matching:start")

    def test_one_that_was_typed_before_is_not_used_when_the_next_is_empty(self, client):
        self.knock(client, "94612")
        self.knock(client, "")
        begin(client)

        assert client.session[SESSION_KEY]["zip_code"] is None

    def test_an_address_carries_none(self, client):
        client.get(reverse("matching:start") + "?zip=94612")
        begin(client)

        assert client.session[SESSION_KEY]["zip_code"] is None
        assert 'method="post"' in text(client.get(reverse("pages:home")))


class TestTwoTabs:
    """Each page says which search it belongs to, so a tab goes on with its own."""

    def search_of(self, response) -> str:
        return re.search(r'name="search" value="([^"]+)"', text(response)).group(1)

    def test_a_tab_goes_on_with_its_own_answers(self, client):
        begin(client)
        first = self.search_of(client.get(step_url("areas")))
        begin(client)
        second = self.search_of(client.get(step_url("areas")))
        answer(client, "areas", search=second, areas=["scalp"])

        answer(client, "areas", search=first, areas=["face"])
        answer(client, "concerns", search=first)
        assert client.session[SESSION_KEY]["form_key"] == first
        assert client.session[SESSION_KEY]["areas"] == ["face"]

        answer(client, "concerns", search=second, concerns=["hair-loss"])
        assert client.session[SESSION_KEY]["areas"] == ["scalp"]
        assert client.session[SESSION_KEY]["concerns"] == ["hair-loss"]

    def test_each_tab_sends_its_own(self, client):
        answer_all(client)
        first = client.session[SESSION_KEY]["form_key"]
        begin(client)
        for slug in ANSWERS:
            answer(client, slug, **({"areas": ["neck"]} if slug == "areas" else {}))
        second = client.session[SESSION_KEY]["form_key"]

        for key in (first, second, first):
            client.post(reverse("matching:check"), {"agree": "on", "search": key})

        areas = {str(intake.form_key): intake.areas.get().slug for intake in Intake.objects.all()}
        assert areas == {first: "face", second: "neck"}

    def test_a_tab_whose_search_is_gone_says_so_and_changes_nothing(self, client):
        answer_all(client)
        kept = client.session[SESSION_KEY]

        response = client.post(step_url("zip"), {"zip_code": "10001", "search": str(uuid4())}, follow=True)

        assert "That page was part of an older search" in text(response)
        assert client.session[SESSION_KEY] == kept

    @pytest.mark.parametrize("garbled", ["x", [1], {"form_key": 5}, [{"form_key": "no"}, None]])
    def test_garbled_others_are_nobodys(self, client, garbled):
        answer_all(client)
        session = client.session
        session[OTHERS_KEY] = garbled
        session.save()

        begin(client)
        assert client.post(step_url("areas"), {"areas": ["face"], "search": "no"}).status_code == 303

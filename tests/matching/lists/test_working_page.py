"""The page between sending and the list."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.search.enums import FinishedBy
from matching.search.models import Intake, MatchJob
from matching.search.services.jobs import finish_match_job
from tests.factories.treatments import make_area_concern
from tests.matching.search.filling_in import answer_all, send, text
from treatments.models import AreaConcern

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalog():
    make_area_concern("face", "fine-lines")


class TestWaiting:
    @pytest.fixture
    def intake(self, client):
        answer_all(client)
        send(client)
        return Intake.objects.get()

    def look(self, client, intake, **headers):
        return client.get(intake.get_absolute_url(), headers=headers)

    def test_a_fresh_search_is_left_to_the_worker(self, client, intake):
        page = text(self.look(client, intake))

        assert "Looking for providers" in page
        assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page

    def test_who_has_just_sent_is_shown_the_list_as_soon_as_a_worker_has_it(
        self, client, intake, settings, monkeypatch
    ):
        settings.MATCH_FIRST_LOOK_SECONDS = 60
        looks = []

        def a_worker_is_done_at_the_third_look(seconds):
            looks.append(seconds)
            if len(looks) == 3:
                finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=timezone.now())

        monkeypatch.setattr("matching.lists.views.working.time.sleep", a_worker_is_done_at_the_third_look)

        assert "No provider fits yet" in text(self.look(client, intake))
        assert (len(looks), MatchJob.objects.get().done_by) == (3, "worker")

    def test_the_first_look_ends_and_does_not_come_twice(self, client, intake, settings, monkeypatch):
        monkeypatch.setattr("matching.lists.views.working.time.sleep", lambda _seconds: pytest.fail("looked again"))
        settings.MATCH_FIRST_LOOK_SECONDS = 0.3
        MatchJob.objects.update(requested_at=timezone.now() - timedelta(seconds=0.4))

        assert "Looking for providers" in text(self.look(client, intake))

    def test_after_two_seconds_the_page_ranks_by_itself(self, client, intake, settings):
        settings.MATCH_INLINE_AFTER_SECONDS = 0

        assert "No provider fits yet" in text(self.look(client, intake))
        assert MatchJob.objects.get().done_by == "page"

    def test_htmx_is_told_to_look_again_so_that_the_wait_leaves_no_step_in_the_history(self, client, intake, settings):
        settings.MATCH_INLINE_AFTER_SECONDS = 0

        assert self.look(client, intake, **{"HX-Request": "true"}).headers["HX-Refresh"] == "true"

    def test_htmx_is_not_sent_what_it_has(self, client, intake):
        response = self.look(client, intake, **{"HX-Request": "true"})

        assert (response.status_code, response.content) == (204, b"")

    def test_htmx_gets_the_part_and_not_the_page_when_it_was_given_up(self, client, intake):
        MatchJob.objects.update(state="dead")

        page = text(self.look(client, intake, **{"HX-Request": "true"}))

        assert "Try again" in page
        assert "<html" not in page

    def test_a_search_that_was_given_up_says_so_and_offers_another_try(self, client, intake):
        MatchJob.objects.update(state="dead")

        page = text(self.look(client, intake))

        assert "We could not finish your search" in page
        assert "Your answers are kept" in page

    def test_who_asked_for_what_is_not_offered_any_more_is_asked_to_choose_again(self, client, intake, settings):
        settings.MATCH_INLINE_AFTER_SECONDS = 0
        AreaConcern.objects.update(is_active=False)

        page = text(self.look(client, intake))

        assert "We no longer offer one of your choices. Please choose again." in page
        assert "Change your answers" in page
        assert "Something went wrong" not in page

    def test_trying_again_looks_again(self, client, intake):
        MatchJob.objects.update(state="dead", attempts=5)

        client.post(reverse("matching:refresh", args=[intake.token]))

        assert "Looking for providers" in text(self.look(client, intake))

    def test_a_ranked_search_leads_to_its_list(self, client, intake, settings):
        settings.MATCH_INLINE_AFTER_SECONDS = 0
        self.look(client, intake)
        settings.MATCH_INLINE_AFTER_SECONDS = 600

        assert "No provider fits yet" in text(self.look(client, intake))

    def test_a_search_past_its_day_is_gone(self, client, intake):
        Intake.objects.update(consented_at=timezone.now() - timedelta(days=31), expires_at=timezone.now())

        assert self.look(client, intake).status_code == 410

    def test_a_link_that_never_was(self, client):
        assert client.get(reverse("matching:results", args=["x" * 32])).status_code == 404

    def test_where_people_waited_before_leads_to_the_list(self, client, intake):
        response = client.get(reverse("matching:working", args=[intake.token]))

        assert response.headers["Location"] == intake.get_absolute_url()

"""Answers that are changed where the list is: the same list, made again, and each change can be undone."""

import re
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from matching.lists.services.filtering import AnswersMovedOn, change_answers, remove_filter, version_of
from matching.lists.services.relaxing import undo_change
from matching.search.drafts import Draft
from matching.search.enums import FinishedBy, JobState
from matching.search.models import Intake
from matching.search.services.jobs import _rank_locked, finish_match_job
from tests.factories.matching import make_intake, own
from tests.factories.providers import make_listed_location
from tests.factories.treatments import make_area_concern
from tests.matching.conftest import wait_until
from tests.matching.search.filling_in import text

pytestmark = pytest.mark.django_db

ASKED = {"slots": ["saturday"], "slots_required": True, "wishes": ["woman"], "musts": ["speaks:es"], "max_price": 250}
SAME = {
    "areas": ["face"],
    "concerns": ["fine-lines"],
    "zip_code": "94612",
    "radius_miles": "15",
    "max_price": "250",
    "slots": ["saturday"],
    "slots_required": "on",
    "woman": "nice",
    "language": "es",
    "language_level": "must",
}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def intake(client, now) -> Intake:
    make_area_concern("face", "fine-lines")
    make_listed_location(now=now)
    intake = make_intake(now=now, **ASKED)
    own(client, intake)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    return intake


def asked(intake: Intake) -> dict[str, object]:
    return Intake.objects.filter(pk=intake.pk).values(*ASKED).get()


def take_away(client, intake: Intake, code: str, **options):
    return client.post(reverse("matching:remove_filter", args=[intake.token]), {"without": code}, **options)


class TestTakingAway:
    @pytest.mark.parametrize(
        ("code", "left"),
        [
            ("price", {"max_price": None}),
            ("slot:saturday", {"slots": [], "slots_required": False}),
            ("wish:woman", {"wishes": []}),
            ("wish:speaks:es", {"musts": []}),
        ],
    )
    def test_each_chip_takes_itself_away_and_nothing_else_and_comes_back(self, client, intake, now, code, left):
        page = text(client.get(intake.get_absolute_url()))
        assert f'name="without" value="{code}"' in page

        response = take_away(client, intake, code)

        assert response.headers["Location"] == intake.get_absolute_url()
        assert asked(intake) == {**ASKED, **left}
        change = intake.changes.get()
        page = text(client.get(intake.get_absolute_url()))
        assert "You took away:" in page
        assert f'value="{code}"' not in page
        undo_change(intake_id=intake.pk, change_id=change.pk, now=timezone.now())
        assert asked(intake) == ASKED

    @pytest.mark.parametrize(
        "code", ["", "x", "slot:", "slot:sunday", "wish:doctor", "wish:", "musts", "price\x00", "a" * 9999]
    )
    def test_what_is_not_asked_for_takes_nothing_away(self, client, intake, code):
        assert take_away(client, intake, code).status_code == 303
        assert asked(intake) == ASKED
        assert not intake.changes.exists()

    def test_a_second_click_changes_nothing_more(self, client, intake):
        take_away(client, intake, "price")
        take_away(client, intake, "price")

        assert intake.changes.count() == 1

    def test_the_list_is_made_before_the_answer(self, client, intake):
        take_away(client, intake, "wish:speaks:es")
        intake.job.refresh_from_db()

        assert (intake.job.state, intake.job.done_by) == (JobState.DONE, FinishedBy.PAGE)

    def test_in_place_the_count_is_said_and_the_focus_kept(self, client, intake):
        take_away(client, intake, "wish:speaks:es")
        page = text(client.get(intake.get_absolute_url(), headers={"HX-Request": "true", "HX-Target": "main#main"}))

        assert re.search(r'id="status"[^>]*>(\d+ providers? fits? your plan|No provider fits yet)</p>', page)
        assert page.count("autofocus") == 1


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_take_away_at_once_both_take_away(now):
    make_area_concern("face", "fine-lines")
    intake = make_intake(now=now, **ASKED)
    start = threading.Barrier(4)

    def press(code: str) -> None:
        try:
            start.wait()
            remove_filter(intake_id=intake.pk, code=code, now=timezone.now())
        finally:
            connection.close()

    tabs = [threading.Thread(target=press, args=[code]) for code in ("price", "wish:woman", "wish:speaks:es", "price")]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()

    assert asked(intake) == {**ASKED, "max_price": None, "wishes": [], "musts": []}
    assert intake.changes.count() == 3
    for change in intake.changes.order_by("-pk"):
        undo_change(intake_id=intake.pk, change_id=change.pk, now=timezone.now())
    assert asked(intake) == ASKED


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "late",
    [
        lambda intake: _rank_locked(intake.job.pk, FinishedBy.WORKER, timezone.now()),
        lambda intake: remove_filter(intake_id=intake.pk, code="price", now=timezone.now()),
    ],
    ids=["a ranking", "another change"],
)
def test_who_waits_for_a_change_works_on_the_answers_after_it(now, late):
    make_area_concern("face", "fine-lines")
    make_listed_location(now=now, price=240)
    intake = make_intake(now=now, max_price=100, wishes=["woman"])
    waiting = threading.Thread(target=lambda: (late(intake), connection.close()))
    with transaction.atomic():
        remove_filter(intake_id=intake.pk, code="price", now=timezone.now())
        waiting.start()
        wait_until(somebody_waits)
    waiting.join()

    assert intake.changes.count() == 1
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=timezone.now())
    assert intake.matches.count() == 1


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
        return cursor.fetchone() is not None


class TestChanging:
    def post(self, client, intake: Intake, **changes: object):
        data = {"version": version_of(Intake.objects.get(pk=intake.pk)), **SAME, **changes}
        return client.post(reverse("matching:filters", args=[intake.token]), data)

    def test_the_page_holds_every_question_as_it_was_answered(self, client, intake):
        page = text(client.get(reverse("matching:filters", args=[intake.token])))

        for slug in ("areas", "concerns", "zip", "distance", "price", "times", "wishes", "most"):
            assert f'id="ask-{slug}"' in page
        assert 'value="94612"' in page

    def test_saving_the_same_changes_nothing(self, client, intake):
        assert self.post(client, intake).status_code == 303
        assert not intake.changes.exists()
        assert Intake.objects.get().updated_at == intake.updated_at

    def test_what_changed_is_told_and_can_be_undone(self, client, intake):
        self.post(client, intake, radius_miles="25", zip_code="94601", slots=["saturday", "sunday"], woman="")
        page = text(client.get(intake.get_absolute_url()))

        assert "Now: ZIP code 94601, Within 25 miles." in page
        assert "You added: Sundays." in page
        assert "You took away: Nice to have: A woman gives the treatment." in page
        changed = Intake.objects.get()
        assert changed.latitude != intake.latitude
        client.post(reverse("matching:undo", args=[intake.token]), {"change": intake.changes.get().pk})
        undone = Intake.objects.get()
        assert (undone.zip_code, undone.latitude, undone.radius_miles) == ("94612", intake.latitude, 15)

    def test_a_wish_made_a_need_is_told_as_one_change(self, client, intake):
        self.post(client, intake, woman="must")

        assert "Now: Must have: A woman gives the treatment." in text(client.get(intake.get_absolute_url()))

    def test_areas_and_concerns_go_together(self, client, intake):
        make_area_concern("scalp", "hair-loss")
        refused = self.post(client, intake, areas=["face", "scalp"])

        assert refused.status_code == 422
        assert "Choose something for this area too" in text(refused)
        assert "Hair loss" in text(refused), "the questions that the new area opens"
        assert (
            self.post(client, intake, areas=["face", "scalp"], concerns=["fine-lines", "hair-loss"]).status_code == 303
        )
        assert set(Intake.objects.get().areas.values_list("slug", flat=True)) == {"face", "scalp"}

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"max_price": "abc"}, "abc"),
            ({"max_price": "60"}, "lower than any price we know"),
            ({"zip_code": "00000"}, "We cannot find 00000"),
            ({"radius_miles": "7"}, "There is a problem"),
            ({"woman": "must", "man": "must"}, "Nobody is both"),
        ],
    )
    def test_mistakes_are_told_and_nothing_typed_is_lost(self, client, intake, wrong, told):
        response = self.post(client, intake, **wrong, slots=["sunday"])

        assert response.status_code == 422
        assert told in text(response)
        assert re.search(r'value="sunday"[^>]*checked', text(response))
        assert asked(intake) == ASKED

    def test_a_page_from_before_a_change_in_another_tab_is_asked_again(self, client, intake):
        old = version_of(Intake.objects.get())
        take_away(client, intake, "wish:woman")

        response = self.post(client, intake, version=old, radius_miles="25")

        assert response.status_code == 409
        assert "changed in another tab" in text(response)
        assert re.search(r'value="25"[^>]*checked', text(response))
        new = re.search(r'name="version" value="([^"]+)"', text(response)).group(1)
        assert self.post(client, intake, version=new, radius_miles="25").status_code == 303

    def test_the_service_refuses_it_too(self, intake, now):
        answers = Draft(
            form_key=str(uuid4()), areas=("face",), concerns=("fine-lines",), zip_code="94612", radius_miles=25,
            price_answered=True, slots=(), wishes=(),
        )  # fmt: skip

        with pytest.raises(AnswersMovedOn):
            change_answers(intake_id=intake.pk, answers=answers, version="", now=now + timedelta(1))

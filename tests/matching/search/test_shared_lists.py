"""A list that was sent on is a view and not a key: the session or the account that made it changes it, others read."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.search.enums import FinishedBy, JobState
from matching.search.models import Intake, MatchJob
from matching.search.services.jobs import finish_match_job
from tests.factories.matching import make_intake, own
from tests.factories.providers import make_listed_location, make_user
from tests.factories.treatments import make_area_concern
from tests.matching.search.filling_in import answer_all, send, text

pytestmark = pytest.mark.django_db

WRITES = ("change", "relax", "undo", "refresh", "erase")


@pytest.fixture(autouse=True)
def catalog():
    make_area_concern("face", "fine-lines")


@pytest.fixture
def made(client) -> Intake:
    """A list that the client's session made, with a near miss."""
    now = timezone.now()
    make_listed_location(now=now)
    make_listed_location(now=now, price=275)
    answer_all(client)
    send(client)
    intake = Intake.objects.get()
    Intake.objects.filter(pk=intake.pk).update(musts=[], wishes=[])
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    return Intake.objects.get(pk=intake.pk)


@pytest.fixture
def friend() -> Client:
    return Client()


def press(client: Client, intake: Intake, name: str):
    data = {"near_miss": intake.near_misses.get().pk} if name == "relax" else {"change": 1}
    return client.post(reverse(f"matching:{name}", args=[intake.token]), data)


def as_it_was(intake: Intake) -> tuple[object, ...]:
    now = Intake.objects.get(pk=intake.pk)
    return now.max_price, now.radius_miles, now.changes.count(), MatchJob.objects.get(intake=now).state


@pytest.mark.parametrize("name", WRITES)
def test_whoever_only_has_the_address_changes_nothing_and_is_told_what_to_do(made, friend, name):
    before = as_it_was(made)

    response = press(friend, made, name)

    assert response.status_code == 403
    assert "You can read this list, not change it" in text(response)
    assert reverse("matching:mine", args=[made.token]) in text(response)
    assert as_it_was(made) == before == (250, 15, 0, JobState.DONE)


def test_nor_does_the_page_that_asks_before_deleting_open(made, friend):
    assert friend.get(reverse("matching:erase", args=[made.token])).status_code == 403


def test_they_read_the_list_without_its_buttons(made, friend, client):
    theirs, own_page = text(friend.get(made.get_absolute_url())), text(client.get(made.get_absolute_url()))

    for name in WRITES:
        address = reverse(f"matching:{name}", args=[made.token])
        assert address not in theirs
    assert "Make this search mine" in theirs
    assert "Make this search mine" not in own_page
    assert reverse("matching:erase", args=[made.token]) in own_page
    assert re.findall(r'id="at-(\d+)"', theirs) == re.findall(r'id="at-(\d+)"', own_page) != []


def test_other_accounts_are_others_too(made, friend):
    friend.force_login(make_user())

    assert press(friend, made, "refresh").status_code == 403


def test_an_account_keeps_its_list_when_the_cookie_is_gone(client, friend):
    user = make_user()
    client.force_login(user)
    answer_all(client)
    send(client)
    intake = Intake.objects.get()
    friend.force_login(user)

    assert friend.post(reverse("matching:refresh", args=[intake.token])).status_code == 303


def test_without_an_account_a_lost_cookie_leaves_reading_and_a_copy(made, client):
    del client.cookies[settings.SESSION_COOKIE_NAME]

    assert "Make this search mine" in text(client.get(made.get_absolute_url()))
    assert press(client, made, "refresh").status_code == 403


def test_signing_out_gives_the_lists_back_to_nobody(client):
    client.force_login(make_user())
    answer_all(client)
    send(client)
    client.logout()

    assert client.post(reverse("matching:refresh", args=[Intake.objects.get().token])).status_code == 403


def test_a_session_keeps_all_of_its_lists_not_only_the_last(client, made):
    answer_all(client)
    send(client)

    assert Intake.objects.count() == 2
    assert press(client, made, "refresh").status_code == 303


@pytest.mark.parametrize("stored", ["5", {"a": 1}, None, 7])
def test_a_garbled_session_owns_nothing(stored):
    intake, client = make_intake(now=timezone.now()), Client()
    session = client.session
    session["lists_made"] = stored
    session.save()

    assert client.post(reverse("matching:refresh", args=[intake.token])).status_code == 403


class TestMakingItMine:
    def copy(self, client: Client, intake: Intake, **ticks: str):
        return client.post(reverse("matching:mine", args=[intake.token]), ticks)

    def test_the_same_question_makes_a_list_of_ones_own(self, made, friend):
        response = self.copy(friend, made, adult="on", agree="on")

        copied = Intake.objects.exclude(pk=made.pk).get()
        assert response.headers["Location"] == copied.get_absolute_url()
        same = ("zip_code", "radius_miles", "max_price", "slots", "slots_required", "wishes", "musts")
        assert [getattr(copied, name) for name in same] == [getattr(made, name) for name in same]
        assert set(copied.areas.all()) == set(made.areas.all())
        assert copied.token != made.token

    def test_it_is_theirs_and_the_first_stays_whose_it_was(self, made, friend, client):
        self.copy(friend, made, adult="on", agree="on")
        copied = Intake.objects.exclude(pk=made.pk).get()

        assert friend.post(reverse("matching:erase", args=[copied.token])).status_code == 303
        assert Intake.objects.get() == made
        assert press(client, made, "refresh").status_code == 303

    @pytest.mark.parametrize("ticks", [{}, {"adult": "on"}, {"agree": "on"}])
    def test_being_an_adult_and_agreeing_are_each_persons_own(self, made, friend, ticks):
        response = self.copy(friend, made, **ticks)

        assert response.status_code == 422
        assert Intake.objects.count() == 1

    def test_pressing_twice_makes_one(self, made, friend):
        self.copy(friend, made, adult="on", agree="on")
        self.copy(friend, made, adult="on", agree="on")

        assert Intake.objects.count() == 2

    def test_two_friends_have_a_list_each(self, made, friend):
        self.copy(friend, made, adult="on", agree="on")
        self.copy(Client(), made, adult="on", agree="on")

        assert Intake.objects.count() == 3

    def test_the_owner_has_nothing_to_copy(self, made, client):
        assert client.get(reverse("matching:mine", args=[made.token])).headers["Location"] == made.get_absolute_url()

    def test_a_draft_of_their_own_is_left_alone(self, made, friend):
        answer_all(friend, up_to="times")
        draft = friend.session["intake_draft"]

        self.copy(friend, made, adult="on", agree="on")

        assert friend.session["intake_draft"] == draft

    def test_another_persons_health_is_not_copied(self, made, friend):
        self.copy(friend, made, adult="on", agree="on")

        assert not hasattr(Intake.objects.exclude(pk=made.pk).get(), "health")

    def test_a_list_past_its_day_has_no_copy(self, made, friend):
        Intake.objects.update(consented_at=timezone.now() - timedelta(days=31), expires_at=timezone.now())

        assert self.copy(friend, made, adult="on", agree="on").status_code == 410


def test_the_privacy_page_says_what_is_so(client):
    page = text(client.get(reverse("pages:privacy")))

    assert "Only the browser or the account that made it can change or delete it." in page


def test_owning_is_by_the_id_and_not_by_a_neighbors(client):
    mine, other = make_intake(now=timezone.now()), make_intake(now=timezone.now())
    own(client, mine)

    assert client.post(reverse("matching:refresh", args=[other.token])).status_code == 403

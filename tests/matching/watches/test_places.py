"""Waiting for one clinic: full, paused or closed to new patients. It is told once, when the clinic can be asked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from matching.consultations.models import Nudge
from matching.consultations.steps.capacity import set_capacity
from matching.watches.enums import WatchState
from matching.watches.looking.places import look_at_places, takes_patients
from matching.watches.models import Watch
from providers.directory.models import PracticeLocation
from tests.factories.consultations import make_clinic
from tests.factories.matching import own
from tests.factories.providers import make_hold, make_location
from tests.factories.watches import make_place_watch, make_ranked
from tests.matching.watches.conftest import HALF_AN_HOUR, mailed

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def full(now) -> PracticeLocation:
    place = make_clinic(now=now, phone="510-555-0142")
    set_capacity(place_id=place.pk, places=None, until=now.date() + 10 * DAY)
    return place


def is_free(place, now) -> None:
    set_capacity(place_id=place.pk, places=None, until=None)
    look_at_places(now=now)


def test_it_is_told_when_there_is_room_and_then_it_is_over(full, now):
    watch = make_place_watch(full, now=now)
    assert look_at_places(now=now) == 0
    is_free(full, now)

    assert len(mailed(now + HALF_AN_HOUR)) == 1

    watch.refresh_from_db()
    assert watch.state == WatchState.ENDED


def test_full_again_before_it_was_sent_is_not_told(full, now):
    watch = make_place_watch(full, now=now)
    is_free(full, now)
    set_capacity(place_id=full.pk, places=None, until=now.date() + 10 * DAY)

    assert mailed(now + HALF_AN_HOUR) == []

    watch.refresh_from_db()
    assert (watch.state, watch.mail_due_at) == (WatchState.LIVE, None)


def test_paused_hidden_or_closed_to_new_patients_it_takes_nobody(now):
    paused, hidden, closed, free = (make_clinic(now=now) for _ in range(4))
    Nudge.objects.create(provider=paused.provider, told_at=now - 3 * DAY, pauses_at=now - DAY, paused_at=now - DAY)
    make_hold(hidden.provider, now=now)
    PracticeLocation.objects.filter(pk=closed.pk).update(accepting_patients=False)

    assert [takes_patients(place, now=now) for place in (paused, hidden, closed, free)] == [False, False, False, True]


def test_the_page_that_refuses_a_request_offers_it(client, full):
    page = client.get(reverse("matching_consultations:new", args=[full.pk])).content.decode()

    assert "Tell me when this clinic takes patients" in page
    assert reverse("watches:place", args=[full.pk]) in page


def test_one_asks_and_it_waits_for_the_press(client, full):
    answers = {"email": "ana@example.com", "how_often": "at_once"}

    answered = client.post(reverse("watches:place", args=[full.pk]), answers)

    assert answered.status_code == 303
    assert Watch.objects.get().place == full


def test_a_clinic_that_takes_patients_has_nothing_to_wait_for(client, now):
    place = make_clinic(now=now)

    answered = client.get(reverse("watches:place", args=[place.pk]))

    assert answered.headers["Location"] == reverse("providers:profile", args=[place.provider.slug])


def test_nobody_learns_that_a_hidden_clinic_is_there(client, now):
    hidden, never = make_clinic(now=now), make_location()
    make_hold(hidden.provider, now=now)

    asked = [client.get(reverse("watches:place", args=[pk])).status_code for pk in (hidden.pk, never.pk, 10**9)]

    assert asked == [404, 404, 404]


class TestAClinicThatEnded:
    @pytest.fixture
    def ended(self, client, now):
        """It stands on this browser's list, and is hidden since."""
        place = make_clinic(now=now)
        intake = make_ranked(now=now)
        own(client, intake)
        client.get(intake.get_absolute_url())
        make_hold(place.provider, now=now)
        return place

    def test_who_has_it_on_their_list_may_wait_for_it(self, client, ended):
        page = client.get(reverse("providers:profile", args=[ended.provider.slug]))

        assert page.status_code == 410
        assert reverse("watches:place", args=[ended.pk]) in page.content.decode()
        assert client.get(reverse("watches:place", args=[ended.pk])).status_code == 200

    def test_to_everybody_else_it_never_was(self, ended, client):
        client.cookies.clear()

        assert client.get(reverse("providers:profile", args=[ended.provider.slug])).status_code == 404

"""A clinic is paused, or kept out, while somebody sends or writes: never stored once that has begun."""

from datetime import timedelta
from functools import partial
from threading import Event
from uuid import uuid4

import pytest
from django.db import transaction

from matching.consultations.clinics.returning import say_we_are_here
from matching.consultations.clocks.nudging import settle_nudge
from matching.consultations.clocks.ringing import ring_due
from matching.consultations.errors import DeskDecides, HiddenClinic, NotAnswering
from matching.consultations.models import Message, Nudge, Request
from matching.consultations.services.messaging import write_as_clinic
from matching.consultations.services.sending import send_request
from matching.consultations.steps.capacity import set_capacity
from providers.vetting.decisions.holds import suspend_provider
from tests.factories.consultations import make_agreed, make_asker, make_clinic, make_draft, make_request
from tests.factories.providers import make_staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.dated]
DAY = timedelta(days=1)
WAIT = 60


def to_be_paused(now):
    """A clinic that was told, and the moment at which it is paused."""
    place = make_clinic(now=now)
    set_capacity(place_id=place.pk, places=100, until=None)
    for number in range(3):
        make_request(place, now=now + timedelta(seconds=number))
    ring_due(now=now + 4 * DAY)
    settle_nudge(provider_id=place.provider_id, now=now + 4 * DAY)
    return place, Nudge.objects.get(provider=place.provider).pauses_at


def sending(place, now):
    draft, asker = make_draft(place, now=now), make_asker(now=now)
    return partial(send_request, draft_id=draft.pk, asker_id=asker.pk, form_key=draft.form_key, now=now)


def test_a_pause_and_many_who_send_at_the_same_moment(now, at_once):
    place, end = to_be_paused(now)
    before = Request.objects.count()

    paused, *results = at_once(partial(settle_nudge, provider_id=place.provider_id, now=end), *[
        sending(place, end) for _ in range(5)
    ])  # fmt: skip

    assert paused is True
    refused = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(error, NotAnswering) for error in refused), refused
    assert Request.objects.count() == before + len(results) - len(refused)
    with pytest.raises(NotAnswering):
        sending(place, end)()


def test_a_pause_that_is_under_way_is_waited_for(now, at_once):
    place, end = to_be_paused(now)
    before, send, begun = Request.objects.count(), sending(place, end), Event()

    def pause_slowly():
        with transaction.atomic():
            settle_nudge(provider_id=place.provider_id, now=end)
            begun.set()
            Event().wait(1)

    def send_meanwhile():
        begun.wait(WAIT)
        return send()

    _paused, sent = at_once(pause_slowly, send_meanwhile)

    assert isinstance(sent, NotAnswering)
    assert Request.objects.count() == before


def test_a_clinic_says_here_many_times_at_once_and_it_counts_once(now, at_once):
    place, end = to_be_paused(now)
    here = partial(say_we_are_here, provider_id=place.provider_id, by=place.provider.user, now=end)

    results = at_once(*[here] * 5)

    assert sorted(results) == [False] * 4 + [True]
    assert Nudge.objects.said_here(on=end).count() == 1


def test_a_clinic_that_is_suspended_meanwhile_writes_nothing_more(now, at_once):
    """Agreed or not: what is under way is waited for."""
    request, begun = make_agreed(now=now), Event()
    staff = make_staff()

    def suspend_slowly():
        with transaction.atomic():
            suspend_provider(provider_id=request.provider_id, words="Why", by=staff, now=now)
            begun.set()
            Event().wait(1)

    def write_meanwhile():
        begun.wait(WAIT)
        return write_as_clinic(
            request_id=request.pk, body="See you.", by=request.provider.user, form_key=uuid4(), now=now
        )

    _held, written = at_once(suspend_slowly, write_meanwhile)

    assert isinstance(written, HiddenClinic)
    assert not Message.objects.exists()


def test_the_desk_decides_is_said_to_each_of_two_tabs(now, at_once):
    place, end = to_be_paused(now)
    for days in (3, 2, 1):
        told = end - days * DAY
        Nudge.objects.create(
            provider=place.provider, told_at=told - DAY, pauses_at=told, ended_at=told, ended_by=place.provider.user
        )

    results = at_once(*[partial(say_we_are_here, provider_id=place.provider_id, by=place.provider.user, now=end)] * 2)

    assert [type(result) for result in results] == [DeskDecides] * 2

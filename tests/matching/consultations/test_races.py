"""Two at once, in real threads with connections of their own: one wins, the other is told, nothing is doubled."""

from functools import partial
from uuid import uuid4

import pytest
from django.db import connections

from caarisma.common.errors import UserFacingError
from caarisma.common.outbox.models import Mail
from matching.consultations.clocks.ringing import ring_due
from matching.consultations.enums import DeclineReason
from matching.consultations.errors import (
    AlreadyAsked,
    FiveOpen,
    FullUntil,
    RequestGone,
    Stale,
    TakesNoRequests,
    TimeTaken,
)
from matching.consultations.models import CapacityWeek, Message, Move, Request, RequestClock, Visit
from matching.consultations.people.erasing import erase_askers
from matching.consultations.services.answering import decline_request, offer_times
from matching.consultations.services.choosing import agree
from matching.consultations.services.ending import cancel_by_patient
from matching.consultations.services.messaging import write_as_patient
from matching.consultations.services.sending import send_request
from matching.consultations.steps.capacity import set_capacity
from matching.requests.services.pressing import ask_to_confirm, press_link
from providers.vetting.decisions.holds import suspend_provider
from tests.factories.consultations import (
    at_clinic,
    make_agreed,
    make_asker,
    make_clinic,
    make_draft,
    make_request,
    offer,
)
from tests.factories.providers import make_staff
from tests.matching.consultations.conftest import fresh, path_of, token_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.dated]

MANY = 8


def errors(results):
    found = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(error, UserFacingError) for error in found), found
    return [type(error) for error in found]


def test_ten_presses_at_once_are_one_request_with_one_mail(now, at_once):
    draft = make_draft(make_clinic(now=now), now=now, browser="a" * 64)
    ask_to_confirm(draft_id=draft.pk, browser="a" * 64, now=now)
    press = partial(press_link, token=token_in("visit_confirm"), browser="a" * 64, now=now)

    results = at_once(*[press] * MANY)

    assert errors(results) == []
    assert len({result.request.pk for result in results}) == 1
    assert Request.objects.count() == 1
    assert Mail.objects.filter(kind="visit_sent").count() == 1


def sending(place, asker, now):
    draft = make_draft(place, now=now)
    return partial(send_request, draft_id=draft.pk, asker_id=asker.pk, form_key=draft.form_key, now=now)


def test_many_requests_of_one_person_at_once_fill_five_chairs(now, at_once):
    asker = make_asker(now=now)
    results = at_once(*[sending(make_clinic(now=now), asker, now) for _ in range(MANY)])

    assert errors(results) == [FiveOpen] * (MANY - 5)
    assert sorted(Request.objects.values_list("open_seat", flat=True)) == [1, 2, 3, 4, 5]


def test_many_requests_to_one_provider_at_once_are_one(now, at_once):
    asker, place = make_asker(now=now), make_clinic(now=now)
    results = at_once(*[sending(place, asker, now) for _ in range(3)])

    assert errors(results) == [AlreadyAsked] * 2


def test_the_last_places_of_a_week_go_once_each(now, at_once):
    place = make_clinic(now=now)
    set_capacity(place_id=place.pk, places=3, until=None)
    results = at_once(*[sending(place, make_asker(now=now), now) for _ in range(MANY)])

    assert errors(results) == [FullUntil] * (MANY - 3)
    assert CapacityWeek.objects.get().taken == Request.objects.count() == 3


def test_nobody_reaches_who_is_suspended_at_the_same_moment(now, at_once):
    """Either it was sent before, or it is refused: never stored after the suspension began."""
    for _ in range(5):
        place = make_clinic(now=now)
        send = sending(place, make_asker(now=now), now)
        hold = partial(suspend_provider, provider_id=place.provider_id, words="Why", by=make_staff(), now=now)
        sent, held = at_once(send, hold)

        assert not isinstance(held, Exception), held
        if isinstance(sent, Exception):
            assert isinstance(sent, TakesNoRequests), sent
            assert not Request.objects.filter(place=place).exists()


def test_a_suspension_that_is_under_way_is_waited_for(now, at_once):
    """Deterministic: the sender starts while the row is locked, and is refused once the hold is stored."""
    from threading import Event

    from django.db import transaction

    from tests.matching.conftest import on_own_connection  # noqa: F401  the same way, with a lock of ours

    place = make_clinic(now=now)
    send, started = sending(place, make_asker(now=now), now), Event()

    def hold_slowly():
        with transaction.atomic():
            suspend_provider(provider_id=place.provider_id, words="Why", by=make_staff(), now=now)
            started.set()
            import time

            time.sleep(0.5)

    def send_meanwhile():
        started.wait(10)
        return send()

    _held, sent = at_once(hold_slowly, send_meanwhile)

    assert isinstance(sent, TakesNoRequests)


def test_many_patients_agree_on_one_time_and_one_gets_it(now, at_once):
    place = make_clinic(now=now)
    set_capacity(place_id=place.pk, places=100, until=None)
    requests = [make_request(place, now=now) for _ in range(MANY)]
    offers = [offer(request, now=now)[0] for request in requests]
    calls = [
        partial(agree, request_id=one.pk, offer_id=at.pk, by=[one.asker_id], form_key=uuid4(), now=now)
        for one, at in zip(requests, offers, strict=True)
    ]

    results = at_once(*calls)

    assert errors(results) == [TimeTaken] * (MANY - 1)
    assert Visit.objects.filter(booked=True).count() == 1


def test_two_tabs_of_a_clinic_move_once(now, at_once):
    request = make_request(now=now)
    clinic = request.provider.user
    form = {"request_id": request.pk, "by": clinic, "seen": 1, "now": now}
    calls = [
        partial(offer_times, **form, times=[at_clinic(now, days=days)], form_key=uuid4()) for days in (7, 8, 9)
    ] + [partial(decline_request, **form, reason=DeclineReason.NO_TIME, form_key=uuid4())]

    results = at_once(*calls)

    assert errors(results) == [Stale] * 3
    assert len(path_of(request)) == 2


def test_cancel_and_agree_at_once_ends_cancelled_and_unbooked(now, at_once):
    for _ in range(3):
        request = make_request(now=now)
        (offered,) = offer(request, now=now)
        yes = partial(
            agree, request_id=request.pk, offer_id=offered.pk, by=[request.asker_id], form_key=uuid4(), now=now
        )
        no = partial(cancel_by_patient, request_id=request.pk, by=[request.asker_id], form_key=uuid4(), now=now)
        _agreed, cancelled = at_once(yes, no)

        assert not isinstance(cancelled, Exception), cancelled
        assert fresh(request).state == "cancelled"
        assert not Visit.objects.filter(request=request, booked=True).exists()


def test_the_clinic_withdraws_while_the_patient_agrees(now, at_once):
    request = make_request(now=now)
    (offered,) = offer(request, now=now)
    yes = partial(agree, request_id=request.pk, offer_id=offered.pk, by=[request.asker_id], form_key=uuid4(), now=now)
    other = partial(
        offer_times, request_id=request.pk, times=[at_clinic(now, days=9)], by=request.provider.user,
        seen=fresh(request).n, form_key=uuid4(), now=now,
    )  # fmt: skip

    results = at_once(yes, other)

    assert len(errors(results)) == 1
    assert fresh(request).state in ("agreed", "times_offered")


def test_erasing_and_answering_at_once_revives_nobody(now, at_once):
    request = make_request(now=now)
    erase = partial(erase_askers, asker_ids=[request.asker_id], browser="a" * 64, now=now)
    answer = partial(
        offer_times, request_id=request.pk, times=[at_clinic(now, days=9)], by=request.provider.user, seen=1,
        form_key=uuid4(), now=now,
    )  # fmt: skip

    erased, answered = at_once(erase, answer)

    assert not isinstance(erased, Exception), erased
    assert not isinstance(answered, Exception) or isinstance(answered, RequestGone)
    assert fresh(request).asker is None
    assert fresh(request).state == "closed"


def test_a_message_sent_ten_times_at_once_is_one(now, at_once):
    request = make_request(now=now)
    write = partial(
        write_as_patient, request_id=request.pk, body="Hello", by=[request.asker_id], form_key=uuid4(), now=now
    )
    assert errors(at_once(*[write] * MANY)) == []
    assert Message.objects.count() == 1


def test_many_sweepers_ring_each_clock_once(now, at_once):
    requests = [make_request(now=now) for _ in range(4)]
    due = RequestClock.objects.filter(kind="due").latest("due_at").due_at

    results = at_once(*[partial(ring_due, now=due)] * 4)

    assert errors(results) == []
    assert [path_of(request) for request in requests] == [["sent", "unanswered"]] * 4
    assert Mail.objects.filter(kind="visit_late").count() == 4


def test_crossing_pairs_of_times_are_tried_once_more(now, at_once):
    """Both moved at once into each other's time: whoever is sent back tries again, and then is told."""
    from matching.consultations.enums import Side
    from matching.consultations.services.moving import accept_move, wish_to_move

    place = make_clinic(now=now)
    first = make_agreed(place, now=now)
    second = make_request(place, now=now)
    (offered,) = offer(second, now=now, times=[at_clinic(now, days=8)])
    agree(request_id=second.pk, offer_id=offered.pk, by=[second.asker_id], form_key=uuid4(), now=now)
    calls = []
    for request, days in ((first, 8), (fresh(second), 7)):
        wish_to_move(
            request_id=request.pk, times=[at_clinic(now, days=days)], side=Side.PATIENT, by=[request.asker_id],
            seen=request.n, now=now,
        )  # fmt: skip
        wished = request.offers.get(moves_visit=True)
        calls.append(
            partial(
                accept_move,
                request_id=request.pk,
                offer_id=wished.pk,
                side=Side.CLINIC,
                by=[place.provider.user_id],
                form_key=uuid4(),
                now=now,
            )
        )

    assert errors(at_once(*calls)) == [TimeTaken, TimeTaken]
    assert Move.objects.filter(from_state="agreed").count() == 0
    connections.close_all()

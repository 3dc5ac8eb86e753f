"""Whatever the services do: the database has the last word. In raw SQL, as a mistake or a hand at the console would."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from matching.consultations.models import CapacityWeek, Move, OfferedTime, Request, Visit
from matching.consultations.moves import allowed_moves
from tests.factories.consultations import make_agreed, make_asker, make_clinic, make_request, offer
from tests.factories.providers import make_listed_location

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


def move(request: Request, n: int, came_from: str, to: str, by: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO consultations_move (request_id, n, from_state, to_state, by, at, reason, form_key) "
            "VALUES (%s, %s, %s, %s, %s, now(), '', %s)",
            [request.pk, n, came_from, to, by, uuid4()],
        )


def refused(by: str):
    return pytest.raises(IntegrityError, match=by)


def test_the_table_in_the_database_is_the_one_in_the_code():
    with connection.cursor() as cursor:
        cursor.execute("SELECT from_state, to_state, by FROM consultations_allowedmove")
        assert sorted(cursor.fetchall()) == sorted(allowed_moves())


@pytest.mark.parametrize(
    ("n", "came_from", "to", "by", "constraint"),
    [
        (2, "sent", "visited", "patient", "move_is_allowed"),
        (2, "sent", "seen", "patient", "move_is_allowed"),
        (2, "sent", "paid", "clinic", "move_is_allowed"),
        (2, "seen", "times_offered", "clinic", "move_follows_the_last"),
        (3, "sent", "seen", "clinic", "move_follows_the_last"),
        (1, "new", "sent", "patient", "consultations_move_pkey"),
        (2, "new", "sent", "patient", "move_first_is_new"),
    ],
)
def test_an_illegal_skipped_or_doubled_move_is_refused(now, n, came_from, to, by, constraint):
    request = make_request(now=now)

    with refused(constraint), transaction.atomic():
        move(request, n, came_from, to, by)


def test_the_request_cannot_say_other_than_its_last_move(now):
    request = make_request(now=now)

    for change in ({"n": 7}, {"state": "seen"}):
        with refused("request_says_its_last_move"), transaction.atomic():
            Request.objects.filter(pk=request.pk).update(**change)
            connection.check_constraints()


def test_moves_only_grow_and_go_with_their_request(now):
    request = make_request(now=now)
    for attempt in (Move.objects.filter(request=request).update, Move.objects.filter(request=request)._raw_delete):
        with refused("only grows"), transaction.atomic():
            attempt(reason="other") if "update" in attempt.__name__ else attempt(using="default")

    Request.objects.filter(pk=request.pk).delete()

    assert not Move.objects.exists()


def test_a_move_of_no_request_is_refused(now):
    with refused("move_of_a_request"), transaction.atomic():
        Move.objects.create(
            request_id=999_999, n=1, from_state="new", to_state="sent", by="patient", at=now, form_key=uuid4()
        )
        connection.check_constraints()


def test_one_open_request_a_person_and_provider(now):
    request = make_request(now=now)
    at_once, a_moment_later = request.open_seat, 2  # the first breaks `request_five_open` too
    for seat in (at_once, a_moment_later):
        with refused("request_one_open_a_provider"), transaction.atomic():
            Request.objects.create(**copied(request, open_seat=seat))


def test_five_open_at_a_time_and_a_chair_exactly_while_open(now):
    request = make_request(now=now)
    for seat, constraint in ((None, "request_seat_while_open"), (0, "request_five_seats"), (6, "request_five_seats")):
        with refused(constraint), transaction.atomic():
            Request.objects.filter(pk=request.pk).update(open_seat=seat)
    with refused("request_five_open"), transaction.atomic():
        other = make_clinic(now=now)
        Request.objects.create(**copied(request, provider=other.provider, place=other))


def copied(request: Request, **changes: object) -> dict[str, object]:
    fields = ("asker", "provider", "place", "state", "n", "open_seat", "way", "sent_at")
    return {**{name: getattr(request, name) for name in fields}, "reference": "AAAA-AAAA", **changes}


def test_nobody_is_booked_twice_not_even_at_two_places(now):
    place = make_clinic(now=now)
    first = make_agreed(place, now=now).visit
    beside = make_listed_location(now=now, provider=make_clinic(now=now).provider)
    request = make_request(beside, now=now, asker=make_asker(now=now)) if beside.provider.user else None
    assert request is not None

    with refused("visit_one_at_a_time"), transaction.atomic():
        Visit.objects.create(**times_of(first), request=request, provider=place.provider, place=beside)
    back_to_back = times_of(first, starts=first.ends, ends=first.ends + timedelta(minutes=45))
    Visit.objects.create(**back_to_back, request=request, provider=place.provider, place=beside)


def test_who_cancelled_leaves_the_time_free(now):
    place = make_clinic(now=now)
    first = make_agreed(place, now=now).visit
    Visit.objects.filter(pk=first.pk).update(booked=False)

    request = make_request(place, now=now)
    Visit.objects.create(**times_of(first), request=request, provider=place.provider, place=place)


def times_of(visit: Visit, **changes: object) -> dict[str, object]:
    fields = ("day", "at", "zone", "starts", "ends", "stamped_at")
    return {**{name: getattr(visit, name) for name in fields}, **changes}


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"starts": -timedelta(minutes=1)}, "offer_in_the_future"),
        ({"starts": timedelta(days=182)}, "offer_within_half_a_year"),
        ({"minutes": 10}, "offer_lasts_15_to_480_minutes"),
        ({"seat": 4}, "offer_three_a_round"),
        ({"state": "maybe"}, "offer_state_known"),
    ],
)
def test_times_that_cannot_be_offered(now, change, constraint):
    request = make_request(now=now)
    (offered,) = offer(request, now=now)
    starts = now + change.pop("starts", timedelta(days=8))
    ends = starts + timedelta(minutes=change.pop("minutes", 45))
    names = ("request", "by", "day", "at", "zone", "offered_at", "lapses_at")
    fields = {name: getattr(offered, name) for name in names}

    with refused(constraint), transaction.atomic():
        OfferedTime.objects.create(**{**fields, "round": 2, "seat": 1, "starts": starts, "ends": ends, **change})


def test_a_week_never_has_more_taken_than_places(now):
    week = CapacityWeek.objects.create(place=make_clinic(now=now), week="2026-11-23", places=2, taken=2)
    with refused("capacity_not_above"), transaction.atomic():
        CapacityWeek.objects.filter(pk=week.pk).update(taken=3)
    with refused("capacity_week_is_a_monday"), transaction.atomic():
        CapacityWeek.objects.filter(pk=week.pk).update(week="2026-11-24")


def test_the_hand_written_keys_are_there():
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname, condeferrable, condeferred FROM pg_constraint WHERE contype IN ('f', 'x')")
        found = {name: (deferrable, deferred) for name, deferrable, deferred in cursor.fetchall()}
    assert found["move_is_allowed"] == found["move_follows_the_last"] == (False, False)
    assert found["request_says_its_last_move"] == (True, True)
    assert {"visit_one_at_a_time", "offer_overlaps_none_beside_it", "move_of_a_request"} <= found.keys()

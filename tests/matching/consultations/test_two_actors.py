"""A patient, a clinic and time at one request, against a model in plain Python that knows the table of moves alone."""

import itertools
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from caarisma.common.errors import UserFacingError
from caarisma.common.outbox.models import Mail
from matching.consultations.clocks.ringing import ring_due
from matching.consultations.enums import OPEN, CancelReason, DeclineReason, Side
from matching.consultations.models import Request, RequestClock, Visit
from matching.consultations.moves import allowed_moves
from matching.consultations.services.answering import decline_request, offer_times, see_request
from matching.consultations.services.choosing import agree, say_none_fits
from matching.consultations.services.ending import cancel_by_clinic, cancel_by_patient
from matching.consultations.services.moving import accept_move, wish_to_move
from matching.consultations.services.visiting import say_missed, say_visited
from tests.conftest import EXAMPLES
from tests.factories.consultations import at_clinic, make_request
from tests.matching.consultations.conftest import fresh, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

SENT = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
ALLOWED = {(came_from, to): True for came_from, to, _by in allowed_moves()}


class TwoActors(RuleBasedStateMachine):
    def __init__(self, request: Request) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.now, self.request = SENT, request
        self.clinic, self.patient = self.request.provider.user, [self.request.asker_id]
        self.seen = 1

    def teardown(self) -> None:
        connection.check_constraints()
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def try_(self, service, **arguments) -> None:
        before = path_of(self.request)
        try:
            service(request_id=self.request.pk, now=self.now, **arguments)
        except UserFacingError:
            assert path_of(self.request) == before, "a refusal leaves no trace"

    def keyed(self) -> dict[str, object]:
        return {"form_key": uuid4()}

    @rule()
    def look(self) -> None:
        self.seen = fresh(self.request).n

    @rule()
    def see(self) -> None:
        self.try_(see_request, by=self.clinic)

    @rule(days=st.integers(1, 20), hour=st.integers(8, 17))
    def offer(self, days, hour) -> None:
        times = [at_clinic(self.now, days=days, hour=hour)]
        self.try_(offer_times, times=times, by=self.clinic, seen=self.seen, **self.keyed())

    @rule(old=st.booleans())
    def agree(self, old) -> None:
        offers = list(self.request.offers.filter(moves_visit=False))
        if offers:
            self.try_(agree, offer_id=offers[0 if old else -1].pk, by=self.patient, **self.keyed())

    @rule()
    def none_fits(self) -> None:
        self.try_(say_none_fits, wishes=[], words="", by=self.patient, seen=self.seen, **self.keyed())

    @rule(side=st.sampled_from([Side.PATIENT, Side.CLINIC]), days=st.integers(1, 20))
    def wish(self, side, days) -> None:
        by = self.patient if side == Side.PATIENT else [self.clinic.pk]
        self.try_(wish_to_move, times=[at_clinic(self.now, days=days)], side=side, by=by, seen=self.seen)

    @rule(side=st.sampled_from([Side.PATIENT, Side.CLINIC]))
    def accept(self, side) -> None:
        by = self.patient if side == Side.PATIENT else [self.clinic.pk]
        wished = self.request.offers.filter(moves_visit=True).last()
        if wished:
            self.try_(accept_move, offer_id=wished.pk, side=side, by=by, **self.keyed())

    @rule()
    def decline(self) -> None:
        reason = DeclineReason.NO_TIME
        self.try_(decline_request, reason=reason, by=self.clinic, seen=self.seen, **self.keyed())

    @rule(by=st.sampled_from(["patient", "clinic"]))
    def cancel(self, by) -> None:
        if by == "patient":
            self.try_(cancel_by_patient, by=self.patient, **self.keyed())
        else:
            reason = CancelReason.ILL
            self.try_(cancel_by_clinic, reason=reason, by=self.clinic, seen=self.seen, sure=True, **self.keyed())

    @rule()
    def visited(self) -> None:
        self.try_(say_visited, side=Side.PATIENT, by=self.patient, **self.keyed())

    @rule()
    def missed(self) -> None:
        self.try_(say_missed, by=self.clinic, **self.keyed())

    @rule(hours=st.integers(1, 100))
    def wait(self, hours) -> None:
        self.now += timedelta(hours=hours)
        ring_due(now=self.now)

    @invariant()
    def every_step_is_in_the_table(self) -> None:
        states = ["new", *path_of(self.request)]
        assert all(step in ALLOWED for step in itertools.pairwise(states))

    @invariant()
    def the_request_says_what_its_moves_say(self) -> None:
        request = fresh(self.request)
        states = path_of(request)
        assert (request.n, request.state) == (len(states), states[-1])
        assert request.is_open == (request.open_seat is not None) == (states[-1] in OPEN)

    @invariant()
    def a_visit_is_booked_exactly_while_it_is_agreed_or_over(self) -> None:
        request = fresh(self.request)
        booked = Visit.objects.filter(request=request, booked=True).exists()
        if request.state in ("agreed", "visited", "missed"):
            assert booked
        elif request.state not in ("closed", "cancelled"):
            assert not booked

    @invariant()
    def no_clock_runs_for_what_is_over_and_one_for_what_is_open(self) -> None:
        running = RequestClock.objects.filter(request=self.request, done_at=None).exists()
        assert running == fresh(self.request).is_open

    @invariant()
    def every_mail_goes_once(self) -> None:
        keys = list(Mail.objects.exclude(key=None).values_list("key", flat=True))
        assert len(keys) == len(set(keys))


def test_whatever_both_sides_and_time_do_the_moves_are_legal():
    """Of one request, to which each example returns."""
    run_state_machine_as_test(
        partial(TwoActors, make_request(now=SENT)),
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

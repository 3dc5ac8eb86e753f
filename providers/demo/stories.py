"""What happens to the demonstration's requests, one step after another, through the services of real ones."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final
from uuid import uuid4

from caarisma.accounts.models import User
from matching.consultations.clocks.ringing import ring_clock
from matching.consultations.enums import CancelReason, DeclineReason, Side
from matching.consultations.models import Asker, Request, RequestClock, Visit
from matching.consultations.services.answering import TypedTime, decline_request, offer_times, see_request
from matching.consultations.services.choosing import agree
from matching.consultations.services.ending import cancel_by_clinic, cancel_by_patient
from matching.consultations.services.messaging import write_as_clinic, write_as_patient
from matching.consultations.services.moving import wish_to_move
from matching.consultations.services.visiting import say_missed, say_visited
from matching.requests.forms.days import ClinicDays


class Story:
    """A request on its way; each step a few hours after the one before."""

    def __init__(self, request: Request, clinic: User | None, asker: Asker, now: datetime) -> None:
        assert clinic is not None
        self.request, self.clinic, self.by, self.now = request, clinic, [asker.pk], now
        self.at = request.sent_at

    def later(self, hours: float = 1) -> datetime:
        self.at = min(self.at + timedelta(hours=hours), self.now)
        self.request.refresh_from_db()
        return self.at

    def seen(self) -> None:
        see_request(request_id=self.request.pk, by=self.clinic, now=self.later())
        words = "Thank you. Yes, the first visit is for the talk and a look at your skin."
        write_as_clinic(request_id=self.request.pk, body=words, by=self.clinic, form_key=uuid4(), now=self.later())

    def offered(self) -> None:
        self.seen()
        at = self.later()
        days = ClinicDays(self.request.place, at)
        times = [TypedTime(day, days.hours[day.weekday()][0]) for day in self._free(days)[:2]]
        offer_times(
            request_id=self.request.pk, times=times, by=self.clinic, seen=self.request.n, form_key=uuid4(), now=at
        )

    def _free(self, days: ClinicDays) -> list[date]:
        taken = Visit.objects.filter(provider=self.request.provider_id, booked=True).values_list("day", flat=True)
        return [day for day in days.days if day not in set(taken)]

    def agreed(self) -> None:
        self.offered()
        at = self.later()
        offer = self.request.offers.order_by("seat").first()
        assert offer is not None
        agree(request_id=self.request.pk, offer_id=offer.pk, by=self.by, form_key=uuid4(), now=at)

    def to_be_moved(self) -> None:
        self.agreed()
        at = self.later()
        days = ClinicDays(self.request.place, self.now)
        day = self._free(days)[3]
        wish_to_move(
            request_id=self.request.pk,
            times=[TypedTime(day, days.hours[day.weekday()][0])],
            side=Side.CLINIC,
            by=[self.clinic.pk],
            by_user=self.clinic,
            seen=self.request.n,
            now=at,
        )

    def visited(self) -> None:
        self.agreed()
        self.request.refresh_from_db()
        say_visited(request_id=self.request.pk, side=Side.PATIENT, by=self.by, form_key=uuid4(), now=self.now)

    def missed(self) -> None:
        self.agreed()
        self.request.refresh_from_db()
        say_missed(request_id=self.request.pk, by=self.clinic, form_key=uuid4(), now=self.now)

    def declined(self) -> None:
        self.seen()
        at = self.later()
        decline_request(
            request_id=self.request.pk,
            reason=DeclineReason.NO_TIME,
            by=self.clinic,
            seen=self.request.n,
            form_key=uuid4(),
            now=at,
        )

    def declined_late(self) -> None:
        self.later(hours=30)
        self.declined()

    def cancelled(self) -> None:
        self.agreed()
        at = self.later()
        cancel_by_patient(request_id=self.request.pk, by=self.by, form_key=uuid4(), now=at)

    def cancelled_by_clinic(self) -> None:
        self.agreed()
        at = self.later()
        cancel_by_clinic(
            request_id=self.request.pk,
            reason=CancelReason.ILL,
            by=self.clinic,
            seen=self.request.n,
            sure=True,
            form_key=uuid4(),
            now=at,
        )

    def unanswered(self) -> None:
        """Nobody opened it; what time does is done."""
        self._ring(times=2)

    def closed(self) -> None:
        self._ring(times=9)

    def _ring(self, *, times: int) -> None:
        for _time in range(times):
            clock = RequestClock.objects.due(on=self.now).filter(request=self.request).first()
            if clock is None:
                return
            ring_clock(clock_id=clock.pk, request_id=self.request.pk, now=max(clock.due_at, self.at))

    def waiting(self) -> None:
        words = "One more thing: is there a bus stop near you?"
        write_as_patient(request_id=self.request.pk, body=words, by=self.by, form_key=uuid4(), now=self.later())


State = tuple[float, Callable[[Story], None]]  # days ago, and what happened since
# Ended ones first: one person has five open requests at most, and a clinic's week is full at some point.
STATES: Final[tuple[State, ...]] = (
    (9, Story.visited),
    (9, Story.missed),
    (9, Story.declined),
    (8, Story.cancelled),
    (8, Story.cancelled_by_clinic),
    (16, Story.closed),
    (6, Story.unanswered),
    (1, Story.to_be_moved),
    (0.8, Story.offered),
    (0.6, Story.seen),
    (0.2, Story.waiting),
    (1, Story.agreed),
)

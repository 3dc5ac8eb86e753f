"""Made-up answers after visits: enough for the public figures, one place where two told of the same, and the patient's
own questions in every state. Past visits are rows; from the consent on it is the services that bring them there.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import cycle
from typing import Final

from django.db import transaction

from caarisma.accounts.models import User
from caarisma.common.outbox.models import Mail
from matching.aftercare.enums import WEEKS, SaidInfection, StepKind
from matching.aftercare.models import FollowUp, PlaceAlert
from matching.aftercare.rules.told import Told
from matching.aftercare.services.answering import answer, answer_rest
from matching.aftercare.services.asking import ask, asked_on
from matching.aftercare.services.consenting import allow_questions, stop_questions
from matching.aftercare.services.deciding import note_step, take_alert
from matching.aftercare.services.publishing import publish_outcomes
from matching.aftercare.services.watching import measure_base_rate
from matching.consultations.enums import ContactWay, RequestState, Side
from matching.consultations.models import Asker, Move, Request, Visit
from matching.consultations.rules.wall_times import WallTime, day_of
from matching.consultations.secrets import new_reference
from providers.demo.logins import email_of
from providers.demo.threads import asker_of, shown_places
from providers.directory.models import PracticeLocation, Provider

DAY: Final = timedelta(days=1)
VISITS: Final = 76  # of which the last ones were asked and did not answer
SILENT: Final = 14
LONGEST_AGO, SHORTEST_AGO = 140, 20  # days
# What each told, in turn; "satisfied" beside it. Most are well.
TOLD: Final[tuple[tuple[tuple[str, ...], int | None], ...]] = (
    ((), 5), ((), 4), (("redness",), 3), ((), 4), ((), 5), (("redness",), 4), ((), None), ((), 3), (("redness",), 4),
    ((), 5), (("lump",), 2), ((), 4), (("redness",), 5),
)  # fmt: skip
INFECTED: Final = Told(doctor=True, infection=SaidInfection.YES, satisfied=1, product="Lipo Glow", lot="LG-0417")


def make_demo_aftercare(*, now: datetime) -> int:
    """After the threads, once. Returns how many visits were told about."""
    if FollowUp.objects.exists():
        return 0
    free = Provider.objects.filter(is_demonstration=True, user__isnull=False).exclude(
        user__email__in=[email_of("provider"), email_of("2nd provider")]
    )
    places = list(shown_places(free, now=now))
    if not places:
        return 0
    made = _many(places, now=now)
    _one_place(places[0], now=now)
    _of_the_patient(places, now=now)
    measure_base_rate(now=now)
    publish_outcomes(now=now)
    Mail.objects.filter(kind__in=["visit_question", "place_alert"]).delete()  # nobody waits for them
    return made


def _many(places: list[PracticeLocation], *, now: datetime) -> int:
    """From 20 weeks ago to 3, each somebody else's. Those far back answered three times."""
    answers = cycle(TOLD)
    for number, place in zip(range(VISITS), cycle(places), strict=False):
        asker = asker_of(f"visitor{number}@demo.caarisma.example", now=now)
        days_ago = LONGEST_AGO - number * (LONGEST_AGO - SHORTEST_AGO) // (VISITS - 1)
        visit = past_visit(asker, place, days_ago=days_ago, now=now)
        signs, satisfied = next(answers)
        for follow_up in _asked(visit, now=now):
            if number < VISITS - SILENT:
                _told(follow_up, signs, Told(satisfied=satisfied), now=now)
    return VISITS - SILENT


def _one_place(place: PracticeLocation, *, now: datetime) -> None:
    """Two people, three weeks apart. One lets our staff read it and call; the other does not."""
    nurse = User.objects.get(email=email_of("vetting staff"))
    for number, (days_ago, rest) in enumerate(
        ((50, INFECTED), (29, Told(doctor=True, infection=SaidInfection.YES, may_read=True, may_contact=True)))
    ):
        asker = asker_of(f"unwell{number}@demo.caarisma.example", now=now)
        visit = past_visit(asker, place, days_ago=days_ago, hour=16, now=now)
        first = next(iter(_asked(visit, now=now, weeks=(2,))), None)
        if first is not None:
            _told(first, ("lump", "sore"), rest, now=now)
    alert = PlaceAlert.objects.first()
    if alert is not None:
        take_alert(alert_id=alert.pk, by=nurse, now=alert.opened_at + timedelta(hours=2))
        words = "Ms. Ito at the clinic. They use single vials and will send the batch numbers by tomorrow."
        note_step(
            alert_id=alert.pk,
            kind=StepKind.CALLED_CLINIC,
            words=words,
            by=nurse,
            now=alert.opened_at + timedelta(hours=3),
        )


def _of_the_patient(places: list[PracticeLocation], *, now: datetime) -> None:
    """One visit whose first question waits, one that was told about twice and whose last question is still to come.
    Beside them the one of the threads, of which nothing was asked yet. Others stopped, or never agreed."""
    patient = asker_of(email_of("patient"), now=now)
    answered = past_visit(patient, places[1 % len(places)], days_ago=50, hour=11, now=now)
    waiting = past_visit(patient, places[2 % len(places)], days_ago=16, hour=11, now=now)
    for follow_up in _asked(answered, now=now):
        _told(follow_up, (), Told(satisfied=4), now=now)
    list(_asked(waiting, now=now))
    stopped = asker_of("stopped@demo.caarisma.example", now=now)
    visit = past_visit(stopped, places[3 % len(places)], days_ago=40, hour=11, now=now)
    list(_asked(visit, now=now))
    stop_questions(asker_id=stopped.pk, by=[stopped.pk], now=now)
    never = asker_of("never@demo.caarisma.example", now=now)
    past_visit(never, places[4 % len(places)], days_ago=12, hour=11, now=now)


def _asked(visit: Visit, *, now: datetime, weeks: tuple[int, ...] = WEEKS) -> Iterator[FollowUp]:
    """By consent, at each week that is past."""
    asker = visit.request.asker
    assert asker is not None
    allow_questions(asker_id=asker.pk, by=[asker.pk], now=visit.ends + timedelta(hours=2))
    for week in weeks:
        at = asked_on(visit, week)
        if at <= now:
            follow_up = ask(visit_id=visit.pk, week=week, now=at)
            if follow_up is not None:
                yield follow_up


def _told(follow_up: FollowUp, signs: tuple[str, ...], rest: Told, *, now: datetime) -> None:
    at = min(follow_up.asked_at + timedelta(hours=5), now)
    answer(follow_up_id=follow_up.pk, signs=frozenset(signs), now=at)
    answer_rest(follow_up_id=follow_up.pk, rest=rest, now=at)


@transaction.atomic
def past_visit(asker: Asker, place: PracticeLocation, *, days_ago: int, hour: int = 10, now: datetime) -> Visit:
    """Of longer ago than the checks of the made-up directory reach, so no service would let it be asked for."""
    wall = WallTime(day_of(now - days_ago * DAY, place.time_zone), time(hour), place.time_zone)
    sent, ended = wall.starts - 5 * DAY, wall.ends + timedelta(hours=1)
    request = Request.objects.create(
        reference=new_reference(),
        asker=asker,
        provider=place.provider,
        place=place,
        state=RequestState.VISITED,
        n=3,
        way=ContactWay.EMAIL,
        sent_at=sent,
        answered_at=sent + DAY,
        ended_at=ended,
    )
    for n, (came_from, to, by, at) in enumerate(
        (
            ("new", RequestState.SENT, Side.PATIENT, sent),
            (RequestState.SENT, RequestState.AGREED, Side.CLINIC, sent + DAY),
            (RequestState.AGREED, RequestState.VISITED, Side.PATIENT, ended),
        ),
        start=1,
    ):
        Move.objects.create(request=request, n=n, from_state=came_from, to_state=to, by=by, at=at)
    return Visit.objects.create(
        request=request,
        provider=place.provider,
        place=place,
        day=wall.day,
        at=wall.at,
        zone=wall.zone,
        starts=wall.starts,
        ends=wall.ends,
        stamped_at=sent + DAY,
    )

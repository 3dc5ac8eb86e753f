"""Visits that took place, and what people told after them, brought there by the services of real ones."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from matching.aftercare.models import FollowUp
from matching.aftercare.rules.told import Told
from matching.aftercare.services.answering import answer, answer_rest
from matching.aftercare.services.asking import ask, asked_on
from matching.aftercare.services.consenting import allow_questions
from matching.consultations.enums import Side
from matching.consultations.models import Asker, Visit
from matching.consultations.services.choosing import agree
from matching.consultations.services.visiting import say_visited
from providers.directory.models import PracticeLocation
from tests.factories.consultations import at_clinic, make_asker, make_request, offer


def make_visit(
    place: PracticeLocation | None = None,
    *,
    now: datetime,
    asker: Asker | None = None,
    days: int = 7,
    hour: int = 14,
    consents: bool = True,
) -> Visit:
    """Agreed at `now`, `days` ahead of it, and visited; with the consent given on that page."""
    asker = asker or make_asker(now=now)
    request = make_request(place, now=now, asker=asker)
    (offered,) = offer(request, now=now, times=[at_clinic(now, days=days, hour=hour)])
    agree(request_id=request.pk, offer_id=offered.pk, by=[asker.pk], form_key=uuid4(), now=now)
    visit = Visit.objects.get(request=request)
    after = visit.ends + timedelta(hours=1)
    say_visited(request_id=request.pk, side=Side.PATIENT, by=[asker.pk], form_key=uuid4(), now=after)
    if consents:
        allow_questions(asker_id=asker.pk, by=[asker.pk], now=after)
    return Visit.objects.get(pk=visit.pk)


def asked(visit: Visit, week: int = 2) -> FollowUp:
    follow_up = ask(visit_id=visit.pk, week=week, now=asked_on(visit, week))
    assert follow_up is not None
    return follow_up


def tell(visit: Visit, *signs: str, week: int = 2, **rest: Any) -> FollowUp:
    """What was ticked; `rest` as in rules/told.py."""
    follow_up = visit.follow_ups.filter(week=week).first() or asked(visit, week)
    at = follow_up.asked_at + timedelta(hours=3)
    assert answer(follow_up_id=follow_up.pk, signs=frozenset(signs), now=at)
    if rest:
        assert answer_rest(follow_up_id=follow_up.pk, rest=Told(**rest), now=at)
    return follow_up


def tell_infection(visit: Visit, *, week: int = 2, **rest: Any) -> FollowUp:
    return tell(visit, "lump", week=week, doctor=True, infection="yes", **rest)

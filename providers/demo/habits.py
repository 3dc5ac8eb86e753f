"""How the demonstration's clinics answer: some at once, one late, one not at all; and what they say of their days.

So that each page of the portal and of the desk that is about answering shows something.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from caarisma.common.outbox.models import Mail
from matching.consultations.clinics.days_off import close_days
from matching.consultations.clocks.measuring import measure_answers
from matching.consultations.clocks.nudging import settle_nudge
from matching.consultations.models import Nudge, Request, SpecialDay
from matching.consultations.rules.wall_times import day_of
from matching.consultations.steps.capacity import set_capacity
from matching.search.models import Match
from providers.demo.logins import email_of
from providers.demo.stories import State, Story
from providers.demo.threads import asker_of, brought_to, shown_places
from providers.directory.models import PracticeLocation, Provider

DAY: Final = timedelta(days=1)
REQUESTS: Final = 10  # from then on a card says how fast a clinic answers
ANSWERS: Final = (Story.declined, Story.declined, Story.declined_late)  # of one clinic each


def make_demo_habits(*, now: datetime) -> int:
    """After the threads, once. Returns how many requests were made."""
    if SpecialDay.objects.exists() or not Request.objects.exists():
        return 0
    _name_days_off("provider", now=now)
    quick, silent = _free_clinics(now=now)
    made = sum(
        _asked_often(place, [(3 + number, bring) for number in range(REQUESTS)], now=now)
        for place, bring in zip(quick, ANSWERS, strict=False)
    )
    made += _leave_without_answer("2nd provider", now=now)
    if silent:
        _used_up_its_word(silent.provider, now=now)
    measure_answers(now=now)
    Mail.objects.filter(Q(key__startswith="request:") | Q(key__startswith="nudge:")).delete()  # nobody waits for them
    return made


def _free_clinics(*, now: datetime) -> tuple[list[PracticeLocation], PracticeLocation | None]:
    """Those that nobody asked yet, on the patient's list first; and one for the desk."""
    listed = set(Match.objects.filter(intake__owner__email=email_of("patient")).values_list("provider", flat=True))
    free = Provider.objects.filter(is_demonstration=True, user__isnull=False)
    free = free.exclude(pk__in=Request.objects.values("provider"))
    free = free.exclude(user__email__in=[email_of("provider"), email_of("2nd provider")])
    found = sorted(shown_places(free, now=now), key=lambda place: place.provider_id not in listed)
    return found[: len(ANSWERS)], found[len(ANSWERS)] if len(found) > len(ANSWERS) else None


def _asked_often(place: PracticeLocation, states: list[State], *, now: datetime) -> int:
    set_capacity(place_id=place.pk, places=30, until=None)
    made = 0
    for number, state in enumerate(states):
        guest = asker_of(f"guest{number}@demo.caarisma.example", now=now)
        made += brought_to(state, guest, place, now=now)
    return made


def _place_of(role: str, *, now: datetime) -> PracticeLocation | None:
    return next(shown_places(Provider.objects.filter(user__email=email_of(role)), now=now), None)


def _name_days_off(role: str, *, now: datetime) -> None:
    place = _place_of(role, now=now)
    if place is not None and place.provider.user is not None:
        first = day_of(now, place.time_zone) + 20 * DAY
        close_days(place_id=place.pk, first=first, last=first + 3 * DAY, by=place.provider.user, now=now)


def _leave_without_answer(role: str, *, now: datetime) -> int:
    """Most of the last ten; and one visit agreed before the clinic's clock was put right. It is told."""
    place = _place_of(role, now=now)
    if place is None:
        return 0
    zone = place.time_zone
    states: list[State] = [(days, Story.closed if days > 7 else Story.unanswered) for days in range(13, 4, -1)]
    made = _asked_often(place, states, now=now)
    place.time_zone = "America/New_York" if zone != "America/New_York" else "America/Chicago"
    place.save(update_fields=["time_zone"])
    made += brought_to((0.2, Story.agreed), asker_of("guest10@demo.caarisma.example", now=now), place, now=now)
    place.time_zone = zone
    place.save(update_fields=["time_zone"])
    settle_nudge(provider_id=place.provider_id, now=now)
    return made


def _used_up_its_word(provider: Provider, *, now: datetime) -> None:
    """It said "We are here" three times, and is paused again: the desk decides."""
    for days in (24, 16, 8):
        at = now - days * DAY
        Nudge.objects.create(provider=provider, told_at=at - DAY, pauses_at=at, ended_at=at, ended_by=provider.user)
    Nudge.objects.create(provider=provider, told_at=now - 4 * DAY, pauses_at=now - DAY, paused_at=now - DAY)

"""Who leaves people without an answer is told, has two working days, and then gets no new requests.

The rule is public: three in a row, or fewer than half of the last ten. What is open goes on; an answer to it counts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import takewhile
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef

from matching.consultations import mail_words, mails
from matching.consultations.answer_times import WINDOW, owed_answers
from matching.consultations.enums import RequestState
from matching.consultations.models import Move, Nudge, Request
from matching.consultations.reading import calendar_of
from matching.consultations.rules.working_days import ClinicCalendar
from matching.consultations.steps.refusals import one_step
from providers.vetting.locks import lock_provider

IN_A_ROW: Final = 3
LAST: Final = 10
TIME_TO_ANSWER: Final = 2  # working days


def nudge_silent(*, now: datetime) -> int:
    """A chore. Returns how many clinics were told, paused, or are let go."""
    told = Nudge.objects.open().filter(paused_at=None).values_list("provider", flat=True)
    return sum(settle_nudge(provider_id=provider_id, now=now) for provider_id in [*told, *_doubtful(now)])


@one_step
def settle_nudge(*, provider_id: int, now: datetime) -> bool:
    """The next step for this clinic, if there is one. With its row locked: nobody sends to it meanwhile."""
    provider = lock_provider(provider_id)
    nudge = Nudge.objects.open().filter(provider=provider).first()
    if nudge is not None and nudge.paused_at is not None:
        return False
    if not is_silent(provider_id, now=now):
        return bool(nudge and Nudge.objects.filter(pk=nudge.pk).update(ended_at=now))
    calendar = _calendar(provider_id)
    if nudge is None:
        pauses_at = calendar.due(now, days=TIME_TO_ANSWER)
        nudge = Nudge.objects.create(provider=provider, told_at=now, pauses_at=pauses_at)
        _tell(nudge, "nudged", mail_words.nudged, zone=calendar.zone, now=now)
        return True
    if nudge.pauses_at > now:
        return False
    Nudge.objects.filter(pk=nudge.pk).update(paused_at=now)
    _tell(nudge, "paused", mail_words.paused, zone=calendar.zone, now=now)
    return True


@dataclass(frozen=True, slots=True)
class ClinicSilence:
    """How near a clinic is to being told. `row`: its newest requests without an answer, one after the other; `of` the
    last ten that were counted, `without` had none."""

    row: int
    of: int
    without: int

    @property
    def is_silent(self) -> bool:
        return self.row >= IN_A_ROW or (self.of == LAST and self.without > LAST / 2)


def is_silent(provider_id: int, *, now: datetime) -> bool:
    return silence_of(provider_id, now=now).is_silent


def silence_of(provider_id: int, *, now: datetime) -> ClinicSilence:
    """By the requests that came since a person of the clinic last said "We are here"."""
    owed = owed_answers(now).filter(provider=provider_id)
    back = Nudge.objects.filter(provider=provider_id, ended_by__isnull=False).order_by("-ended_at").first()
    if back is not None and back.ended_at is not None:
        owed = owed.filter(sent_at__gt=back.ended_at)
    answers = list(owed.order_by("-sent_at", "-pk").values_list("answered_at", flat=True)[:LAST])
    row = sum(1 for _at in takewhile(lambda at: at is None, answers))
    return ClinicSilence(row=row, of=len(answers), without=answers.count(None))


def _doubtful(now: datetime) -> list[int]:
    """Clinics not told yet who left as many unanswered as the rule wants at least."""
    late = Move.objects.filter(request=OuterRef("pk"), to_state=RequestState.UNANSWERED)
    open_nudge = Nudge.objects.open().filter(provider=OuterRef("provider"))
    silent = Request.objects.filter(Exists(late), ~Exists(open_nudge), sent_at__gt=now - WINDOW, answered_at=None)
    many = silent.order_by().values("provider").annotate(many=Count("pk")).filter(many__gte=IN_A_ROW)
    return sorted(many.values_list("provider", flat=True))


def _tell(
    nudge: Nudge, kind: str, words: Callable[[datetime], mail_words.MailWords], *, zone: str, now: datetime
) -> None:
    words_of = partial(words, nudge.pauses_at.astimezone(ZoneInfo(zone)))
    mails.tell_provider(nudge.provider, kind, words_of, key=f"nudge:{nudge.pk}:{kind}", now=now)


def _calendar(provider_id: int) -> ClinicCalendar:
    """Of the place that was asked last."""
    return calendar_of(Request.objects.filter(provider=provider_id).select_related("place").latest("sent_at").place)

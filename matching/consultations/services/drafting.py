"""What is typed before anything is sent. Kept for the browser alone, 72 hours."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from matching.consultations.enums import ContactWay, DayPart
from matching.consultations.errors import DraftGone, TimeRefused
from matching.consultations.models import PreferredTime, Request, RequestDraft
from matching.consultations.models.draft import KEPT
from matching.consultations.rules.texts import clean_text
from matching.consultations.rules.wall_times import MOST_DAYS_AHEAD, WallTime, check_time, day_of
from matching.consultations.secrets import plain_address
from matching.consultations.steps import limiting
from matching.search.models import Intake
from providers.directory.models import PracticeLocation

MOST_TIMES: Final = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """A day with a part of it, or with a time by the clinic's clock."""

    day: date
    part: DayPart | None = None
    at: time | None = None

    def stored(self) -> dict[str, str]:
        return {"day": self.day.isoformat(), "part": self.part or "", "at": self.at.isoformat() if self.at else ""}

    @classmethod
    def read(cls, stored: dict[str, str]) -> "Wish":
        return cls(
            date.fromisoformat(stored["day"]),
            DayPart(stored["part"]) if stored["part"] else None,
            time.fromisoformat(stored["at"]) if stored["at"] else None,
        )


def keep_wishes(request: Request, wishes: Sequence[Wish]) -> None:
    """Of a request that has none, or none any more."""
    PreferredTime.objects.bulk_create(
        PreferredTime(request=request, seat=seat, day=wish.day, part=wish.part or "", at=wish.at)
        for seat, wish in enumerate(wishes, start=1)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAnswers:
    """What the form says. `shared`: the ticked health answers, each as (code, the sentence that was shown)."""

    way: ContactWay
    email: str = ""
    phone: str = ""
    first_name: str = ""
    note: str = ""
    times: Sequence[Wish] = ()
    any_time: bool = False
    book_for_me: bool = False
    names_clinic: bool = False
    areas: Collection[str] = ()
    concerns: Collection[str] = ()
    shared: Sequence[tuple[str, str]] = field(default=(), repr=False)


@transaction.atomic
def save_draft(
    *,
    browser: str,
    form_key: UUID,
    place: PracticeLocation,
    answers: DraftAnswers,
    intake: Intake | None,
    language: str,
    now: datetime,
) -> RequestDraft:
    """Keep what was typed. The same form twice is one draft, another form another one: what is pressed is sent as it
    was written, to the address that it was written with. TooMuch after many an hour; TimeRefused, TextRefused for what
    cannot be; DraftGone for a form whose draft went to the browser in which its link was pressed.
    """
    if same := RequestDraft.objects.filter(form_key=form_key, session_hash=browser).first():
        return same
    if RequestDraft.objects.filter(form_key=form_key).exists():
        raise DraftGone
    limiting.count_draft(browser, now=now)
    fields = {
        **_fields(answers, place, now=now),
        "place": place,
        "intake": intake,
        "language": language,
        "made_at": now,
        "expires_at": now + KEPT,
    }
    return RequestDraft.objects.get_or_create(form_key=form_key, session_hash=browser, defaults=fields)[0]


def own_draft(draft_id: int, browser: str, *, now: datetime) -> RequestDraft:
    """Locked. DraftGone for one that is over, and for another browser's."""
    drafts = RequestDraft.objects.alive(on=now).select_for_update(of=("self",))
    draft = drafts.filter(pk=draft_id, session_hash=browser).first()
    if draft is None:
        raise DraftGone
    return draft


def _fields(answers: DraftAnswers, place: PracticeLocation, *, now: datetime) -> dict[str, Any]:
    if len(answers.times) > MOST_TIMES:
        raise TimeRefused(_("Choose up to three times."))
    for wish in answers.times:
        check_wish(wish, place, now=now)
    return {
        "about": {"areas": sorted(answers.areas), "concerns": sorted(answers.concerns)},
        "times": [wish.stored() for wish in answers.times],
        "any_time": answers.any_time,
        "book_for_me": answers.book_for_me,
        "way": answers.way,
        "first_name": clean_text(answers.first_name, most=60),
        "email": plain_address(answers.email) or None,
        "phone": answers.phone.strip() or None,
        "note": clean_text(answers.note) or None,
        "shared": [list(fact) for fact in answers.shared],
        "names_clinic": answers.names_clinic,
    }


def check_wish(wish: Wish, place: PracticeLocation, *, now: datetime) -> None:
    """TimeRefused for a day or time that cannot be, by the clinic's clock."""
    if wish.at is not None:
        check_time(WallTime(wish.day, wish.at, place.time_zone), now=now)
        return
    today = day_of(now, place.time_zone)
    if wish.day < today:
        raise TimeRefused(_("This day is past. Choose a later one."))
    if wish.day > today + timedelta(days=MOST_DAYS_AHEAD):
        raise TimeRefused(_("This day is too far ahead. Choose one in the next six months."))

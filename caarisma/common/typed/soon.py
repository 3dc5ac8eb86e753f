"""Days and times to come, as people say them to each other: "tomorrow 2 pm", "Tue", "12/1", "9".

What is left out is filled in only where one meaning is left: the first such day from today on, and of the two nines of
a day the one at which it can be. Who asks says what can be; where both can, the person is asked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed import dates, times
from caarisma.common.typed.dates import WEEKDAYS, agreed, read_date, without_weekday
from caarisma.common.typed.plain import bare, unwrapped

DAYS: Final = {
    **dict.fromkeys(("today", "hoy"), 0),
    **dict.fromkeys(("tomorrow", "manana", "tomorow", "tommorow", "tommorrow", "tmrw", "tmw", "tmr"), 1),
    **dict.fromkeys(("the day after tomorrow", "day after tomorrow", "pasado manana"), 2),
}
BEFORE_DAY: Final = re.compile(r"^(?:on|this|el|este) ")
BARE_HOUR: Final = re.compile(r"(?:(?:at|a las?|las?) )?(?P<hour>[0-9]{1,2})(?:[:.]?(?P<minute>[0-5][0-9]))?")
BETWEEN: Final = re.compile(r"^(?:at|a las?) |^[,;-] ?")
AT_SIGN: Final = re.compile(r" ?@ ?")
BEFORE_TIME: Final = re.compile(r"(?<=[0-9])t(?=[0-9]{2}:)")  # 2026-12-05T14:30
# "tomorrow morning at 9" is said as "tomorrow 9 in the morning"; beside AM or PM the word says nothing
IN_HALF: Final = re.compile(
    r" (?:(?P<english>morning|afternoon|evening)|(?:por|en|de) la (?P<spanish>manana|tarde|noche)),?"
    r"(?: at| a las?)? (?P<clock>[0-9][0-9:.]*)(?P<half> ?[ap]\.? ?m\.?)?$"
)
TONIGHT: Final = re.compile(
    r"^(?:tonight|esta noche),?(?: at| a las?)? (?P<clock>[0-9][0-9:.]*)(?P<half> ?p\.? ?m\.?)?$"
)
ON_THE: Final = re.compile(
    r"(?:the )?([0-9]{1,2})(?:st|nd|rd|th)|(?:el )?dia ([0-9]{1,2})"
)  # of this month, or the next


@dataclass(frozen=True, slots=True)
class Halves:
    """A time of which nobody said whether it is before or after noon."""

    hour: int  # 1 to 12
    minute: int

    @property
    def both(self) -> tuple[time, time]:
        return time(self.hour % 12, self.minute), time(self.hour % 12 + 12, self.minute)


Clock = time | Halves


def read_day(typed: str, *, today: date) -> date:
    """ "tomorrow", "Tuesday", "12/1", "Dec 1", "1 de diciembre", or a date with its year. UserFacingError as read_date
    says, and for what has two meanings."""
    text = BEFORE_DAY.sub("", unwrapped(typed))
    if text in DAYS:
        return today + timedelta(days=DAYS[text])
    if len(text) >= 3 and (weekday := _weekday(text)) is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if match := ON_THE.fullmatch(text):
        return _next_of_month(int(match[1] or match[2]), today)
    try:
        return read_date(text)
    except UserFacingError as refused:
        rest, weekday = without_weekday(text)
        day = _this_year_or_next(rest, today, refused)
        return day if weekday is None else agreed(day, weekday)


def read_moment(typed: str, *, today: date) -> tuple[date, Clock | None]:
    """A day, and the time on it where one is named: "tomorrow 2 pm", "Tue, 14:30", "12/1 at 9", "2 pm on Dec 1"."""
    text = BEFORE_TIME.sub(" ", AT_SIGN.sub(" at ", bare(typed)).strip())
    text = TONIGHT.sub(_at_night, IN_HALF.sub(_in_half, text))
    try:
        return read_day(text, today=today), None
    except UserFacingError as refused:
        words = text.split(" ")
        for cut in range(len(words) - 1, 0, -1):
            try:
                day = read_day(" ".join(words[:cut]), today=today)
                return day, read_clock(BETWEEN.sub("", " ".join(words[cut:])))
            except UserFacingError:
                continue
        for cut in range(1, len(words)):
            try:
                at = times.read_time(" ".join(words[:cut]))  # with its half: a bare 9 in front may be a day
                return read_day(" ".join(words[cut:]).removeprefix("del "), today=today), at
            except UserFacingError:
                continue
        raise refused from None


def read_clock(typed: str) -> Clock:
    """A time of day, or a bare "9" or "2:30" whose half somebody who knows more settles."""
    try:
        return times.read_time(typed)
    except UserFacingError:
        match = BARE_HOUR.fullmatch(unwrapped(typed))
        if match is None or not 1 <= int(match["hour"]) <= 12:
            raise
        return Halves(int(match["hour"]), int(match["minute"] or 0))


def settle(clock: Clock, *, can_be: Callable[[time], bool]) -> time:
    """The one half that can be meant. UserFacingError that asks, where both can or none."""
    if isinstance(clock, time):
        return clock
    meant = [at for at in clock.both if can_be(at)]
    if len(meant) != 1:
        hour = f"{clock.hour}:{clock.minute:02d}" if clock.minute else str(clock.hour)
        raise UserFacingError(_("Is it %(hour)s AM or %(hour)s PM?") % {"hour": hour})
    return meant[0]


def _in_half(found: re.Match[str]) -> str:
    half = found["half"] or (f" in the {found['english']}" if found["english"] else f" de la {found['spanish']}")
    return f" {found['clock']}{half}"


def _at_night(found: re.Match[str]) -> str:
    return f"today {found['clock']}{found['half'] or ' at night'}"


def _next_of_month(number: int, today: date) -> date:
    ahead = (today + timedelta(days=step) for step in range(62))
    try:
        return next(day for day in ahead if day.day == number)
    except StopIteration:
        raise dates.unread() from None


def _weekday(text: str) -> int | None:
    return next((day for day, names in enumerate(WEEKDAYS) if any(name.startswith(text) for name in names)), None)


def _this_year_or_next(text: str, today: date, refused: UserFacingError) -> date:
    """The first such day from today on. What is wrong with it is said of this year's."""
    mark = next((mark for mark in "/-." if re.fullmatch(rf"[0-9]{{1,2}}\{mark}[0-9]{{1,2}}", text)), " ")
    wrong: UserFacingError | None = None
    for year in (today.year, today.year + 1):
        try:
            day = read_date(f"{text}{mark}{year}")
        except UserFacingError as error:
            wrong = wrong or error
            continue
        if day >= today:
            return day
    raise (wrong if wrong and _names_a_day(text) else refused) from None


def _names_a_day(text: str) -> bool:
    return bool(re.search("[0-9]", text)) and len(text) > 2

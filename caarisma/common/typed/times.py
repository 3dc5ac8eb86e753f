"""The time of day. "2" and "2:30" may be day or night and are asked about; "09:00" and "14:30" are taken."""

import re
from datetime import time
from typing import Final

from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.plain import unwrapped

WORDS: Final = {
    **dict.fromkeys(
        ("noon", "12 noon", "midday", "mediodia", "medio dia", "el mediodia", "al mediodia", "12 del mediodia", "12 m"),
        time(12),
    ),
    **dict.fromkeys(("midnight", "12 midnight", "medianoche", "media noche", "la medianoche", "a medianoche"), time(0)),
    "12 del dia": time(12),
    "12 de la noche": time(0),
    "12 de la tarde": time(12),
}
# What is said after the number, the half of the day that it means, and the hours that go with it.
PARTS: Final = (
    (r"a\.? ?m?\.?|am", 0, range(1, 13)),
    (r"p\.? ?m?\.?|pm", 12, range(1, 13)),
    (r"in the morning|(?:de la )?(?:manana|madrugada)", 0, range(1, 12)),
    (r"in the afternoon|(?:de la )?tarde", 12, range(1, 9)),
    (r"in the evening|at night|(?:de la )?noche", 12, range(5, 12)),
)
BEFORE: Final = re.compile(r"^(?:at|a las?|las?) ")
TWELVE: Final = re.compile(r"^12(?:[:.]00)? ?(?=noon|midnight|de)")  # "12:00 noon" names it twice
OTHER_MARK: Final = re.compile(r"^([0-9]{1,2})[; ]?([0-9]{2})(?= ?[ap]\.? ?m?\.?$)")  # 930 am, 9;30 am, 9 30 am
QUARTERS: Final = (
    (re.compile(r"^([0-9]{1,2}) y media(?= )"), r"\1:30"),
    (re.compile(r"^([0-9]{1,2}) y cuarto(?= )"), r"\1:15"),
    (re.compile(r"^half past ([0-9]{1,2})(?= )"), r"\1:30"),
    (re.compile(r"^quarter past ([0-9]{1,2})(?= )"), r"\1:15"),
    (re.compile(r"(?<=[0-9]) ?([:h]) ?(?=[0-9]{2}(?![0-9]))"), r"\1"),  # 9 : 30
    (re.compile(r" o'clock(?= )"), ""),
)
AFTER: Final = re.compile(r" ?(?:h|hs|hrs?|hours|horas|o'?clock|en punto)\.?$")
CLOCK: Final = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2})(?::00)?|h(?P<after_h>[0-9]{2}))?(?: ?(?P<part>[a-z. ]+))?"
)
FOUR: Final = re.compile(r"([0-9]{2})([0-9]{2})")


def read_time(typed: str) -> time:
    """A time of day: "2:30 PM", "2.30 p. m.", "14:30 h", "1430", "noon"."""
    text = TWELVE.sub("12 ", BEFORE.sub("", unwrapped(typed.replace("’", "'"))))
    if text.rstrip(".") in WORDS:
        return WORDS[text.rstrip(".")]
    for said, written in QUARTERS:
        text = said.sub(written, text)
    number = AFTER.sub("", OTHER_MARK.sub(r"\1:\2", text))
    match = CLOCK.fullmatch(FOUR.sub(r"\1:\2", number) if FOUR.fullmatch(number) else number)
    if match is None:
        raise unread()
    hour, minute = int(match["hour"]), int(match["minute"] or match["after_h"] or 0)
    if match["part"]:
        return _time(_in_half(hour, match["part"].strip()), minute)
    of_24_hours = match["minute"] or match["after_h"] or number != text
    if len(match["hour"]) == 1 or not of_24_hours:
        raise unread()
    return _time(hour, minute)


def unread() -> UserFacingError:
    return UserFacingError(_("Enter a time with AM or PM, like 2:30 PM"))


def _in_half(hour: int, said: str) -> int:
    for words, half, hours in PARTS:
        if re.fullmatch(words, said) and hour in hours:
            return hour % 12 + half
    raise unread()


def _time(hour: int, minute: int) -> time:
    if hour > 23 or minute > 59:
        raise unread()
    return time(hour, minute)

"""What is counted, in words of the clinic."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from matching.engine import Need
from matching.search.wording import wish_label

PARTS: Final[Mapping[str, Any]] = {
    "distance": gettext_lazy("distance"),
    "cost": gettext_lazy("course cost"),
    "openings": gettext_lazy("openings"),
    "wishes": gettext_lazy("wishes"),
    "experience": gettext_lazy("sessions done"),
}
FAILED: Final[Mapping[str, Any]] = {
    Need.LISTED: gettext_lazy("Not on our lists"),
    Need.ACCEPTING: gettext_lazy("No new patients"),
    Need.SERVICES: gettext_lazy("Not all they asked for"),
    Need.WITHIN_RADIUS: gettext_lazy("Too far for them"),
    Need.PRICE: gettext_lazy("Over their price"),
    Need.SLOTS: gettext_lazy("Not open at their times"),
}


def part_word(part: str) -> str:
    return str(PARTS[part])


def failed_word(code: str) -> str:
    """ "must:parking" -> "Parking at the door"."""
    if code.startswith("must:"):
        return _("Asked for: %(wish)s") % {"wish": wish_label(code.removeprefix("must:"))}
    return str(FAILED[Need(code)])


def ordinal(place: float) -> str:
    """ "6th", "6.5th" is told as "between 6th and 7th"."""
    whole = int(place)
    if place != whole:
        return _("between %(one)s and %(next)s") % {"one": ordinal(whole), "next": ordinal(whole + 1)}
    if (get_language() or "en").startswith("es"):
        return f"{whole}.º"
    ending = "th" if 10 <= whole % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(whole % 10, "th")
    return f"{whole}{ending}"

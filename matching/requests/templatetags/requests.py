"""Words of requests that templates need beside what their context brings."""

from typing import Any

from django import template

from matching.consultations.enums import RequestState
from matching.consultations.rules.zone_words import time_words
from matching.consultations.steps.booking import wall_of

register = template.Library()


@register.filter
def state_words(state: str) -> str:
    return str(RequestState(state).label)


@register.filter
def in_full(time: Any) -> str:
    """Of an offered time or a visit: "Tue, Dec 8 at 2:30 PM, Pacific time"."""
    return time_words(time.day, time.at, time.zone)


@register.filter
def minutes(time: Any) -> int:
    """How long an offered time or a visit lasts."""
    return wall_of(time).minutes

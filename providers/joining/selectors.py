"""What a state answers today, and which day it is there."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from providers.directory.enums import Profession
from providers.directory.geocoding.zip_codes import ZipPlace
from providers.joining.rules.answers import StateAnswer, answer_for
from providers.screening.rule_book import rules_on
from providers.screening.rules.due import OFFICE_ZONE


def answer_today(profession: Profession, state: str, *, on: date) -> StateAnswer:
    """On a demonstration site made-up rules count too: its people are made up."""
    return answer_for(profession, state, on=on, rules=rules_on(on, made_up=settings.DEMO))


def day_at(place: ZipPlace | None, *, now: datetime) -> date:
    return now.astimezone(ZoneInfo(place.time_zone) if place else OFFICE_ZONE).date()

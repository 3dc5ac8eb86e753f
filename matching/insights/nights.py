"""Which night a moment belongs to. What is counted at three in the morning, by the desk's clock, holds for the day."""

from datetime import date, datetime, time, timedelta
from typing import Final

from providers.screening.rules.due import OFFICE_ZONE

THREE: Final = timedelta(hours=3)


def night_of(now: datetime) -> date:
    return (now.astimezone(OFFICE_ZONE) - THREE).date()


def begin_of(night: date) -> datetime:
    return datetime.combine(night, time(), tzinfo=OFFICE_ZONE) + THREE

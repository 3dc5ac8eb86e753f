"""Searches without a person, for tests and as they are after a night."""

from datetime import datetime, timedelta

from matching.insights.models import AnonymousSearch
from matching.insights.nights import night_of
from matching.insights.rules.zip_areas import middles
from matching.insights.services.judging import judge_searches

OAKLAND_AREA = "946"


def make_searches(times: int = 1, *, now: datetime, days_ago: int = 1, **fields: object) -> list[AnonymousSearch]:
    """The same search so many times, for lines of the face around Oakland unless `fields` say something else."""
    area = str(fields.pop("zip3", OAKLAND_AREA))
    latitude, longitude = middles()[area]
    usual = {
        "day": night_of(now) - timedelta(days=days_ago),
        "zip3": area,
        "latitude": latitude,
        "longitude": longitude,
        "areas": ["face"],
        "concerns": ["fine-lines"],
        "radius_miles": 25,
        "max_price": 300,
    }
    return AnonymousSearch.objects.bulk_create(AnonymousSearch(**{**usual, **fields}) for _ in range(times))


def judge_all(*, now: datetime) -> None:
    while judge_searches(now=now):
        pass

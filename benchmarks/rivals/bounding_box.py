"""Tuned ORM: a box over the index on latitude and longitude, then great-circle miles in SQL. No extension needed."""

from benchmarks.rivals import orm
from matching.engine import Requirements, bounding_box
from matching.snapshots.candidate_rows import in_box
from providers.directory.models import PracticeLocation

NAME = "ORM, bounding box"


def top(requirements: Requirements) -> list[int]:
    box = bounding_box(requirements.latitude, requirements.longitude, requirements.radius_miles)
    return orm.top(PracticeLocation.objects.filter(in_box(box)), requirements)

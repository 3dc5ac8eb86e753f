"""Totals and figures as they may be read: small numbers hidden."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q

from matching.engine import bounding_box, great_circle_miles
from matching.insights.models import AnonymousSearch
from matching.insights.nights import night_of
from matching.insights.rules.hiding import told, told_parts
from matching.insights.services.placing import NEAR_MILES
from matching.snapshots.candidate_rows import in_box
from providers.directory.geocoding.zip_codes import zip_place


class TotalsNear(NamedTuple):
    """None: 1 to 10, which is told to nobody."""

    searches: int | None
    found_nobody: int | None


def totals_near(zip_code: str, *, now: datetime) -> TotalsNear:
    """Of the last 30 days, as of last night: searches of the ZIP code's own area of three digits, and of those with a
    middle within 25 miles. Two queries at most. Raises UnknownZipError."""
    place = zip_place(zip_code)
    judged = AnonymousSearch.objects.recent(on=night_of(now)).filter(judged_on__isnull=False)
    where = Q(zip3=zip_code[:3]) | in_box(bounding_box(place.latitude, place.longitude, NEAR_MILES))
    areas = (
        judged.filter(where)
        .order_by()
        .values_list("zip3", "latitude", "longitude")
        .annotate(searches=Count("pk"), nobody=Count("pk", filter=Q(matched=0)))
    )
    searches = nobody = 0
    for area, latitude, longitude, many, none in areas:
        miles = great_circle_miles(place.latitude, place.longitude, latitude, longitude)
        if area == zip_code[:3] or miles <= NEAR_MILES:
            searches, nobody = searches + many, nobody + none
    return TotalsNear(told(searches), told_parts([nobody, searches - nobody])[0])

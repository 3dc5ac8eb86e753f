"""GeoDjango on PostGIS: a geography point with a GiST index, found by ST_DWithin."""

from django.contrib.gis.geos import Point
from django.db.models import BooleanField, F, Func, Value

from benchmarks.geo.models import GeoLocation
from benchmarks.rivals import orm
from matching.engine import Requirements
from matching.engine.geography import STEPS_PER_MILE

NAME = "GeoDjango, PostGIS"
METERS_PER_MILE = 1609.344


class WithinOnSphere(Func):
    """ST_DWithin on the sphere. The lookup `dwithin` measures on the spheroid: slower, and another answer than the
    project's one distance gives."""

    function, output_field = "ST_DWithin", BooleanField()


def top(requirements: Requirements) -> list[int]:
    here = Point(requirements.longitude, requirements.latitude, srid=4326)
    # One step wider, as a point may round down onto the circle; the query then holds to exact miles.
    meters = (requirements.radius_miles + 1 / STEPS_PER_MILE) * METERS_PER_MILE
    near = WithinOnSphere(F("point"), Value(here, GeoLocation._meta.get_field("point")), Value(meters), Value(False))
    return orm.top(GeoLocation.objects.using("geo").filter(near), requirements)

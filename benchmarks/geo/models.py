"""Practice locations as GeoDjango would have them. Imported only where GDAL is: see benchmarks/settings.py."""

from django.contrib.gis.db.models import PointField
from django.db import models

from providers.directory.models import Provider
from providers.directory.traits import BOXES


class GeoLocation(models.Model):
    """The project's own table, with the point that `benchmarks.postgis` added to it."""

    provider = models.ForeignKey(Provider, models.DO_NOTHING, related_name="+")
    state = models.CharField(max_length=2)
    latitude = models.FloatField()
    longitude = models.FloatField()
    placed_by = models.CharField(max_length=6)
    time_zone = models.CharField(max_length=40)
    is_active = models.BooleanField()
    accepting_patients = models.BooleanField()
    first_visit_fee = models.PositiveIntegerField()
    first_visit_fee_credited = models.BooleanField()
    next_opening_at = models.DateTimeField(null=True)
    second_opening_at = models.DateTimeField(null=True)
    hours_confirmed_on = models.DateField(null=True)
    confirmed_on = models.DateField()
    point = PointField(geography=True)

    class Meta:
        managed = False
        db_table = "directory_practicelocation"
        default_permissions = ()


for box in BOXES:
    GeoLocation.add_to_class(box, models.BooleanField())

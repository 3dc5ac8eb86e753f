"""What all processes on all machines have counted so far. Written by counting.py alone."""

from django.db import models


class Tally(models.Model):
    """`bucket`: how long each of these took, as the place in counting.BUCKETS; 0 too where nothing was timed."""

    name = models.CharField(max_length=40)
    labels = models.CharField(max_length=200, help_text="Names out of the code, with blanks between them")
    bucket = models.PositiveSmallIntegerField()
    times = models.BigIntegerField()
    seconds = models.FloatField(help_text="All of them together")

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(name="tally_once", fields=["name", "labels", "bucket"])]

    def __str__(self) -> str:
        return f"{self.name} {self.labels}: {self.times}"

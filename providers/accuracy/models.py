"""A month's draw, the calls that follow from it, and each try. A seed once committed is never another one."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from providers.accuracy.enums import CallFinding, WrongFact
from providers.directory.models import PracticeLocation

SHA256 = r"^[0-9a-f]{64}$"


class DrawRound(models.Model):
    """`seed_hash` is public before the month, `frame` and its hash from the draw on, `seed` after the month; `cover`
    never. A trigger refuses another seed, cover or frame."""

    month = models.DateField(unique=True)
    seed = models.CharField(max_length=64)
    seed_hash = models.CharField(max_length=64)
    cover = models.CharField(max_length=64)
    committed_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True, blank=True)
    frame = models.TextField(blank=True)
    frame_hash = models.CharField(max_length=64, blank=True)
    entries = models.PositiveIntegerField(default=0)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(name="draw_of_a_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="draw_hashes_shaped", condition=Q(seed__regex=SHA256, seed_hash__regex=SHA256, cover__regex=SHA256)
            ),
            models.CheckConstraint(
                name="draw_after_its_seed", condition=Q(drawn_at=None) | Q(drawn_at__gt=F("committed_at"))
            ),
            models.CheckConstraint(
                name="draw_is_whole",
                condition=Q(drawn_at=None, frame_hash="") | Q(drawn_at__isnull=False, frame_hash__regex=SHA256),
            ),
        ]

    def __str__(self) -> str:
        return f"Draw of {self.month:%Y-%m}"


class OpenCallQuerySet(models.QuerySet["OpenCall"]):
    def open(self) -> "OpenCallQuerySet":
        return self.filter(settled_at=None)


class OpenCall(models.Model):
    """One entry that was drawn. `place` is empty once its provider was erased: what was counted stays."""

    draw = models.ForeignKey(DrawRound, models.PROTECT, related_name="calls")
    place = models.ForeignKey(PracticeLocation, models.SET_NULL, null=True, blank=True, related_name="open_calls")
    ref = models.CharField(max_length=64)
    order = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=6, choices=CallFinding, blank=True)
    wrong = ArrayField(models.CharField(max_length=9, choices=WrongFact), default=list, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = OpenCallQuerySet.as_manager()
    if TYPE_CHECKING:
        place_id: int | None

    class Meta:
        ordering = ["draw", "order"]
        constraints = [
            models.UniqueConstraint(name="open_call_once_a_draw", fields=["draw", "ref"]),
            models.UniqueConstraint(name="open_call_order_once", fields=["draw", "order"]),
            models.CheckConstraint(
                name="open_call_settled_is_whole",
                condition=Q(settled_at=None, outcome="") | Q(settled_at__isnull=False, outcome__in=CallFinding.values),
            ),
            models.CheckConstraint(
                name="open_call_wrong_says_what",
                condition=Q(outcome=CallFinding.WRONG) & ~Q(wrong=[]) | ~Q(outcome=CallFinding.WRONG) & Q(wrong=[]),
            ),
            models.CheckConstraint(name="open_call_wrong_known", condition=Q(wrong__contained_by=WrongFact.values)),
        ]

    def __str__(self) -> str:
        return f"Call {self.order} of {self.draw}"


class OpenCallTry(models.Model):
    """`day` at the clinic: two tries are on two days."""

    call = models.ForeignKey(OpenCall, models.CASCADE, related_name="tries")
    day = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reached = models.BooleanField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="open_call_tried_once_a_day", fields=["call", "day"])]

    def __str__(self) -> str:
        return f"Try of {self.call_id} on {self.day}"

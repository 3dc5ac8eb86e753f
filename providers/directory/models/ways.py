"""How people pay at a place, where they park and how they get in: ticks of the clinic, told as its own words."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from providers.directory.models.location import PracticeLocation


class Pay(models.TextChoices):
    CARD = "card", _("Credit or debit card")
    CASH = "cash", _("Cash")
    CHECK = "check", _("Check")
    PHONE = "phone", _("By phone, like Apple Pay or Google Pay")
    HSA = "hsa", _("HSA or FSA card")
    PARTS = "parts", _("In monthly parts")


class Park(models.TextChoices):
    FREE = "free", _("Free parking lot")
    PAID = "paid", _("Paid parking lot or garage")
    STREET = "street", _("Parking on the street")
    RESERVED = "reserved", _("Accessible parking spaces")
    TRANSIT = "transit", _("A bus or train stop within 5 minutes on foot")


class GetIn(models.TextChoices):
    ELEVATOR = "lift", _("Elevator")
    WIDE = "wide", _("Doors 32 inches wide or more")
    RESTROOM = "restroom", _("Accessible restroom")
    TABLE = "table", _("Treatment table that goes down low")
    COMPANION = "company", _("Somebody may come in with you")


class PlaceWays(models.Model):
    """Not wishes: nobody is ranked by them. What patients may wish for stands in providers/directory/traits.py."""

    place = models.OneToOneField(PracticeLocation, models.CASCADE, primary_key=True, related_name="ways")
    pay = ArrayField(models.CharField(max_length=8, choices=Pay), default=list, blank=True)
    park = ArrayField(models.CharField(max_length=8, choices=Park), default=list, blank=True)
    get_in = ArrayField(models.CharField(max_length=8, choices=GetIn), default=list, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "place ways"
        constraints = [
            models.CheckConstraint(name="place_pay_known", condition=Q(pay__contained_by=list(Pay.values))),
            models.CheckConstraint(name="place_park_known", condition=Q(park__contained_by=list(Park.values))),
            models.CheckConstraint(name="place_get_in_known", condition=Q(get_in__contained_by=list(GetIn.values))),
        ]

    def __str__(self) -> str:
        return f"Ways of place {self.place_id}"

    def told(self) -> list[tuple[str, list[str]]]:
        """For patients: a heading, and what the clinic says of it. Only what it ticked."""
        groups = (
            (_("How to pay"), Pay, self.pay),
            (_("Parking"), Park, self.park),
            (_("Getting in"), GetIn, self.get_in),
        )
        return [(str(title), [str(one.label) for one in kind if one in said]) for title, kind, said in groups if said]

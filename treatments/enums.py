"""Words of the catalog with a fixed meaning."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    """Where a catalog row comes from."""

    GUIDE = "guide", _("The guide of 2022 says so")
    INFERRED = "inferred", _("Follows from the guide, ours")


class Evidence(models.TextChoices):
    """The word that goes before a claim. Order: strongest first (research/domain 5.2)."""

    RULE = "rule", _("our rule")
    OFFICIAL = "official", _("an official body says")
    REPORTED = "reported", _("providers report")
    THOUGHT = "thought", _("thought to")
    MIXED = "mixed", _("studies disagree")
    UNKNOWN = "unknown", _("not known")
    AGAINST = "against", _("studies found no benefit")


class ClaimStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    HELD = "held", _("Held: being checked")
    REJECTED = "rejected", _("Rejected: never printed")


CLAIM_MOVES: dict[str, frozenset[str]] = {
    ClaimStatus.DRAFT: frozenset({ClaimStatus.PUBLISHED, ClaimStatus.HELD, ClaimStatus.REJECTED}),
    ClaimStatus.PUBLISHED: frozenset({ClaimStatus.HELD, ClaimStatus.REJECTED}),
    ClaimStatus.HELD: frozenset({ClaimStatus.DRAFT, ClaimStatus.REJECTED}),
    ClaimStatus.REJECTED: frozenset({ClaimStatus.DRAFT}),
}


class EffectKind(models.TextChoices):
    SKIN = "skin", _("Skin")
    FAT = "fat", _("Small fat pads")
    HAIR = "hair", _("Hair")

"""A provider who may be on an exclusion list. Open until two people decide otherwise."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caarisma.common.models import TimeStamped
from providers.directory.models.provider import Provider
from providers.exclusions.enums import WEAK_TIERS, ExclusionTier, HitRole
from providers.exclusions.models.exclusion_list import ExclusionList


class ExclusionHitQuerySet(models.QuerySet["ExclusionHit"]):
    def open(self) -> "ExclusionHitQuerySet":
        """Not cleared. While one is open, no exclusion check of this provider is renewed."""
        return self.filter(cleared_at__isnull=True)

    def hiding(self) -> "ExclusionHitQuerySet":
        """Open, and strong enough or confirmed: while there is one the provider is not listed."""
        return self.open().filter(hides=True)

    def proposed(self) -> "ExclusionHitQuerySet":
        """Open, and somebody proposed to clear it: a second person has to decide."""
        return self.open().filter(proposed_at__isnull=False)

    def awaiting(self) -> "ExclusionHitQuerySet":
        """Open, and nobody has said yet that it is this person."""
        return self.open().filter(confirmed_at__isnull=True)


def person(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name=related_name)


def whole(prefix: str, reason: str) -> Q:
    """All three of who, when and why, or neither who nor when."""
    names = (f"{prefix}_at", f"{prefix}_by")
    unset, is_set = (Q(**{f"{name}__isnull": null for name in names}) for null in (True, False))
    return unset | (is_set & ~Q(**{reason: ""}))


class ExclusionHit(TimeStamped):
    """An entry of an exclusion list that points at this provider, at who supervises them, or at where they work and
    who owns it. Our trust rule, not a statement about the law.

    `fingerprint` stands for all facts that were compared, on both sides: the same facts are asked about once, and a
    decision holds until one of them changes. Hits that a person opened by hand (SAM) have none.
    """

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="exclusion_hits")
    exclusion_list = models.ForeignKey(ExclusionList, models.SET_NULL, null=True, blank=True, related_name="hits")
    role = models.CharField(max_length=10, choices=HitRole, default=HitRole.PROVIDER)
    list_name = models.CharField(max_length=40, help_text=_("OIG LEIE, SAM"))
    list_date = models.DateField(help_text=_("Date of the list"))
    matched_on = models.CharField(max_length=60, help_text=_("NPI; name and state; ..."))
    tier = models.CharField(max_length=6, choices=ExclusionTier, default=ExclusionTier.NPI)
    hides = models.BooleanField(default=True, help_text=_("Off: a weak match. It is looked at, and hides nobody yet."))
    compared = models.JSONField(default=dict, blank=True, editable=False, help_text=_("The facts of both sides"))
    record_key = models.CharField(max_length=64, blank=True, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    found_at = models.DateTimeField()
    gone_on = models.DateField(
        null=True, blank=True, help_text=_("Since this list, the entry or the provider's facts are no longer the same.")
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = person("confirmed_exclusions")
    confirmed_reason = models.TextField(blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = person("proposed_clearings")
    proposed_reason = models.TextField(blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = person("cleared_exclusions")
    reason = models.TextField(blank=True)

    objects = ExclusionHitQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-pk"]
        permissions = [
            ("review_exclusionhit", "Can confirm a match with an exclusion list, or propose to clear it"),
            ("clear_exclusionhit", "Can clear a match with an exclusion list, as the second person"),
        ]
        constraints = [
            models.CheckConstraint(name="exclusion_clearing_is_whole", condition=whole("cleared", "reason")),
            models.CheckConstraint(name="exclusion_proposal_is_whole", condition=whole("proposed", "proposed_reason")),
            models.CheckConstraint(
                name="exclusion_confirming_is_whole", condition=whole("confirmed", "confirmed_reason")
            ),
            # Four eyes: whoever proposed to clear it is not the one who clears it.
            models.CheckConstraint(
                name="exclusion_needs_two",
                condition=Q(cleared_at__isnull=True) | (Q(proposed_by__isnull=False) & ~Q(proposed_by=F("cleared_by"))),
            ),
            models.CheckConstraint(
                name="exclusion_confirmed_hides", condition=Q(confirmed_at__isnull=True) | Q(hides=True)
            ),
            models.CheckConstraint(name="exclusion_role_known", condition=Q(role__in=HitRole.values)),
            models.CheckConstraint(name="exclusion_tier_known", condition=Q(tier__in=ExclusionTier.values)),
            models.CheckConstraint(
                name="exclusion_only_weak_shows", condition=Q(hides=True) | Q(tier__in=sorted(WEAK_TIERS))
            ),
            models.UniqueConstraint(
                name="exclusion_asked_once",
                fields=["provider", "list_name", "fingerprint"],
                condition=~Q(fingerprint=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_name} {self.list_date}: {self.matched_on}"

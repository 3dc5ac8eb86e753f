"""Where on the body, and what for: areas, concerns, and which concern goes with which area."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from treatments.enums import Origin
from treatments.models.claim import Claim
from treatments.models.course import EffectDuration, SessionPlan


class InTwoLanguages(models.Model):
    """A short name in English and Spanish. An empty Spanish name falls back to English, never to a machine's."""

    slug = models.SlugField(max_length=40, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=60)
    name_es = models.CharField(_("name (Spanish)"), max_length=60, blank=True)
    hint_en = models.CharField(_("hint (English)"), max_length=120, blank=True)
    hint_es = models.CharField(_("hint (Spanish)"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(help_text=_("Order in lists"))
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.GUIDE)

    class Meta:
        abstract = True
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name_en

    @property
    def name(self) -> str:
        return (self.name_es if _spanish() else "") or self.name_en

    @property
    def hint(self) -> str:
        return (self.hint_es if _spanish() else "") or self.hint_en


def _spanish() -> bool:
    return (get_language() or "").startswith("es")


class Area(InTwoLanguages):
    """A part of the body where the treatment is given."""

    class Meta(InTwoLanguages.Meta):
        constraints = [models.CheckConstraint(name="area_origin_known", condition=Q(origin__in=Origin.values))]


class Concern(InTwoLanguages):
    """What a person would like help with. "People use it for", never "it treats"."""

    session_plan = models.ForeignKey(SessionPlan, models.PROTECT, related_name="concerns")
    effect = models.ForeignKey(EffectDuration, models.PROTECT, related_name="concerns")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")
    needs_fda_note = models.BooleanField(
        default=False, help_text=_("Every page with this concern carries the FDA note on unapproved injections.")
    )
    areas = models.ManyToManyField(Area, through="AreaConcern", related_name="concerns")

    class Meta(InTwoLanguages.Meta):
        constraints = [models.CheckConstraint(name="concern_origin_known", condition=Q(origin__in=Origin.values))]


class AreaConcern(models.Model):
    """One thing a provider can offer: a concern treated in an area. Its id is the service code of the matching core."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="area_concerns")
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="area_concerns")
    is_active = models.BooleanField(default=True, help_text=_("Off: no longer asked for or offered."))

    class Meta:
        ordering = [F("area__position").asc(), F("concern__position").asc()]
        constraints = [models.UniqueConstraint(name="area_concern_once", fields=["area", "concern"])]
        verbose_name = _("area and concern")
        verbose_name_plural = _("areas and concerns")

    def __str__(self) -> str:
        return f"{self.area}: {self.concern}"

"""What the guide shows from the catalog's rows: numbers, areas, concerns. Four queries, however many rows."""

from dataclasses import dataclass

from django.urls import reverse

from treatments.enums import EffectKind
from treatments.models import Area, AreaConcern, Concern, CostGuide, EffectDuration, SessionPlan
from treatments.selectors import usual_cost, usual_plan

EFFECT_ORDER = [EffectKind.SKIN, EffectKind.HAIR, EffectKind.FAT]


@dataclass(frozen=True, slots=True)
class CoursePrice:
    """What a course costs at the guide price of one session, whole US dollars, without fees."""

    sessions: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class GuideFacts:
    """`pairs` in catalog order; each area and concern has its rows along."""

    plan: SessionPlan
    cost: CostGuide
    effects: tuple[EffectDuration, ...]
    pairs: tuple[AreaConcern, ...]

    @property
    def areas(self) -> tuple[Area, ...]:
        return tuple({pair.area_id: pair.area for pair in self.pairs}.values())

    @property
    def concerns(self) -> tuple[Concern, ...]:
        found = {pair.concern_id: pair.concern for pair in self.pairs}
        return tuple(sorted(found.values(), key=lambda concern: concern.position))

    @property
    def course_prices(self) -> tuple[CoursePrice, ...]:
        counts = (self.plan.sessions_min, self.plan.sessions_max)
        return tuple(CoursePrice(count, count * self.cost.low, count * self.cost.high) for count in counts)


@dataclass(frozen=True, slots=True)
class GuideSubject:
    """The area or the concern that a page is about, and what goes with it."""

    row: Area | Concern
    concerns: tuple[Concern, ...]
    areas: tuple[Area, ...]

    @property
    def is_area(self) -> bool:
        return isinstance(self.row, Area)

    @property
    def href(self) -> str:
        """In the language of the moment."""
        return reverse("guide:area" if self.is_area else "guide:concern", args=[self.row.slug])

    @property
    def needs_fda_note(self) -> bool:
        return any(concern.needs_fda_note for concern in self.concerns)


def guide_facts() -> GuideFacts:
    """Raises CatalogNotLoaded."""
    pairs = AreaConcern.objects.filter(is_active=True).select_related(
        "area", "concern__claim", "concern__effect__claim", "concern__session_plan__claim"
    )
    effects = sorted(
        EffectDuration.objects.select_related("claim"), key=lambda effect: EFFECT_ORDER.index(EffectKind(effect.kind))
    )
    return GuideFacts(plan=usual_plan(), cost=usual_cost(), effects=tuple(effects), pairs=tuple(pairs))


def about_area(facts: GuideFacts, slug: str) -> GuideSubject | None:
    """None for an area that does not exist or has no concern in use."""
    pairs = [pair for pair in facts.pairs if pair.area.slug == slug]
    return GuideSubject(pairs[0].area, tuple(pair.concern for pair in pairs), (pairs[0].area,)) if pairs else None


def about_concern(facts: GuideFacts, slug: str) -> GuideSubject | None:
    """None for a concern that does not exist or is in use nowhere."""
    pairs = [pair for pair in facts.pairs if pair.concern.slug == slug]
    return GuideSubject(pairs[0].concern, (pairs[0].concern,), tuple(pair.area for pair in pairs)) if pairs else None

"""The least catalog a test needs. Tests about the catalog itself load the real one."""

from django.db.models import Exists
from django.utils import timezone

from tests.factories.catalog import put_back_or_make
from treatments.enums import ClaimStatus, EffectKind, EvidenceWord
from treatments.models import Area, AreaConcern, Claim, Concern, CostGuide, EffectDuration, SessionPlan

POSITIONS = {"scalp": 1, "face": 2, "neck": 3, "chest": 4, "hands": 5, "stomach": 6, "hips-and-thighs": 7}


def make_claim(slug: str = "made-for-a-test", **fields: object) -> Claim:
    words = {"text_en": "People say so.", "text_es": "Así lo dice la gente."}
    defaults = {**words, "evidence": EvidenceWord.REPORTED, "status": ClaimStatus.PUBLISHED}
    return Claim.objects.get_or_create(slug=slug, defaults={**defaults, **fields})[0]


def make_session_plan(slug: str = "usual") -> SessionPlan:
    facts = {
        "sessions_min": 6,
        "sessions_max": 10,
        "first_phase_sessions": 6,
        "first_phase_gap_days": 7,
        "later_gap_days": 30,
        "rest_days": 90,
        "claim": make_claim,
    }
    return SessionPlan.objects.get_or_create(slug=slug, defaults=facts)[0]


def make_cost_guide(slug: str = "session") -> CostGuide:
    facts = {"low": 150, "high": 400, "as_of_year": 2022, "claim": make_claim}
    return CostGuide.objects.get_or_create(slug=slug, defaults=facts)[0]


def make_area(slug: str = "face") -> Area:
    facts = {"name_en": slug.replace("-", " ").capitalize(), "position": POSITIONS.get(slug, 9)}
    return Area.objects.get_or_create(slug=slug, defaults=facts)[0]


def make_skin_effect() -> EffectDuration:
    facts = {"kind": EffectKind.SKIN, "months_min": 6, "months_max": 6, "claim": make_claim}
    return EffectDuration.objects.get_or_create(slug="skin", defaults=facts)[0]


def make_concern(slug: str = "fine-lines") -> Concern:
    facts = {
        "name_en": slug.replace("-", " ").capitalize(),
        "position": lambda: Concern.objects.count() + 1,
        "session_plan": make_session_plan,
        "effect": make_skin_effect,
        "claim": make_claim,
    }
    return Concern.objects.get_or_create(slug=slug, defaults=facts)[0]


def make_area_concern(area: str = "face", concern: str = "fine-lines") -> AreaConcern:
    """One thing a provider can offer. Also makes the usual plan and cost, which ranking reads."""
    plan, cost = SessionPlan.objects.filter(slug="usual"), CostGuide.objects.filter(slug="session")
    whole = AreaConcern.objects.filter(Exists(plan), Exists(cost), area__slug=area, concern__slug=concern)
    if found := whole.select_related("area", "concern").first():  # most tests ask again and again for the same pair
        return found

    def make() -> None:
        make_session_plan()
        make_cost_guide()
        AreaConcern.objects.get_or_create(area=make_area(area), concern=make_concern(concern))

    put_back_or_make((area, concern, timezone.now().date()), make)
    return whole.select_related("area", "concern").get()

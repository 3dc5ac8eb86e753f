from treatments.models.area import Area, AreaConcern, Concern
from treatments.models.claim import Claim, ClaimSource, Source
from treatments.models.course import CostGuide, EffectDuration, SessionPlan

__all__ = [
    "Area",
    "AreaConcern",
    "Claim",
    "ClaimSource",
    "Concern",
    "CostGuide",
    "EffectDuration",
    "SessionPlan",
    "Source",
]

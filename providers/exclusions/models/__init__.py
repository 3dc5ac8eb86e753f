from providers.exclusions.models.exclusion import ExclusionHit
from providers.exclusions.models.exclusion_list import ExclusionList, ExclusionRecord, RefusedLine

__all__ = [
    "ExclusionHit",
    "ExclusionList",
    "ExclusionRecord",
    "RefusedLine",
]

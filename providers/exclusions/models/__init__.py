from providers.exclusions.models.exclusion import ExclusionHit
from providers.exclusions.models.exclusion_list import ExclusionList, ExclusionRecord, RefusedLine
from providers.exclusions.models.list_comparison import ListComparison

__all__ = [
    "ExclusionHit",
    "ExclusionList",
    "ExclusionRecord",
    "ListComparison",
    "RefusedLine",
]

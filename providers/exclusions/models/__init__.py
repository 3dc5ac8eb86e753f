from providers.exclusions.models.exclusion import ExclusionHit
from providers.exclusions.models.exclusion_list import ExclusionList, ExclusionRecord, RefusedLine
from providers.exclusions.models.list_agreement import ListAgreement
from providers.exclusions.models.list_change import ListChange
from providers.exclusions.models.list_comparison import ListComparison
from providers.exclusions.models.sent_list import SentList

__all__ = [
    "ExclusionHit",
    "ExclusionList",
    "ExclusionRecord",
    "ListAgreement",
    "ListChange",
    "ListComparison",
    "RefusedLine",
    "SentList",
]

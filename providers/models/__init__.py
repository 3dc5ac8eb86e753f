from providers.models.exclusion import ExclusionHit
from providers.models.exclusion_list import ExclusionList, ExclusionRecord, RefusedLine
from providers.models.license import License
from providers.models.location import PracticeLocation, WeeklyHours
from providers.models.offering import Offering
from providers.models.provider import Provider
from providers.models.screening import ScreeningCase, ScreeningCheck

__all__ = [
    "ExclusionHit",
    "ExclusionList",
    "ExclusionRecord",
    "License",
    "Offering",
    "PracticeLocation",
    "Provider",
    "RefusedLine",
    "ScreeningCase",
    "ScreeningCheck",
    "WeeklyHours",
]

from providers.models.claim import NpiClaim
from providers.models.decision import TwoPersonDecision
from providers.models.document import Document
from providers.models.event import CaseEvent
from providers.models.exclusion import ExclusionHit
from providers.models.exclusion_list import ExclusionList, ExclusionRecord, RefusedLine
from providers.models.hold import ProviderHold
from providers.models.license import License
from providers.models.location import PracticeLocation, WeeklyHours
from providers.models.offering import Offering
from providers.models.proposal import ProposedChange
from providers.models.provider import Provider
from providers.models.registry_answer import RegistryAnswer
from providers.models.reminder import Reminder
from providers.models.screening import ScreeningCase, ScreeningCheck
from providers.models.statement import Statement
from providers.models.upload import Upload

__all__ = [
    "CaseEvent",
    "Document",
    "ExclusionHit",
    "ExclusionList",
    "ExclusionRecord",
    "License",
    "NpiClaim",
    "Offering",
    "PracticeLocation",
    "ProposedChange",
    "Provider",
    "ProviderHold",
    "RefusedLine",
    "RegistryAnswer",
    "Reminder",
    "ScreeningCase",
    "ScreeningCheck",
    "Statement",
    "TwoPersonDecision",
    "Upload",
    "WeeklyHours",
]

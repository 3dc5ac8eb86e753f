from providers.screening.models.claim import NpiClaim
from providers.screening.models.decision import TwoPersonDecision
from providers.screening.models.document import Document
from providers.screening.models.event import CaseEvent
from providers.screening.models.hold import ProviderHold
from providers.screening.models.proposal import ProposedChange
from providers.screening.models.reminder import Reminder
from providers.screening.models.rule_reading import RuleReading
from providers.screening.models.screening import ScreeningCase, ScreeningCheck
from providers.screening.models.source_page import SourcePage
from providers.screening.models.upload import Upload

__all__ = [
    "CaseEvent",
    "Document",
    "NpiClaim",
    "ProposedChange",
    "ProviderHold",
    "Reminder",
    "RuleReading",
    "ScreeningCase",
    "ScreeningCheck",
    "SourcePage",
    "TwoPersonDecision",
    "Upload",
]

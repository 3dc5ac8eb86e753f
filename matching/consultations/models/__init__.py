from matching.consultations.models.asker import Asker, Hold, PressLink
from matching.consultations.models.calendar import SpecialDay
from matching.consultations.models.capacity import CapacityWeek, PlaceCapacity
from matching.consultations.models.draft import RequestDraft
from matching.consultations.models.nudge import Nudge
from matching.consultations.models.request import Move, PreferredTime, Request, RequestClock
from matching.consultations.models.safety import AbuseReport, BlockedAsker
from matching.consultations.models.times import OfferedTime, Visit
from matching.consultations.models.words import Message, RequestWords, SharedFact

__all__ = [
    "AbuseReport",
    "Asker",
    "BlockedAsker",
    "CapacityWeek",
    "Hold",
    "Message",
    "Move",
    "Nudge",
    "OfferedTime",
    "PlaceCapacity",
    "PreferredTime",
    "PressLink",
    "Request",
    "RequestClock",
    "RequestDraft",
    "RequestWords",
    "SharedFact",
    "SpecialDay",
    "Visit",
]

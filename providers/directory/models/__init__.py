from providers.directory.models.answers import AnswerRecord
from providers.directory.models.former_name import FormerName
from providers.directory.models.license import License
from providers.directory.models.location import PracticeLocation, WeeklyHours
from providers.directory.models.offering import Offering
from providers.directory.models.provider import Provider
from providers.directory.models.statement import Statement
from providers.directory.models.ways import PlaceWays

__all__ = [
    "AnswerRecord",
    "FormerName",
    "License",
    "Offering",
    "PlaceWays",
    "PracticeLocation",
    "Provider",
    "Statement",
    "WeeklyHours",
]

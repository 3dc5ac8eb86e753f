from matching.search.models.health import HealthAnswers
from matching.search.models.intake import Intake, IntakeChange
from matching.search.models.job import MatchJob
from matching.search.models.match import Match, NearMiss

__all__ = [
    "HealthAnswers",
    "Intake",
    "IntakeChange",
    "Match",
    "MatchJob",
    "NearMiss",
]

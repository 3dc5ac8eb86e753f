from matching.models.health import HealthAnswers
from matching.models.intake import Intake, IntakeChange
from matching.models.job import MatchJob
from matching.models.match import Match, NearMiss

__all__ = ["HealthAnswers", "Intake", "IntakeChange", "Match", "MatchJob", "NearMiss"]

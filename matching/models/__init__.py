from matching.models.change import ListingChange, ListingLog
from matching.models.health import HealthAnswers
from matching.models.intake import Intake, IntakeChange
from matching.models.job import MatchJob
from matching.models.match import Match, NearMiss

__all__ = ["HealthAnswers", "Intake", "IntakeChange", "ListingChange", "ListingLog", "Match", "MatchJob", "NearMiss"]

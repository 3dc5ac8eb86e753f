from matching.insights.models.anonymous import AnonymousSearch, CountedIntake
from matching.insights.models.place_figures import PlaceFigures
from matching.insights.models.weekly import WeeklyMail

__all__ = ["AnonymousSearch", "CountedIntake", "PlaceFigures", "WeeklyMail"]

from providers.words.models.about import AboutAnswer
from providers.words.models.sessions import SessionsSaid

__all__ = ["AboutAnswer", "SessionsSaid"]

"""Finding texts by their words, in both languages. Accents are taken off before PostgreSQL sees a text or what is
looked for, so it needs no extension for that."""

from typing import Final

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, Value
from django.db.models.expressions import CombinedExpression

from matching.consultations.rules.urgent import plain_letters
from matching.questions.models import QuestionText
from treatments.guide.folding import undashed

CONFIGS: Final = {"en": "english", "es": "spanish"}
MOST_TYPED: Final = 200


def vector_of(text: QuestionText) -> CombinedExpression | SearchVector:
    """The title counts more than what stands below it."""
    config = CONFIGS[text.language]
    words = SearchVector(Value(plain_letters(str(text.words or ""))), config=config, weight="B")
    if text.title is None:
        return words
    return SearchVector(Value(plain_letters(str(text.title))), config=config, weight="A") + words


def query_of(typed: str, language: str) -> SearchQuery:
    return SearchQuery(undashed(plain_letters(typed[:MOST_TYPED])), config=CONFIGS[language], search_type="websearch")


def said_in_any_language(typed: str) -> Q:
    """Texts with these words, each by the rules of its own language."""
    found = Q()
    for language in CONFIGS:
        found |= Q(language=language, search=query_of(typed, language))
    return found

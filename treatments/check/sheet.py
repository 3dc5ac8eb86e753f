"""The answers of one person so far. Nothing of it is kept on the server."""

from django.http import QueryDict

from treatments.check.forms import (
    QUESTIONS,
    AreaQuestion,
    CheckQuestion,
    ConcernQuestion,
    HealthQuestion,
    TimingQuestion,
)
from treatments.choices import CatalogChoices


class Sheet:
    """All four questions, read from `data`. Each page checks all of it anew: the catalog may have changed."""

    def __init__(self, data: QueryDict, catalog: CatalogChoices) -> None:
        self.data, self.catalog = data, catalog
        self.area = AreaQuestion(data, catalog=catalog)
        self.concern = ConcernQuestion(data, catalog=catalog, within=self.area.named)
        self.timing = TimingQuestion(data, catalog=catalog)
        self.health = HealthQuestion(data, catalog=catalog, within=self.area.named, about=self.concern.named)
        self.questions: dict[str, CheckQuestion] = {
            question.slug: question for question in (self.area, self.concern, self.timing, self.health)
        }

    def first_open(self, *, before: str | None = None) -> CheckQuestion | None:
        """The first question that is not answered, or not rightly; only those before one, or of all four."""
        slugs = list(QUESTIONS)
        asked = slugs[: slugs.index(before)] if before else slugs
        return next((self.questions[slug] for slug in asked if not self.questions[slug].is_valid()), None)

    def asked(self, slug: str) -> CheckQuestion:
        """The question to ask, with what was ticked before and without errors."""
        question = self.questions[slug]
        ticked = self.data.getlist(question.name)
        initial = ticked if question.takes_many else next(iter(ticked), None)
        return type(question)(
            catalog=self.catalog, within=question.within, about=question.about, initial={question.name: initial}
        )

    @property
    def wish(self) -> list[tuple[str, str]]:
        """The hidden fields for the intake: areas and concerns alone. Health answers stay on these pages."""
        return [(question.name, value) for question in (self.area, self.concern) for value in question.answers]

"""What every question of the intake has in common."""

from typing import Any, ClassVar

from django import forms

from matching.search.drafts import Draft, new_draft
from treatments.choices import CatalogChoices

NOBODYS = new_draft()


class StepForm(forms.Form):
    """One question. `heading` is the page's title too, so it never holds the person's answer."""

    slug: ClassVar[str]
    heading: ClassVar[Any]
    template: ClassVar[str] = "matching/search/intake/step.html"

    def __init__(self, data: Any = None, *, draft: Draft, catalog: CatalogChoices) -> None:
        self.draft, self.catalog = draft, catalog
        super().__init__(data, initial=self.initial_from(draft), label_suffix="")
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices that come from the catalog."""

    def initial_from(self, draft: Draft) -> dict[str, Any]:
        raise NotImplementedError

    def answers(self) -> dict[str, Any]:
        """The draft's fields as answered. Only after is_valid()."""
        raise NotImplementedError

    @property
    def kept_as(self) -> tuple[Any, ...]:
        """All that the question shows, as long as nothing of it is the person's: most are asked for the first time.
        Empty once it was answered."""
        if self.is_bound or self.initial != self.initial_from(NOBODYS):
            return ()
        shown = ((field.help_text, getattr(field, "choices", ())) for field in self.fields.values())
        return (self.slug, *((str(words), list(choices)) for words, choices in shown))

    @classmethod
    def is_answered(cls, draft: Draft, catalog: CatalogChoices) -> bool:
        raise NotImplementedError

    def write(self) -> Draft:
        return self.draft.changed(**self.answers())

"""The shapes of glossary.toml and changed.toml: what a word means, and when a sentence last changed."""

from dataclasses import dataclass
from datetime import date

from treatments.catalog.cleaning import day, slug_text, text
from treatments.catalog.rows import CatalogRow


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow(CatalogRow):
    """`also_*`: other words that people use for it, so that a search finds it."""

    slug: str = slug_text(longest=40)
    name_en: str = text(longest=60)
    name_es: str = text(longest=60)
    also_en: str = text(longest=120, optional=True)
    also_es: str = text(longest=120, optional=True)
    means_en: str = text(longest=240)
    means_es: str = text(longest=280)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedRow(CatalogRow):
    """The day on which a claim got the words that `words` is the hash of (Claim.words_hash, its first 16 characters).
    A load of the catalog on a new machine is no change."""

    slug: str = slug_text(longest=60)
    words: str = text(longest=16)
    on: date = day()  # noqa: RUF009  a field of the row, as the others

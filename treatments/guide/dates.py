"""When a sentence last changed: what changed.toml remembers, and what the desk did since."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from django.utils import timezone

from treatments.catalog.term_rows import DatedRow
from treatments.guide.book import shipped
from treatments.models import Claim

SHORT = 16  # characters of a hash that the file keeps


def changed_on(claim: Claim) -> date:
    """The file's day for words that the file knows; for others the day on which the row was written."""
    row = _dated().get(claim.slug)
    if row is not None and row.words == claim.words_hash[:SHORT]:
        return row.on
    return timezone.localdate(claim.updated_at)


@cache
def _dated() -> Mapping[str, DatedRow]:
    return {row.slug: row for row in shipped().dated}

"""What the tests of laws read and save."""

from datetime import date

from providers.screening.enums import CheckKind, ReadingStatus
from providers.screening.models import RuleReading
from tests.factories.providers import make_source_page

FACTS = {
    "may_inject": True,
    "needs_supervisor": True,
    "covers": "any_injection",
    "binds": "rule",
    "source": "Board of Nursing, rule 12.3",
    "url": "https://board.example.gov/rules/12-3",
    "words": "A registered nurse may inject a drug on the order of a physician.",
    "effective_from": date(2020, 1, 1),
}
NO = {**FACTS, "may_inject": False, "words": "No registered nurse injects for cosmetic purposes."}


def law_page(now, **fields):
    return make_source_page(None, CheckKind.SCOPE, at=now, **fields)


def make_reading(*, by, now, state="NV", profession="rn", **changes):
    """Read by one, as a row."""
    facts = {**FACTS, "page": law_page(now), "read_by": by, "read_on": now.date(), **changes}
    return RuleReading.objects.create(state=state, profession=profession, status=ReadingStatus.READ, **facts)

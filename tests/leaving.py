"""What may never leave the house: in no proof, badge, API, bulk file or number. One list for all of them.

`plant_what_stays()` writes words that nobody else has into all that stays behind one listed place; whoever lets
something out asks `betrayed()` which of them are in it. What is allowed, each room lists for its own formats.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from providers.directory.models import FormerName, PracticeLocation, Statement
from providers.screening.enums import CheckKind
from providers.screening.models import Document, SourcePage
from providers.supervision.models import Supervision
from tests.factories.consultations import make_asker, make_request
from tests.factories.providers import (
    cleared_by_two,
    make_check,
    make_exclusion,
    make_hold,
    make_listed_location,
    make_location,
    make_provider,
    make_screening,
    make_user,
)
from tests.factories.reviews import make_review, publish


def plant_what_stays(now: datetime) -> tuple[PracticeLocation, Mapping[str, str]]:
    """A listed place, and by what they are the words behind it that nobody outside may read."""
    provider = make_provider(
        user=make_user("canary-account@example.com"), middle_name="Canarymiddle", birth_year=1931, gender="woman"
    )
    make_screening(provider, approved_from=date(2019, 2, 3), approved_until=date(2020, 4, 5))
    place = make_listed_location(now=now, provider=provider, owner_name="Canary Owner LLC", phone="510-555-0142")
    make_location(provider, clinic_name="Canary Unlisted Clinic", line1="9 Canary Court", is_active=False)
    FormerName.objects.create(provider=provider, last_name="Canaryformer", source="registry")
    Statement.objects.update_or_create(
        provider=provider, defaults={"insurer": "Canary Mutual", "board_name": "Board of Canaries"}
    )
    Supervision.objects.create(provider=provider, state="CA", name="Dr. Canary Chief", license_number="CANARY-77")
    make_hold(provider, now=now - timedelta(days=90), lifted=True)
    _cleared_match(provider, now)
    asker = make_asker(now=now, email="canary-patient@example.com")
    make_request(place, now=now, asker=asker)
    publish(make_review(place, now=now, words="The canary sang at my visit."), now=now)
    case = provider.screening_cases.latest("pk")
    told = {"finding": "canary finding", "reference": "canary-reference"}
    make_check(case, CheckKind.BOARD, seen_at=now - timedelta(days=1), **told)
    called = case.checks.get(kind=CheckKind.PLACE).called_at
    assert called is not None
    return place, {
        "account": "canary-account@example.com",
        "middle name": "Canarymiddle",
        "birth year": "1931",
        "gender": "woman",
        "former name": "Canaryformer",
        "owner": "Canary Owner LLC",
        "unlisted place": "Canary Unlisted Clinic",
        "its street": "9 Canary Court",
        "insurer": "Canary Mutual",
        "claimed board": "Board of Canaries",
        "supervisor": "Dr. Canary Chief",
        "their license": "CANARY-77",
        "why held": "A complaint is being looked at.",
        "cleared match": "canary match",
        "patient": "canary-patient@example.com",
        "review": "The canary sang at my visit.",
        "finding": "canary finding",
        "reference": "canary-reference",
        "staff": "vetting@example.com",
        "earlier approval": "2019-02-03",
        "its end": "2020-04-05",
        **{f"hash of paper {row.pk}": row.sha256 for row in Document.objects.filter(provider=provider)},
        **{f"hash of page {row.pk}": row.sha256 for row in SourcePage.objects.filter(provider=provider)},
        **{f"hash of look {look.number}": look.hash for look in provider.looks.all()},
        "when somebody was called": called.isoformat(),
    }


def _cleared_match(provider: object, now: datetime) -> None:
    hit = make_exclusion(provider, now=now - timedelta(days=60))
    type(hit).objects.filter(pk=hit.pk).update(matched_on="canary match", **cleared_by_two(now - timedelta(days=59)))


def betrayed(content: bytes | str, planted: Mapping[str, str]) -> list[str]:
    """Which of them are in it, as words of their own: a year may well stand within a signature."""
    text = content.decode() if isinstance(content, bytes) else content
    return [
        what
        for what, word in planted.items()
        if re.search(rf"(?<![0-9A-Za-z]){re.escape(word)}(?![0-9A-Za-z])", text, re.IGNORECASE)
    ]

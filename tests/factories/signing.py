"""Clinicians who may sign, and sources that a person has opened."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from caarisma.accounts.models import User
from tests.factories.providers import make_user
from treatments.models import Claim, Source
from treatments.signing.models import Reviewer, SourceOpening
from treatments.signing.selectors import OURS
from treatments.signing.services.reviewing import SeenLicense, confirm_reviewer, enter_reviewer
from treatments.signing.wording import english_hash


def seen_license(*, now: datetime, **changes: object) -> SeenLicense:
    seen = {
        "printed_name": "Ana Reyes",
        "letters": "MD",
        "license_state": "CA",
        "license_number": "A 123456",
        "seen_where": "Medical Board of California, license search",
        "seen_on": now.date(),
        "good_until": now.date() + timedelta(days=300),
        "interests": "none",
    }
    return SeenLicense(**{**seen, **changes})  # type: ignore[arg-type]


def make_reviewer(user: User, *, now: datetime, confirmed: bool = True, **changes: object) -> Reviewer:
    seen = seen_license(now=now, **changes)
    reviewer = enter_reviewer(user_id=user.pk, seen=seen, by=make_user(is_staff=True), now=now)
    return confirm_reviewer(reviewer_id=reviewer.pk, by=make_user(is_staff=True), now=now) if confirmed else reviewer


def open_sources(claims: Iterable[Claim], *, by: User, now: datetime) -> None:
    """Each outside source of these, read whole, and found to say so."""
    rows = [claim for claim in claims if claim.pk]
    for source in Source.objects.exclude(publisher=OURS).filter(claims__in=rows).distinct():
        found = {one.slug: {"words": english_hash(one), "says": True} for one in rows if source in one.sources.all()}
        SourceOpening.objects.create(
            source=source, title=source.title, url=source.url, opened_on=now.date(), is_whole=True, quote="Page 1.",
            found=found, by=by, at=now,
        )  # fmt: skip

"""A made-up clinician who signed one page of the guide, so that people can see how that looks. The page says that name
and review are made up, and nothing is said to have been opened."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from caarisma.accounts.models import User
from providers.demo.loading import SECOND_STAFF_EMAIL, STAFF_EMAIL, demo_staff
from treatments.selectors import CatalogNotLoaded
from treatments.signing.models import Reviewer
from treatments.signing.pages import page_to_sign
from treatments.signing.services.reviewing import SeenLicense, confirm_reviewer, enter_reviewer
from treatments.signing.services.signing import reviewer_of, shown_hash, sign_contents

PAGE: Final = "glossary"  # of words alone: no advice, no number, nothing about a drug
CLINICIAN_EMAIL: Final = "clinician@demo.caarisma.example"


def sign_a_page(*, now: datetime) -> None:
    """Once, and anew when its words changed."""
    today, user = timezone.localdate(now), demo_staff(CLINICIAN_EMAIL)
    if not Reviewer.objects.there().filter(user=user).exists():
        _enter(user, now)
    try:
        found = page_to_sign(PAGE, on=today)
    except CatalogNotLoaded:  # logins without a guide
        return
    if found is None or not found.is_whole or found.english or reviewer_of(user, on=today) is None:
        return
    sign_contents(
        contents=found.contents,
        languages=["en"],
        shown=shown_hash(found.pieces),
        next_review=today + timedelta(days=365),
        by=user,
        now=now,
    )


def _enter(user: User, now: datetime) -> None:
    today = timezone.localdate(now)
    seen = SeenLicense(
        printed_name="Example Clinician",
        letters="MD",
        license_state="CA",
        license_number="made up",
        seen_where="Nowhere: made up for a demonstration",
        seen_on=today,
        good_until=today + timedelta(days=365),
        interests="none: made up",
        is_made_up=True,
    )
    reviewer = enter_reviewer(user_id=user.pk, seen=seen, by=demo_staff(STAFF_EMAIL), now=now)
    confirm_reviewer(reviewer_id=reviewer.pk, by=demo_staff(SECOND_STAFF_EMAIL), now=now)

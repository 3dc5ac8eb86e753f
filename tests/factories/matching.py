"""Intakes for tests."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.test import Client

from caarisma.accounts.browser import SESSION_KEY, hash_of
from matching.search.drafts import Draft
from matching.search.models import Intake, MatchJob
from matching.search.ownership import Owner
from tests.factories.providers import OAKLAND
from treatments.models import Area, Concern

A_SECRET = "of-a-browser"
A_BROWSER = Owner(browser=hash_of(A_SECRET))  # that of lists which say nothing else


def make_draft(**changes: object) -> Draft:
    """What a person in Oakland might answer, with changes."""
    usual = {
        "form_key": str(uuid4()),
        "areas": ("face",),
        "concerns": ("fine-lines",),
        "zip_code": "94612",
        "radius_miles": 15,
        "max_price": 250,
        "price_answered": True,
        "slots": (),
        "wishes": (),
    }
    return Draft(**{**usual, **changes})


def make_intake(
    *, now: datetime, areas: tuple[str, ...] = ("face",), concerns: tuple[str, ...] = ("fine-lines",), **fields: object
) -> Intake:
    """An intake from ZIP 94612 with its pending job. Areas and concerns by slug; they must exist."""
    defaults = {
        "form_key": uuid4(),
        "zip_code": "94612",
        "latitude": OAKLAND[0],
        "longitude": OAKLAND[1],
        "radius_miles": 15,
        "max_price": 250,
        "adult_confirmed_at": now,
        "consented_at": now,
        "consent_version": "test",
        "expires_at": now + timedelta(days=30),
        "browsers": [] if fields.get("owner") else [A_BROWSER.browser],
    }
    intake = Intake.objects.create(**{**defaults, **fields})
    intake.areas.set(Area.objects.filter(slug__in=areas))
    intake.concerns.set(Concern.objects.filter(slug__in=concerns))
    MatchJob.objects.create(intake=intake, requested_at=now, available_at=now)
    return intake


def own(client: Client, *intakes: Intake) -> None:
    """Make the client's browser one in which these open; and all that have no other."""
    session = client.session
    secret = session.setdefault(SESSION_KEY, A_SECRET)
    session.save()
    for intake in intakes:
        intake.browsers = sorted({*intake.browsers, hash_of(secret)})
        intake.save(update_fields=["browsers"])

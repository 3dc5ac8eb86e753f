"""Intakes for tests."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.test import Client

from matching.search.models import Intake, MatchJob
from matching.search.ownership import MADE_KEY
from tests.factories.providers import OAKLAND
from treatments.models import Area, Concern


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
    }
    intake = Intake.objects.create(**{**defaults, **fields})
    intake.areas.set(Area.objects.filter(slug__in=areas))
    intake.concerns.set(Concern.objects.filter(slug__in=concerns))
    MatchJob.objects.create(intake=intake, requested_at=now, available_at=now)
    return intake


def own(client: Client, *intakes: Intake) -> None:
    """Make the client's browser the one that sent these."""
    session = client.session
    session[MADE_KEY] = [*session.get(MADE_KEY, []), *(intake.pk for intake in intakes)]
    session.save()

"""Requests for tests, each brought where it is by the services that bring real ones there."""

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from matching.consultations.enums import ContactWay
from matching.consultations.models import Asker, OfferedTime, Request, RequestDraft
from matching.consultations.secrets import address_key
from matching.consultations.services.answering import TypedTime, offer_times
from matching.consultations.services.choosing import agree
from matching.consultations.services.drafting import DraftAnswers, save_draft
from matching.consultations.services.sending import send_request
from providers.directory.models import PracticeLocation
from tests.factories.providers import make_listed_location, make_provider, make_user

numbers = count(1)


def make_clinic(*, now: datetime, **fields: Any) -> PracticeLocation:
    """A listed place whose provider has an account, so that a request can reach somebody."""
    provider = fields.pop("provider", None) or make_provider(user=make_user())
    return make_listed_location(now=now, provider=provider, **fields)


def make_asker(*, now: datetime, email: str = "", **fields: Any) -> Asker:
    address = email or f"asker{next(numbers)}@example.com"
    defaults = {"email": address, "email_key": address_key(address), "language": "en", "confirmed_at": now}
    return Asker.objects.create(**{**defaults, **fields})


def make_draft(place: PracticeLocation, *, now: datetime, **answers: Any) -> RequestDraft:
    defaults = {"way": ContactWay.EMAIL, "email": f"asker{next(numbers)}@example.com", "any_time": True}
    return save_draft(
        browser=answers.pop("browser", uuid4().hex),
        form_key=answers.pop("form_key", None) or uuid4(),
        place=place,
        answers=DraftAnswers(**{**defaults, **answers}),
        intake=answers.pop("intake", None),
        language="en",
        now=now,
    )


def make_request(
    place: PracticeLocation | None = None, *, now: datetime, asker: Asker | None = None, **answers: Any
) -> Request:
    """Sent."""
    place, asker = place or make_clinic(now=now), asker or make_asker(now=now)
    draft = make_draft(place, now=now, **answers)
    return send_request(draft_id=draft.pk, asker_id=asker.pk, form_key=draft.form_key, now=now)


def at_clinic(now: datetime, *, days: int, hour: int = 14, minute: int = 0, zone: str = "America/Los_Angeles") -> Any:
    day = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
    return TypedTime(day, time(hour, minute))


def offer(request: Request, *, now: datetime, times: list[TypedTime] | None = None) -> list[OfferedTime]:
    """Offered by the clinic: by default at 2 PM in seven days."""
    request.refresh_from_db()
    offer_times(
        request_id=request.pk,
        times=times or [at_clinic(now, days=7)],
        by=request.provider.user,
        seen=request.n,
        form_key=uuid4(),
        now=now,
    )
    request.refresh_from_db()
    return list(request.offers.filter(state="open"))


def make_agreed(place: PracticeLocation | None = None, *, now: datetime, **answers: Any) -> Request:
    request = make_request(place, now=now, **answers)
    (offered,) = offer(request, now=now)
    agree(request_id=request.pk, offer_id=offered.pk, by=[request.asker_id], form_key=uuid4(), now=now)
    request.refresh_from_db()
    return request


def days_ahead(now: datetime, days: int) -> date:
    return now.date() + timedelta(days=days)

"""The secret address of a provider's visits: made, made anew, ended."""

from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction

from caarisma.accounts.models import User
from providers.calendars.models import CalendarFeed
from providers.directory.models import Provider
from providers.teams.acting import require_may
from providers.teams.enums import Did
from providers.teams.rules.deeds import Deed
from providers.teams.services.acts import note
from providers.vetting.locks import lock_provider


@transaction.atomic
def make_feed(*, provider_id: int, by: User, now: datetime) -> CalendarFeed:
    """A new address. An older one reads nothing from now on."""
    provider, token = _locked(provider_id, by), token_urlsafe(32)
    fields = {"token": token, "token_hash": hashed(token), "made_at": now, "made_by": by, "read_at": None}
    feed, _made = CalendarFeed.objects.update_or_create(provider=provider, defaults=fields)
    note(provider, Did.CALENDAR, by=by, now=now)
    return feed


@transaction.atomic
def end_feed(*, provider_id: int, by: User, now: datetime) -> None:
    provider = _locked(provider_id, by)
    if CalendarFeed.objects.filter(provider=provider).delete()[0]:
        note(provider, Did.CALENDAR, by=by, now=now)


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _locked(provider_id: int, by: User) -> Provider:
    provider = lock_provider(provider_id)
    require_may(provider, by, Deed.HOURS)
    return provider

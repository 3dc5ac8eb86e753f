"""Busy times come in: from a file at once, from an address when a worker has asked it. Each reading takes the place of
the one before."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.advisory import Lock
from caarisma.common.errors import UserFacingError
from caarisma.common.one_at_a_time import work_off
from caarisma.common.publishing import publish_after_commit
from providers.calendars.enums import AGAIN, SourceKind, Trouble
from providers.calendars.fetching import MOST_BYTES, asked_for, fetch
from providers.calendars.models import BusySource, BusyTime
from providers.calendars.rules.reading import BusyRead, CalendarRefused, read_busy
from providers.directory.models import Provider
from providers.teams.acting import require_may
from providers.teams.enums import Did
from providers.teams.rules.deeds import Deed
from providers.teams.services.acts import note
from providers.vetting.locks import lock_provider

TASK: Final = "calendars.fetch"
AHEAD: Final = timedelta(days=62)
EVERY: Final = timedelta(hours=1)
BACKOFF: Final = timedelta(minutes=30)  # doubled with each try, up to a day
MOST_ADDRESSES: Final = 3


def add_file(*, provider_id: int, content: bytes, by: User, now: datetime) -> BusySource:
    """In the place of the file before. UserFacingError in words for what cannot be read: then the older one stays."""
    if len(content) > MOST_BYTES:
        raise UserFacingError(str(Trouble.BIG.label))
    provider = Provider.objects.get(pk=provider_id)
    require_may(provider, by, Deed.HOURS)
    try:
        read = _read(provider, content, now)
    except CalendarRefused as refused:
        raise UserFacingError(str(refused.trouble.label)) from None
    with transaction.atomic():
        provider = _locked(provider_id, by)
        provider.busy_sources.filter(kind=SourceKind.FILE).delete()
        source = BusySource.objects.create(
            provider=provider, kind=SourceKind.FILE, made_at=now, made_by=by, read_at=now, skipped=read.skipped
        )
        _keep(source, read)
        note(provider, Did.CALENDAR, by=by, now=now)
    return source


@transaction.atomic
def add_address(*, provider_id: int, address: str, by: User, now: datetime) -> BusySource:
    """A worker asks it soon, and then every hour. The same once more asks it anew."""
    try:
        asked_for(address)
    except CalendarRefused as refused:
        raise UserFacingError(str(refused.trouble.label)) from None
    provider, key = _locked(provider_id, by), sha256(address.encode()).hexdigest()
    held = provider.busy_sources.filter(kind=SourceKind.ADDRESS)
    if held.exclude(address_hash=key).count() >= MOST_ADDRESSES:
        raise UserFacingError(_("Three addresses are the most. Remove one first."))
    fields = {"address": address, "made_at": now, "made_by": by, "due_at": now, "attempts": 0, "trouble": ""}
    source, _made = BusySource.objects.update_or_create(
        provider=provider, kind=SourceKind.ADDRESS, address_hash=key, defaults=fields
    )
    note(provider, Did.CALENDAR, by=by, now=now)
    publish_after_commit(TASK, source_id=source.pk)
    return source


@transaction.atomic
def remove_source(*, provider_id: int, source_id: int, by: User, now: datetime) -> None:
    """With the times that it told of. Twice is once."""
    provider = _locked(provider_id, by)
    if provider.busy_sources.filter(pk=source_id).delete()[0]:
        note(provider, Did.CALENDAR, by=by, now=now)


def fetch_due(*, grace: timedelta = timedelta(), seconds: float = 0) -> int:
    """Ask the addresses that are due, and go on for so long. Returns how many there were."""
    return work_off(BusySource.objects.due, _fetch, under=Lock.FETCH_CALENDARS, grace=grace, seconds=seconds)


def forget_past(*, now: datetime) -> int:
    """Returns how many busy times are gone."""
    return BusyTime.objects.filter(ends__lt=now).delete()[0]


def _fetch(source_id: int) -> None:
    """Asked outside of any transaction. Cut off meanwhile, it is asked again."""
    now = timezone.now()
    source = _count_attempt(source_id, now)
    if source is None:
        return
    try:
        read = _read(source.provider, fetch(str(source.address)), now)
    except CalendarRefused as refused:
        _fail(source, refused.trouble, now)
    else:
        _succeed(source, read, now)


@transaction.atomic(durable=True)
def _count_attempt(source_id: int, now: datetime) -> BusySource | None:
    source = BusySource.objects.due(on=now).select_for_update(of=("self",)).filter(pk=source_id).first()
    if source is None:
        return None
    source.attempts = min(source.attempts + 1, 20)
    source.due_at = now + min(BACKOFF * 2 ** (source.attempts - 1), timedelta(days=1))
    source.save(update_fields=["attempts", "due_at"])
    return source


def _fail(source: BusySource, trouble: Trouble, now: datetime) -> None:
    """What cannot mend itself is not asked again: the clinic reads why. What was read before stays until it is past."""
    due_at = source.due_at if trouble in AGAIN else None
    BusySource.objects.filter(pk=source.pk, made_at=source.made_at).update(trouble=trouble, due_at=due_at)


@transaction.atomic
def _succeed(source: BusySource, read: BusyRead, now: datetime) -> None:
    """Unless it was removed or said anew meanwhile."""
    held = BusySource.objects.select_for_update(of=("self",)).filter(pk=source.pk, made_at=source.made_at).first()
    if held is None:
        return
    held.read_at, held.trouble, held.attempts, held.skipped, held.due_at = now, "", 0, read.skipped, now + EVERY
    held.save(update_fields=["read_at", "trouble", "attempts", "skipped", "due_at"])
    _keep(held, read)


def _read(provider: Provider, content: bytes, now: datetime) -> BusyRead:
    """Times without a zone are by the clock of the first place."""
    place = provider.locations.filter(is_active=True).first()
    zone = place.time_zone if place else "America/New_York"
    return read_busy(content, zone=zone, first=now, last=now + AHEAD)


def _keep(source: BusySource, read: BusyRead) -> None:
    source.times.all().delete()
    BusyTime.objects.bulk_create(BusyTime(source=source, starts=starts, ends=ends) for starts, ends in read.times)


def _locked(provider_id: int, by: User) -> Provider:
    provider = lock_provider(provider_id)
    require_may(provider, by, Deed.HOURS)
    return provider

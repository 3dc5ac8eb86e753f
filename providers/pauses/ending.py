"""End the pauses whose day has come, by the clock of each clinic."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from providers.directory.models import Provider
from providers.screening.enums import EventKind, HoldKind
from providers.screening.models import CaseEvent, ProviderHold
from providers.screening.rules.due import OFFICE_ZONE
from providers.vetting.locks import lock_provider


def end_pauses(*, now: datetime) -> int:
    """In the name of who paused. Returns how many ended. May run twice, and beside somebody who ends it by hand."""
    tomorrow = (now + timedelta(days=1)).date()  # it is that day already in the easternmost zone
    due = ProviderHold.objects.open().filter(kind=HoldKind.PAUSED, until__lte=tomorrow)
    return sum(_end(hold_id, now) for hold_id in due.values_list("pk", flat=True))


@transaction.atomic
def _end(hold_id: int, now: datetime) -> bool:
    provider = lock_provider(ProviderHold.objects.values_list("provider", flat=True).get(pk=hold_id))
    hold = provider.holds.open().filter(pk=hold_id, until__lte=today_of(provider, now)).first()
    if hold is None:
        return False
    hold.lifted_by, hold.lifted_at = hold.placed_by, now
    hold.save(update_fields=["lifted_by", "lifted_at", "updated_at"])
    CaseEvent.objects.create(provider=provider, kind=EventKind.UNPAUSED, by=hold.placed_by, at=now, about=hold.kind)
    return True


def today_of(provider: Provider, now: datetime) -> date:
    """At their first place; without one, in the office."""
    zone = provider.locations.order_by("pk").values_list("time_zone", flat=True).first()
    return now.astimezone(ZoneInfo(zone) if zone else OFFICE_ZONE).date()

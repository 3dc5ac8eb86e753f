"""What a caller found. What was wrong is put right by other services, and counts as wrong all the same."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.accuracy.enums import CallFinding, WrongFact
from providers.accuracy.models import OpenCall, OpenCallTry
from providers.listing.gate import listed_of_places


@transaction.atomic
def record_open_call(*, call_id: int, reached: bool, wrong: Collection[str], by: User, now: datetime) -> OpenCall:
    """One try. Reached: that settles it. Not reached: on the second day that settles it too. UserFacingError for a
    second try on one day, for a call that is settled, and for somebody's own place."""
    call = _lock(call_id)
    place = call.place
    if call.settled_at is not None:
        raise UserFacingError(_("This call is settled already."))
    if place is None or not listed_of_places([place.pk], now=now):
        return _settle(call, CallFinding.GONE, now=now)
    if place.provider.user_id == by.pk:
        raise UserFacingError(_("This is your own profile. A colleague has to call."))
    day = now.astimezone(ZoneInfo(place.time_zone)).date()
    if call.tries.filter(day=day).exists():
        raise UserFacingError(_("Somebody tried today. Try again on another day."))
    OpenCallTry.objects.create(call=call, day=day, at=now, by=by, reached=reached)
    facts = [code for code in WrongFact.values if code in set(wrong)]
    if reached or facts:
        return _settle(call, CallFinding.WRONG if facts else CallFinding.RIGHT, now=now, wrong=facts)
    if call.tries.count() >= 2:
        return _settle(call, CallFinding.NOT_REACHED, now=now)
    return call


@transaction.atomic
def settle_gone(*, now: datetime) -> int:
    """A chore: entries that left the lists before anybody called are none of the sample any more."""
    calls = list(OpenCall.objects.open().select_for_update(of=("self",), skip_locked=True))
    listed = listed_of_places([call.place_id for call in calls if call.place_id is not None], now=now)
    gone = [call for call in calls if call.place_id not in listed]
    for call in gone:
        _settle(call, CallFinding.GONE, now=now)
    return len(gone)


def _settle(call: OpenCall, outcome: CallFinding, *, now: datetime, wrong: Collection[str] = ()) -> OpenCall:
    call.outcome, call.wrong, call.settled_at = outcome, list(wrong), now
    call.save(update_fields=["outcome", "wrong", "settled_at"])
    return call


def _lock(call_id: int) -> OpenCall:
    return OpenCall.objects.select_for_update(of=("self",)).select_related("place__provider").get(pk=call_id)

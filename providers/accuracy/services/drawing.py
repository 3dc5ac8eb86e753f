"""A seed is committed before the month; when the month begins, entries are drawn by it."""

from datetime import UTC, date, datetime
from hashlib import sha256
from secrets import token_hex

from django.db import transaction

from providers.accuracy.models import DrawRound, OpenCall
from providers.accuracy.rules.lots import drawn, frame_of, hashed, places_of, sample_of
from providers.directory.models import Provider
from providers.listing.listed import listed_places


def commit_seed(*, now: datetime) -> DrawRound:
    """A chore: there is always one for the month that comes. Once a month; the same seed ever after."""
    month = _after(now.astimezone(UTC).date())
    seed = token_hex(32)
    made = {"seed": seed, "seed_hash": hashed(seed), "cover": token_hex(32), "committed_at": now}
    return DrawRound.objects.get_or_create(month=month, defaults=made)[0]


@transaction.atomic
def draw(*, now: datetime) -> DrawRound | None:
    """A chore: from the first of the month on, once. A month whose seed was not committed before it has no draw: we
    could have looked at who would come of it."""
    month = now.astimezone(UTC).date().replace(day=1)
    found = DrawRound.objects.select_for_update(of=("self",)).filter(month=month, drawn_at=None).first()
    if found is None or found.committed_at >= datetime(month.year, month.month, 1, tzinfo=UTC):
        return None
    rows = listed_places(on=now).select_related("provider")
    addresses = {place.pk: place.address_on_site(place.provider.slug) for place in rows}
    places = places_of(found.cover, addresses)
    found.frame = frame_of(places)
    found.frame_hash = sha256(found.frame.encode()).hexdigest()
    found.drawn_at, found.entries = now, len(places)
    found.is_demonstration = Provider.objects.filter(locations__in=list(addresses), is_demonstration=True).exists()
    found.save()
    codes = drawn(found.frame, found.seed, most=sample_of(len(places)))
    OpenCall.objects.bulk_create(
        OpenCall(draw=found, place_id=places[code], ref=code, order=order) for order, code in enumerate(codes, start=1)
    )
    return found


def _after(day: date) -> date:
    year, month = divmod(day.year * 12 + day.month, 12)
    return date(year, month + 1, 1)

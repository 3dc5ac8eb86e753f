"""The facts of listed providers that their public pages show, read for many at once in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max, QuerySet

from providers.directory.models import License, Offering, PracticeLocation, Provider, WeeklyHours
from providers.directory.models.location import ASKED_AFTER, confirmed_until
from providers.directory.offered import offered
from providers.ledger.models import ProviderLook
from providers.listing.listed import listed_places
from providers.listing.proven import licenses_that_count
from providers.listing.selectors import Proof, current_proof

DAY: Final = timedelta(days=1)
HOURS_GOOD_FOR: Final = timedelta(days=90)  # what nobody confirmed for longer is not told


@dataclass(frozen=True, kw_only=True)
class PublishedPlace:
    """`hours`: none where nobody has confirmed them lately. `offerings`: what patients may see of the price list.
    `is_confirmed`: the clinic said within 90 days that all of it is right."""

    location: PracticeLocation
    hours: tuple[WeeklyHours, ...]
    offerings: tuple[Offering, ...]
    is_confirmed: bool = True


@dataclass(frozen=True, kw_only=True)
class PublishedPerson:
    provider: Provider
    places: tuple[PublishedPlace, ...]
    licenses: tuple[License, ...]  # of the profession, active and in date
    proof: Proof
    looked: dict[str, datetime] = field(default_factory=dict)  # kind of check -> the newest look of any kind

    def next_end(self, *, now: datetime) -> datetime | None:
        """When the next day that something here hangs on is over, at the clinic."""
        ends = [self.proof.summary.good_until, *(held.expires_on for held in self.licenses if held.expires_on)]
        confirmed = [place.location.hours_confirmed_on for place in self.places if place.hours]
        ends += [day + HOURS_GOOD_FOR for day in confirmed if day]
        for said_on in (place.location.confirmed_on for place in self.places):
            ends += [said_on + ASKED_AFTER - DAY, confirmed_until(said_on)]
        zones = {ZoneInfo(place.location.time_zone) for place in self.places}
        return min((at for end in ends for zone in zones if (at := midnight_after(end, zone)) > now), default=None)


def midnight_after(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)


def listed_people(provider_ids: Collection[int], *, now: datetime) -> dict[int, PublishedPerson]:
    """By provider. Without who is not listed at the instant `now` (aware); made-up people are in a demonstration alone.
    Six queries, however many there are."""
    places = published_places(now=now).filter(provider__in=provider_ids).select_related("provider").order_by("pk")
    by_provider: defaultdict[int, list[PracticeLocation]] = defaultdict(list)
    for location in places:
        by_provider[location.provider_id].append(location)
    proofs = current_proof(by_provider, on=now) if by_provider else {}
    read = _FactsRead(list(by_provider), now)
    return {
        pk: PublishedPerson(
            provider=there[0].provider,
            places=tuple(read.place(location) for location in there),
            licenses=read.licenses_in_date(pk, there),
            proof=proofs[pk],
            looked=read.looked[pk],
        )
        for pk, there in by_provider.items()
        if pk in proofs
    }


def published_places(*, now: datetime) -> QuerySet[PracticeLocation]:
    """Whose entries there should be: everybody listed. Made-up people are published by a demonstration alone."""
    places = listed_places(on=now)
    return places if settings.DEMO else places.filter(provider__is_demonstration=False)


class _FactsRead:
    """What goes with these providers, each by what it belongs to."""

    def __init__(self, provider_ids: Collection[int], now: datetime) -> None:
        self.now = now
        self.licenses: defaultdict[int, list[License]] = defaultdict(list)
        self.hours: defaultdict[int, list[WeeklyHours]] = defaultdict(list)
        self.offerings: defaultdict[int, list[Offering]] = defaultdict(list)
        self.looked: defaultdict[int, dict[str, datetime]] = defaultdict(dict)
        if not provider_ids:
            return
        for held in licenses_that_count().filter(provider__in=provider_ids).order_by("state", "number"):
            self.licenses[held.provider_id].append(held)
        for span in WeeklyHours.objects.filter(location__provider__in=provider_ids).order_by("weekday", "opens"):
            self.hours[span.location_id].append(span)
        lines = Offering.objects.filter(offered(), location__provider__in=provider_ids, area_concern__is_active=True)
        for line in lines.select_related("area_concern__area", "area_concern__concern").order_by("pk"):
            self.offerings[line.location_id].append(line)
        looks = ProviderLook.objects.filter(provider__in=provider_ids).order_by().values_list("provider", "kind")
        for pk, kind, at in looks.annotate(at=Max("looked_at")):
            self.looked[pk][kind] = at

    def place(self, location: PracticeLocation) -> PublishedPlace:
        confirmed = location.hours_confirmed_on
        fresh = confirmed is not None and self._today(location) <= confirmed + HOURS_GOOD_FOR
        return PublishedPlace(
            location=location,
            hours=tuple(self.hours[location.pk]) if fresh else (),
            offerings=tuple(self.offerings[location.pk]),
            is_confirmed=self._today(location) < location.confirmed_on + ASKED_AFTER,
        )

    def licenses_in_date(self, provider_id: int, places: list[PracticeLocation]) -> tuple[License, ...]:
        """By the clock of the place in the license's state, or of the first place."""
        clocks = {location.state: location for location in reversed(places)}
        return tuple(
            held
            for held in self.licenses[provider_id]
            if held.expires_on and held.expires_on >= self._today(clocks.get(held.state, places[0]))
        )

    def _today(self, location: PracticeLocation) -> date:
        return self.now.astimezone(ZoneInfo(location.time_zone)).date()

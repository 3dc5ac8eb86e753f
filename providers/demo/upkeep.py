"""How the demonstration's clinics keep their profiles: packages and a dated price list, a pin, a pause with an end, and
who supervises the nurses. So that no page that speaks of these is empty."""

from datetime import datetime, timedelta
from typing import Final

from matching.search.models import Match
from providers.demo.logins import email_of
from providers.directory.enums import PlacedBy
from providers.directory.models import PracticeLocation, Provider
from providers.listing.listed import listed_places
from providers.pins.services import set_pin
from providers.prices.models import Package
from providers.prices.services.confirming import confirm_prices
from providers.prices.services.packages import WantedPackage, save_packages
from providers.screening.rules.state_rules import ALWAYS_SUPERVISED
from providers.supervision.models import Supervision
from providers.vetting.decisions.holds import pause_provider

AWAY: Final = timedelta(days=12)
NURSES: Final = 40
SUPERVISORS: Final = ("Dr. Ada Nobel", "Dr. Ruth Okafor", "Dr. Jonas Lindqvist", "Dr. Mei Tanaka")


def make_demo_upkeep(*, now: datetime) -> int:
    """After the lists, once. Returns how many packages there are."""
    if Package.objects.exists():
        return 0
    for role in ("provider", "2nd provider"):
        place = PracticeLocation.objects.filter(provider__user__email=email_of(role), is_active=True).first()
        if place is not None:
            _keep_prices(place, now=now)
            _stand_where_it_is(place, now=now)
    _pause_somebody(now=now)
    _name_supervisors(now=now)
    return Package.objects.count()


def _keep_prices(place: PracticeLocation, *, now: datetime) -> None:
    lines = place.offerings.filter(is_active=True).order_by("pk")[:2]
    wanted = [
        WantedPackage(offering_id=line.pk, sessions=sessions, price=sessions * line.price_per_session * share // 100)
        for line, (sessions, share) in zip(lines, ((3, 90), (6, 85)), strict=False)
    ]
    by = place.provider.user
    assert by is not None
    save_packages(provider_id=place.provider_id, location_id=place.pk, wanted=wanted, by=by, now=now)
    confirm_prices(provider_id=place.provider_id, by=by, now=now)


def _stand_where_it_is(place: PracticeLocation, *, now: datetime) -> None:
    by, spot = place.provider.user, (place.latitude, place.longitude)
    if by is not None and place.placed_by == PlacedBy.ZIP:
        set_pin(provider_id=place.provider_id, location_id=place.pk, spot=spot, seen=place.zip_code, by=by, now=now)


def _pause_somebody(*, now: datetime) -> None:
    """Who stands on no list of the demonstration, so that none of them changes by it."""
    matched = Match.objects.values("provider")
    free = listed_places(on=now).filter(provider__is_demonstration=True, provider__user__isnull=False)
    place = free.exclude(provider__in=matched).select_related("provider__user").order_by("-pk").first()
    if place is not None and place.provider.user is not None:
        until = (now + AWAY).date()
        pause_provider(provider_id=place.provider_id, until=until, by=place.provider.user, now=now)


def _name_supervisors(*, now: datetime) -> None:
    nurses = Provider.objects.filter(is_demonstration=True, profession__in=ALWAYS_SUPERVISED).order_by("pk")[:NURSES]
    states = PracticeLocation.objects.filter(provider__in=list(nurses), is_active=True)
    pairs = sorted(set(states.values_list("provider", "state")))
    Supervision.objects.bulk_create(
        Supervision(
            provider_id=provider,
            state=state,
            name=SUPERVISORS[provider % len(SUPERVISORS)],
            license_state=state,
            license_number=f"D{provider:06d}",
            ends_on=(now + timedelta(days=30 * (provider % 20 + 2))).date(),
        )
        for provider, state in pairs
    )

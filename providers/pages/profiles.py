"""What a provider's page shows, read in a fixed number of queries. Only what is listed now is in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from django.utils.formats import date_format

from providers.directory.enums import Language, LicenseStatus, Weekday
from providers.directory.models import License, Offering, PracticeLocation, Provider, WeeklyHours
from providers.directory.named_product import NamedProduct
from providers.directory.offered import offered
from providers.directory.traits import told_of
from providers.listing.listed import listed_places
from providers.listing.selectors import Proof, current_proof
from treatments.selectors import usual_cost


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLine:
    """One concern: a session, and the whole course with a first-visit fee that is not taken off. Whole dollars."""

    concern: str
    price: int
    sessions_min: int
    sessions_max: int
    course_low: int
    course_high: int
    sessions_done: int
    product: NamedProduct | None  # for uses with the FDA's note


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaPrices:
    area: str
    lines: tuple[PriceLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDay:
    """A day of the week and its spans; none when the clinic is closed."""

    name: str
    spans: tuple[WeeklyHours, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilePlace:
    """One location as the page shows it. `opening` is in the clinic's own time, with its zone; "" when unknown."""

    location: PracticeLocation
    prices: tuple[AreaPrices, ...]
    week: tuple[OpenDay, ...]
    opening: str
    needs_fda_note: bool
    address: str  # of the page that speaks of this place first
    told: list[str]  # what the clinic ticked of it, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    provider: Provider
    places: tuple[ProfilePlace, ...]
    languages: tuple[str, ...]
    proof: Proof
    licenses: tuple[License, ...]  # active, of the states of these places
    guide_year: int  # of the guide that says how long a course is


def listed_profile(slug: str, *, on: datetime) -> Profile | None:
    """The page of a provider who is listed at the instant `on` (aware), with their listed locations; else None.

    None for whoever is not: an imported profile, one whose license lapsed, and a name that does not exist look alike.
    """
    offerings = Offering.objects.filter(offered(), area_concern__is_active=True).order_by(
        "area_concern__area__position", "area_concern__concern__position"
    )
    details = offerings.select_related(
        "area_concern__area", "area_concern__concern__session_plan", "area_concern__concern__effect"
    )
    listed = listed_places(on=on).filter(provider__slug=slug).select_related("provider")
    locations = list(
        listed.prefetch_related(Prefetch("offerings", queryset=details), "hours").order_by("-accepting_patients", "pk")
    )
    if not locations:
        return None
    provider = locations[0].provider
    proof = current_proof([provider.pk], on=on).get(provider.pk)
    if proof is None:  # lost between two queries
        return None
    return Profile(
        provider=provider,
        places=tuple(_place(location, on) for location in locations),
        languages=tuple(str(Language(code).label) for code in provider.languages),
        proof=proof,
        licenses=_licenses(provider, locations, on),
        guide_year=usual_cost().as_of_year,
    )


def _licenses(provider: Provider, locations: Iterable[PracticeLocation], on: datetime) -> tuple[License, ...]:
    """Those that carry these places today: active, of the state and the profession."""
    today = {place.state: on.astimezone(ZoneInfo(place.time_zone)).date() for place in locations}
    active = License.objects.filter(provider=provider, profession=provider.profession, status=LicenseStatus.ACTIVE)
    held = active.filter(state__in=today).order_by("state", "pk")
    return tuple(each for each in held if each.expires_on and each.expires_on >= today[each.state])


def _place(location: PracticeLocation, on: datetime) -> ProfilePlace:
    offerings = groupby(location.offerings.all(), key=lambda offering: offering.area_concern.area)
    return ProfilePlace(
        location=location,
        prices=tuple(
            AreaPrices(area=area.name, lines=tuple(_price(location, offering) for offering in group))
            for area, group in offerings
        ),
        week=_week(location.hours.all()),
        opening=_opening(location, on),
        needs_fda_note=any(each.area_concern.concern.needs_fda_note for each in location.offerings.all()),
        address=location.address_on_site(location.provider.slug),
        told=told_of(location),
    )


def _price(location: PracticeLocation, offering: Offering) -> PriceLine:
    plan = offering.area_concern.concern.session_plan
    fee = 0 if location.first_visit_fee_credited else location.first_visit_fee
    return PriceLine(
        concern=offering.area_concern.concern.name,
        price=offering.price_per_session,
        sessions_min=plan.sessions_min,
        sessions_max=plan.sessions_max,
        course_low=offering.price_per_session * plan.sessions_min + fee,
        course_high=offering.price_per_session * plan.sessions_max + fee,
        sessions_done=offering.sessions_done,
        product=NamedProduct.of(offering) if offering.area_concern.concern.needs_fda_note else None,
    )


def _week(hours: Iterable[WeeklyHours]) -> tuple[OpenDay, ...]:
    """All seven days, Monday first; nothing when the clinic gave no hours."""
    spans = list(hours)
    if not spans:
        return ()
    return tuple(
        OpenDay(name=str(day.label), spans=tuple(span for span in spans if span.weekday == day)) for day in Weekday
    )


def _opening(location: PracticeLocation, on: datetime) -> str:
    opening = location.fresh_opening(on=on)
    if opening is None:
        return ""
    local = opening.astimezone(ZoneInfo(location.time_zone))
    return f"{date_format(local, 'WEEKDAY_FORMAT')}, {date_format(local, 'TIME_FORMAT')} {local.tzname()}"

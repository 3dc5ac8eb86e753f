"""What the page of one place shows, read in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from matching.engine.pricing import paid_on_top
from matching.lists.list_seen import SeenMatch
from providers.directory.enums import Weekday
from providers.directory.models import License, Offering, PlaceWays, PracticeLocation, WeeklyHours
from providers.directory.named_product import NamedProduct
from providers.directory.offered import offered
from providers.directory.traits import told_of
from providers.listing.proven import licenses_that_count
from providers.listing.selectors import Proof, current_proof
from providers.pages.clock import open_words
from providers.pages.profiles import ListedClinic, Profile
from providers.prices.models import Package
from providers.prices.selectors import packages_at, price_dates
from providers.words.models import AboutAnswer
from providers.words.selectors import shown_about
from treatments.products.selectors import ProductBook
from treatments.selectors import usual_cost

DIRECTIONS = "https://www.google.com/maps/dir/"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLine:
    """One concern: a session, and the whole course with what of a first-visit fee is not taken off. Whole dollars."""

    area: str
    concern: str
    price: int
    sessions_min: int
    sessions_max: int
    course_low: int
    course_high: int
    sessions_done: int
    packages: tuple[Package, ...]
    product: NamedProduct | None  # where one is named
    is_asked: bool  # on the list that the reader came from


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDay:
    """A day of the week and its spans; none when the clinic is closed."""

    name: str
    spans: tuple[WeeklyHours, ...]
    is_today: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`opening` and `second_opening` are in the clinic's own time, with its zone; "" when unknown."""

    profile: Profile
    clinic: ListedClinic
    proof: Proof
    licenses: tuple[License, ...]  # active, of the state of this place
    prices: tuple[PriceLine, ...]  # what was asked for first
    priced_on: date | None  # the clinic said then that they are right
    week: tuple[OpenDay, ...]
    opening: str
    second_opening: str
    open_words: str
    needs_fda_note: bool
    guide_year: int  # of the guide that says how long a course is
    about: list[AboutAnswer]  # in the provider's own words
    told: list[str]  # what the clinic ticked of it, in words
    facts: list[tuple[str, list[str]]]  # how to pay, park and get in

    @property
    def location(self) -> PracticeLocation:
        return self.clinic.location

    @property
    def others(self) -> tuple[ListedClinic, ...]:
        return tuple(each for each in self.profile.clinics if each is not self.clinic)

    @property
    def directions(self) -> str:
        """Leaves the site, on a tap alone. By the street: many places are only known to their ZIP code's middle."""
        place = self.location
        street = f"{place.line1}, {place.city}, {place.state} {place.zip_code}"
        return f"{DIRECTIONS}?{urlencode({'api': 1, 'destination': street})}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceProof:
    """What the proof page of a place needs of it."""

    profile: Profile
    clinic: ListedClinic
    proof: Proof
    licenses: tuple[License, ...]


def place_proof(profile: Profile, clinic: ListedClinic, *, on: datetime) -> PlaceProof | None:
    """None for a place that was lost between two queries. Three queries."""
    provider = profile.provider
    proof = current_proof([provider.pk], on=on, at=clinic.location.pk).get(provider.pk)
    return PlaceProof(profile=profile, clinic=clinic, proof=proof, licenses=_licenses(clinic, on)) if proof else None


def place_page(profile: Profile, clinic: ListedClinic, asked: SeenMatch | None, *, on: datetime) -> Place | None:
    """`asked`: the provider on the reader's list. None for a place that was lost between two queries."""
    held, location = place_proof(profile, clinic, on=on), clinic.location
    if held is None:
        return None
    here = asked if asked and asked.location_id == location.pk else None
    local = on.astimezone(ZoneInfo(location.time_zone))
    offerings, hours = _offerings(location), list(location.hours.all())
    opening, second, *_rest = *(_told_opening(location, at) for at in location.fresh_openings(on=on)), "", ""
    book, packages = ProductBook.read(), packages_at(location.pk)
    lines = (_price(location, each, here, book, packages.get(each.pk, ())) for each in offerings)
    return Place(
        profile=profile,
        clinic=clinic,
        proof=held.proof,
        licenses=held.licenses,
        prices=tuple(sorted(lines, key=lambda line: not line.is_asked)),
        priced_on=price_dates([location.pk]).get(location.pk),
        week=_week(hours, today=local.weekday()),
        opening=opening,
        second_opening=second,
        open_words=open_words(hours, local=local),
        needs_fda_note=any(each.area_concern.concern.needs_fda_note for each in offerings),
        guide_year=usual_cost().as_of_year,
        about=shown_about(location.provider_id),
        told=told_of(location),
        facts=_facts(location),
    )


def _offerings(location: PracticeLocation) -> list[Offering]:
    rows = location.offerings.filter(offered(), area_concern__is_active=True)
    details = rows.select_related(
        "area_concern__area", "area_concern__concern__session_plan", "area_concern__concern__effect"
    )
    return list(details.order_by("area_concern__area__position", "area_concern__concern__position"))


def _licenses(clinic: ListedClinic, on: datetime) -> tuple[License, ...]:
    """Those that carry the place today: active, of the state and the profession."""
    location, provider = clinic.location, clinic.location.provider
    today = on.astimezone(ZoneInfo(location.time_zone)).date()
    held = licenses_that_count().filter(provider=provider, state=location.state, expires_on__gte=today)
    return tuple(held.order_by("pk"))


def _price(
    location: PracticeLocation,
    offering: Offering,
    asked: SeenMatch | None,
    book: ProductBook,
    packages: Iterable[Package],
) -> PriceLine:
    service = offering.area_concern
    plan, price = service.concern.session_plan, offering.price_per_session
    fee = paid_on_top(location.first_visit_fee, credited=location.first_visit_fee_credited, session=price)
    return PriceLine(
        area=service.area.name,
        concern=service.concern.name,
        price=price,
        sessions_min=plan.sessions_min,
        sessions_max=plan.sessions_max,
        course_low=price * plan.sessions_min + fee,
        course_high=price * plan.sessions_max + fee,
        sessions_done=offering.sessions_done,
        packages=tuple(packages),
        product=NamedProduct.of(offering, book) if offering.product else None,
        is_asked=asked is not None and asked.covers(service),
    )


def _week(hours: Iterable[WeeklyHours], *, today: int) -> tuple[OpenDay, ...]:
    """All seven days, Monday first; nothing when the clinic gave no hours."""
    spans = list(hours)
    if not spans:
        return ()
    return tuple(
        OpenDay(name=str(day.label), spans=tuple(span for span in spans if span.weekday == day), is_today=day == today)
        for day in Weekday
    )


def _told_opening(location: PracticeLocation, opening: datetime) -> str:
    local = opening.astimezone(ZoneInfo(location.time_zone))
    return f"{date_format(local, 'WEEKDAY_FORMAT')}, {date_format(local, 'TIME_FORMAT')} {local.tzname()}"


def _facts(location: PracticeLocation) -> list[tuple[str, list[str]]]:
    facts = PlaceWays.objects.filter(place=location).first()
    return facts.told() if facts else []

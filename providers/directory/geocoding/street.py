"""Where a street address is. A geocoder is asked when there is one; the middle of the ZIP is always there instead.

A wrong point is worse than a rough one: distances and the order of matches rest on it. So an answer counts only if it
is near the ZIP that the person typed, and every failure ends at that ZIP's middle, with a word on how it was placed.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from geopy.distance import great_circle
from geopy.exc import GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import get_geocoder_for_service

from providers.directory.enums import PlacedBy
from providers.directory.geocoding.zip_codes import ZipPlace, zip_place

logger = logging.getLogger(__name__)

# A ZIP code is seldom wider. Farther away the geocoder has taken another town of that name, or another country.
NONSENSE_MILES: Final = 30.0
FOUND_FOR: Final = 90 * 24 * 3600  # seconds a point is kept; streets do not move
NOT_FOUND_FOR: Final = 24 * 3600

# Down, slow, wrongly set up, or an answer that geopy's readers trip over: they index into whatever JSON came.
FAILURES: Final = (GeopyError, OSError, ValueError, TypeError, LookupError, AttributeError)

Point = tuple[float, float]
Lookup = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Placed:
    """Degrees, the ZIP's IANA zone, and whether the street was found or the ZIP's middle stands in for it."""

    latitude: float
    longitude: float
    time_zone: str
    placed_by: PlacedBy
    is_final: bool = field(default=True, compare=False)  # False: the geocoder was not asked yet, or did not answer


def locate_address(*, line1: str, city: str, state: str, zip_code: str, ask: bool = True) -> Placed:
    """Place an address. UnknownZipError when the ZIP is unknown; no other failure reaches the caller.

    A page that somebody waits for does not `ask`: it gets what was found before.
    """
    place = zip_place(zip_code)
    street, town = " ".join(line1.split()), " ".join(city.split())
    point = _street_point(f"{street}, {town}, {state} {zip_code}, USA", place, ask) if street else ()
    if not point:
        return Placed(place.latitude, place.longitude, place.time_zone, PlacedBy.ZIP, is_final=point is not None)
    return Placed(*point, place.time_zone, PlacedBy.STREET)


def _street_point(address: str, place: ZipPlace, ask: bool) -> Point | tuple[()] | None:
    """The point, () when there is none, None when nobody knows yet."""
    if not settings.GEOCODER:
        return ()
    key = _cache_key(address)
    known = cache.get(key)
    if known is None and ask:
        try:
            known = _ask(street_lookup(), address, place)
        except FAILURES as error:
            # Nothing is kept, so that the next try may succeed. The address itself is never logged.
            logger.warning("geocoder failed", extra={"error": type(error).__name__})
            return None
        cache.set(key, known, FOUND_FOR if known else NOT_FOUND_FOR)
    return known


def _ask(lookup: Lookup, address: str, place: ZipPlace) -> Point | tuple[()]:
    """The point found, or () when there is none that makes sense."""
    answer = lookup(address)
    if answer is None:
        return ()
    point = (float(answer.latitude), float(answer.longitude))
    miles = great_circle(point, (place.latitude, place.longitude)).miles
    if not miles <= NONSENSE_MILES:  # written so that "not a number" is nonsense too
        logger.warning("geocoder answered nonsense", extra={"outcome": "too far from the ZIP code"})
        return ()
    return point


def _cache_key(address: str) -> str:
    """A hash: the cache is a table that many may read, and a clinic's address can be a person's home."""
    return f"street:{hashlib.sha256(f'{settings.GEOCODER} {address.casefold()}'.encode()).hexdigest()}"


def street_lookup() -> Lookup:
    """The configured geocoder's look-up with timeout and rate limit. Each process keeps its own rate."""
    options = tuple(sorted((key, value) for key, value in settings.GEOCODER_OPTIONS.items() if value))
    return _lookup(
        settings.GEOCODER,
        options,
        float(settings.GEOCODER_TIMEOUT_SECONDS),
        float(settings.GEOCODER_SECONDS_BETWEEN_CALLS),
    )


@lru_cache(maxsize=4)
def _lookup(name: str, options: tuple[tuple[str, Any], ...], timeout: float, gap: float) -> Lookup:
    """One for each configuration: the rate limit is kept by this object."""
    geocoder = get_geocoder_for_service(name)(**{**dict(options), "timeout": timeout})
    # No retries here: whoever asks tries again later, and the ZIP's middle is a fair answer until then.
    return RateLimiter(geocoder.geocode, min_delay_seconds=gap, max_retries=0, swallow_exceptions=False)

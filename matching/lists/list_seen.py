"""The list that this browser looked at last, so that a place's page leads back to it and speaks of what was asked.

Kept in the session and not in the page's address: an address is copied and sent on, and the list's is a key.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from matching.lists.still_served import offers_all_asked
from matching.search.models import Intake, Match, NearMiss
from treatments.models import AreaConcern

SEEN_KEY = "list_seen"


def remember_seen(request: HttpRequest, intake: Intake, *, shared: bool, query: str) -> None:
    """`query`: how it was sorted and how much was shown, so that the card is where it was. Of a shared copy its own
    address is kept, so that it ends with the sharing."""
    seen = {"shared" if shared else "token": intake.share_token if shared else intake.token, "query": query}
    if request.session.get(SEEN_KEY) != seen:
        request.session[SEEN_KEY] = seen


@dataclass(frozen=True, slots=True)
class AskedPrice:
    """Of a session of all that was asked for together, and of the course. Whole dollars."""

    session: int
    course_low: int
    course_high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenMatch:
    """A provider on that list: at which of their places, for how much, and where their card is.

    `price`: none for who almost fits, or no longer offers what was asked. Empty areas, or concerns: any."""

    intake: Intake
    location_id: int
    back_url: str
    price: AskedPrice | None
    areas: Collection[int]
    concerns: Collection[int]

    def covers(self, offered: AreaConcern) -> bool:
        return offered.area_id in (self.areas or {offered.area_id}) and offered.concern_id in (
            self.concerns or {offered.concern_id}
        )


def asked_of(request: HttpRequest, *, provider_id: int, now: datetime) -> SeenMatch | None:
    """The provider as a match of the list that was looked at last, or as one who almost fits; None without one.

    Five queries at most, and none for who came from no list."""
    seen = request.session.get(SEEN_KEY)
    if not isinstance(seen, dict) or (where := _where(seen)) is None:
        return None
    intake = Intake.objects.filter(**where, expires_at__gt=now).first()
    if intake is None:
        return None
    match = Match.objects.filter(intake=intake, provider=provider_id).first()
    found = match or NearMiss.objects.filter(intake=intake, provider=provider_id).first()
    if found is None:
        return None
    address = intake.get_shared_url() if "shared" in seen else intake.get_absolute_url()
    areas, concerns = dict(intake.areas.values_list("pk", "slug")), dict(intake.concerns.values_list("pk", "slug"))
    query = f"?{seen['query']}" if isinstance(seen.get("query"), str) and seen["query"] else ""
    anchor = f"at-{found.location_id}" if match else "near-misses"
    return SeenMatch(
        intake=intake,
        location_id=found.location_id,
        back_url=f"{address}{query}#{anchor}",
        price=_price(match, areas.values(), concerns.values()) if match else None,
        areas=frozenset(areas),
        concerns=frozenset(concerns),
    )


def _price(match: Match, areas: Collection[str], concerns: Collection[str]) -> AskedPrice | None:
    """As it was ranked; none when a warning has hidden a line of it since."""
    if not offers_all_asked(match.location_id, areas=areas, concerns=concerns):
        return None
    return AskedPrice(match.session_price, match.course_low, match.course_high)


def _where(seen: dict[str, object]) -> dict[str, str] | None:
    """Which list; None for what another release wrote."""
    for name, column in (("shared", "share_token"), ("token", "token")):
        if isinstance(given := seen.get(name), str):
            return {column: given}
    return None

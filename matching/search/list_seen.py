"""The list that this browser looked at last, so that a provider's page leads back to it and speaks of what was asked.

Kept in the session and not in the page's address: an address is copied and sent on, and the list's is a key.
"""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from matching.search.models import Match

SEEN_KEY = "list_seen"


def remember_seen(request: HttpRequest, token: str, *, query: str) -> None:
    """`query`: how it was sorted and how much was shown, so that the card is where it was."""
    seen = {"token": token, "query": query}
    if request.session.get(SEEN_KEY) != seen:
        request.session[SEEN_KEY] = seen


@dataclass(frozen=True, slots=True)
class SeenMatch:
    """What a place would charge for what was asked, and where its card is."""

    match: Match
    card_url: str


def asked_of(request: HttpRequest, *, provider_id: int, now: datetime) -> SeenMatch | None:
    """The provider as a match of the list that was looked at last; None without one. One query at most."""
    seen = request.session.get(SEEN_KEY)
    if not isinstance(seen, dict) or not isinstance(seen.get("token"), str):
        return None
    matches = Match.objects.filter(intake__token=seen["token"], intake__expires_at__gt=now)
    match = matches.select_related("intake").filter(provider=provider_id).first()
    if match is None:
        return None
    query = f"?{seen['query']}" if seen.get("query") else ""
    return SeenMatch(match, f"{match.intake.get_absolute_url()}{query}#at-{match.location_id}")

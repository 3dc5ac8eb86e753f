"""Why a person should look at a review more closely. None of these decides anything; two of them only move it up the
queue's second floor, and its author is told that it takes a look, not that anything is wrong.

A network address is compared in memory while the review is written, with those that the portal's sessions hold anyway;
neither it nor anything made from it is stored with the review.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Final

from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet

from caarisma.accounts.models import User
from matching.consultations.enums import ReportReason, ReportState, RequestState, Side
from matching.consultations.models import AbuseReport, Asker, Hold, Request
from matching.reviews.enums import Signal
from matching.reviews.models import Review, ReviewInvitation
from matching.reviews.rules.alike import MUCH, likeness, plain_mailbox
from providers.directory.models import Offering, Provider
from providers.teams.acting import people_of

QUICK: Final = timedelta(hours=48)
BURST_WITHIN: Final = timedelta(hours=24)
BURST: Final = 3
NETWORK_WITHIN: Final = timedelta(days=30)
COMPARED: Final = 300  # the newest reviews of this provider, and of all
FAR_BELOW, FAR_ABOVE = 0.5, 2.0  # times the list
PREFIXES: Final = {4: 24, 6: 48}


@dataclass(frozen=True, slots=True)
class Traces:
    """What is known of who writes, in this request alone. `browser`: its hash; `network`: an address, "" if unknown."""

    browser: str = ""
    account: User | None = None
    network: str = ""


def signals_of(review: Review, invitation: ReviewInvitation, traces: Traces, *, now: datetime) -> list[Signal]:
    """In the order of the enum."""
    return sorted(set(_found(review, invitation, traces, now=now)), key=list(Signal).index)


def _found(review: Review, invitation: ReviewInvitation, traces: Traces, *, now: datetime) -> Iterator[Signal]:
    others = Review.objects.filter(provider=review.provider_id).exclude(pk=review.pk)
    if _is_team(invitation, traces):
        yield Signal.TEAM
    if _shares_address(invitation):
        yield Signal.SAME_ADDRESS
    if (
        traces.browser
        and others.filter(session_hash=traces.browser).exclude(invitation__asker=invitation.asker).exists()
    ):
        yield Signal.SAME_BROWSER
    if traces.network and _is_network_of_portal(invitation.provider, traces.network, now=now):
        yield Signal.SAME_NETWORK
    if others.filter(written_at__gt=now - BURST_WITHIN, written_at__lte=now).count() >= BURST:
        yield Signal.BURST
    if _is_alike(review, others):
        yield Signal.ALIKE
    if _is_odd_price(review):
        yield Signal.ODD_PRICE
    if invitation.request is not None:
        yield from _of_request(review, invitation, invitation.request)


def _of_request(review: Review, invitation: ReviewInvitation, request: Request) -> Iterator[Signal]:
    moves = list(request.moves.order_by("n"))
    agreed = next((move for move in moves if move.to_state == RequestState.AGREED), None)
    visited = next((move for move in moves if move.to_state == RequestState.VISITED), None)
    by_clinic = visited is not None and visited.by == Side.CLINIC
    if agreed and visited and by_clinic and visited.at - agreed.at < QUICK:
        yield Signal.QUICK
    patients = [move for move in moves if move.by == Side.PATIENT and move.n > 1]
    if by_clinic and not patients and set(review.answers) == {5}:
        yield Signal.ONLY_CLINIC
    mine = Request.objects.filter(asker=invitation.asker_id).exclude(pk=request.pk)
    if request.intake_id is None and invitation.asker.user_id is None and not mine.exists():
        yield Signal.NO_TRACE
    if AbuseReport.objects.filter(request=request, reason=ReportReason.VISITED, state=ReportState.OPEN).exists():
        yield Signal.DISPUTED


def _is_team(invitation: ReviewInvitation, traces: Traces) -> bool:
    """The writer's account, the account that holds the asker, or another asker of the team in this browser."""
    team = set(people_of(invitation.provider).values_list("pk", flat=True))
    account = traces.account.pk if traces.account is not None else None
    if team & {account, invitation.asker.user_id}:
        return True
    here = Q(session_hash=traces.browser) if traces.browser else Q(asker=invitation.asker)
    return Hold.objects.filter(here, asker__user__in=team).exists()


def _shares_address(invitation: ReviewInvitation) -> bool:
    if not invitation.asker.email:
        return False
    mine = plain_mailbox(str(invitation.asker.email))
    if any(plain_mailbox(user.email) == mine for user in people_of(invitation.provider)):
        return True
    wrote = ReviewInvitation.objects.filter(provider=invitation.provider_id, review__isnull=False)
    others = Asker.objects.filter(pk__in=wrote.values("asker")).exclude(pk=invitation.asker_id)
    return any(plain_mailbox(str(other.email)) == mine for other in others.order_by("-pk")[:COMPARED] if other.email)


def _is_network_of_portal(provider: Provider, address: str, *, now: datetime) -> bool:
    """Of anybody who acts for the provider: the same /24, or /48 of the longer addresses."""
    try:
        mine = ip_network((address, PREFIXES[ip_address(address).version]), strict=False)
    except ValueError:
        return False
    seen = UserSession.objects.filter(user__in=people_of(provider), last_seen_at__gt=now - NETWORK_WITHIN).values_list(
        "ip", flat=True
    )
    return any(ip_address(each) in mine for each in seen)


def _is_alike(review: Review, others: QuerySet[Review]) -> bool:
    of_all = Review.objects.exclude(pk=review.pk)
    newest = {*_texts(others), *_texts(of_all)}
    return any(likeness(str(review.words), text) >= MUCH for text in newest)


def _texts(reviews: QuerySet[Review]) -> list[str]:
    told = reviews.filter(words__isnull=False).order_by("-written_at")
    return [str(words) for words in told.values_list("words", flat=True)[:COMPARED]]


def _is_odd_price(review: Review) -> bool:
    """Far from all that stands on the list: a session of one area, up to one of all areas in one sitting."""
    if not review.paid:
        return False
    prices = list(
        Offering.objects.filter(location=review.place_id, is_active=True).values_list("price_per_session", flat=True)
    )
    fee = review.place.first_visit_fee
    known = [price for price in (*prices, fee) if price]
    return bool(known) and not FAR_BELOW * min(known) <= review.paid <= FAR_ABOVE * max(known)

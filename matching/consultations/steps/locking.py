"""The one order of locks: asker, request, offer, provider, capacity.

Whoever pauses, holds, excludes or edits a provider takes that row first (providers/vetting/locks.py). Sending takes it
FOR SHARE: many may send at once, and none while somebody hides the provider. What the gate then says stays true until
the request is stored.
"""

from collections.abc import Collection

from django.db import connection

from matching.consultations.enums import Side
from matching.consultations.errors import RequestGone, Stale
from matching.consultations.models import Asker, Request
from providers.teams.acting import is_allowed
from providers.teams.rules.deeds import Deed


def locked_askers(asker_ids: Collection[int]) -> list[Asker]:
    found = Asker.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=asker_ids)
    return list(found.order_by("pk"))


def locked_request(request_id: int) -> Request:
    """RequestGone for an unknown one. Nothing is joined: what is read with it would be as it was before the wait."""
    request = Request.objects.select_for_update(of=("self",), no_key=True).filter(pk=request_id).first()
    if request is None:
        raise RequestGone
    return request


def of_patient(request_id: int, by: Collection[int]) -> Request:
    """Locked, and of one of these askers."""
    request = locked_request(request_id)
    if request.asker_id not in by:
        raise RequestGone
    return request


def of_clinic(request_id: int, user_id: int) -> Request:
    """Locked, and of a provider for whom this person may answer. A request that was erased has nobody to answer."""
    request = locked_request(request_id)
    if request.asker_id is None or not is_allowed(user_id, request.provider, Deed.ANSWER):
        raise RequestGone
    return request


def of_side(request_id: int, side: Side, by: Collection[int]) -> Request:
    """For what both sides may do. `by`: the askers of the browser, or the one person of the clinic."""
    if side == Side.PATIENT:
        return of_patient(request_id, by)
    (user_id,) = by
    return of_clinic(request_id, user_id)


def share_provider(provider_id: int) -> None:
    """Wait for whoever is about to hide this provider, and keep them waiting until we are done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM directory_provider WHERE id = %s FOR SHARE", [provider_id])


def require_seen(request: Request, seen: int) -> None:
    """Stale unless `seen`, the number of the last move on the page that was sent, is the last one still."""
    if request.n != seen:
        raise Stale

"""What the patient does with offered times."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from matching.consultations import mails
from matching.consultations.enums import OfferState, RequestState, Side
from matching.consultations.errors import OfferGone, Stale, VisitIsNear
from matching.consultations.models import OfferedTime, Request, RequestWords
from matching.consultations.rules.texts import clean_text
from matching.consultations.services.drafting import MOST_TIMES, Wish, check_wish, keep_wishes
from matching.consultations.steps.awaiting import await_answer
from matching.consultations.steps.booking import book, wall_of
from matching.consultations.steps.locking import of_patient, require_seen
from matching.consultations.steps.making_moves import make_move, was_made, withdraw_offers
from matching.consultations.steps.refusals import one_step
from matching.consultations.steps.standing import require_standing

CALL_INSTEAD: Final = timedelta(hours=1)


@one_step
def agree(*, request_id: int, offer_id: int, by: Collection[int], form_key: UUID, now: datetime) -> Request:
    """Move 5. `by`: the askers that the browser holds. OfferGone, TimeTaken (the other offers stay open), VisitIsNear,
    TakesNoRequests.
    """
    request = of_patient(request_id, by)
    if was_made(request, form_key):
        return request
    offer = take_offer(request, offer_id, moves_visit=False, now=now)
    if request.state != RequestState.TIMES_OFFERED:
        raise Stale
    require_standing(request, to_clinic=False, now=now)
    make_move(request, RequestState.AGREED, by=Side.PATIENT, now=now, form_key=form_key)
    withdraw_offers(request)
    book(request, wall_of(offer), now=now)
    return request


@one_step
def say_none_fits(
    *,
    request_id: int,
    wishes: Sequence[Wish],
    words: str,
    by: Collection[int],
    seen: int,
    form_key: UUID,
    now: datetime,
) -> Request:
    """Move 7: other wishes, and the clinic has one more working day."""
    request = of_patient(request_id, by)
    if was_made(request, form_key):
        return request
    require_seen(request, seen)
    if request.state != RequestState.TIMES_OFFERED:
        raise Stale
    for wish in wishes:
        check_wish(wish, request.place, now=now)
    withdraw_offers(request)
    make_move(request, RequestState.SEEN, by=Side.PATIENT, now=now, form_key=form_key)
    if wishes:
        request.preferred.all().delete()
        keep_wishes(request, wishes[:MOST_TIMES])
    RequestWords.objects.filter(request=request).update(none_fit=clean_text(words) or None)
    await_answer(request, days=1, now=now)
    mails.take_back(request, "times", "half_time", now=now)
    mails.tell_clinic(request, "none_fit", now=now)
    return request


def take_offer(request: Request, offer_id: int, *, moves_visit: bool, now: datetime) -> OfferedTime:
    """Locked, and marked as taken: whoever withdraws it at the same moment comes before or after, never between."""
    offers = OfferedTime.objects.select_for_update(of=("self",)).filter(request=request, moves_visit=moves_visit)
    offer = offers.filter(pk=offer_id).first()
    if offer is None or offer.state != OfferState.OPEN:
        raise OfferGone
    if offer.starts < now + CALL_INSTEAD:
        raise VisitIsNear
    offer.state = OfferState.TAKEN
    offer.save(update_fields=["state"])
    return offer

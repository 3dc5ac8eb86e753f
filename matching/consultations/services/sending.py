"""A draft becomes a request. Everything that could stand against it is asked once more, in the same transaction."""

from datetime import datetime
from typing import cast
from uuid import UUID

from matching.consultations import mails
from matching.consultations.enums import RequestState
from matching.consultations.errors import DraftGone
from matching.consultations.models import (
    Asker,
    Move,
    Request,
    RequestDraft,
    RequestWords,
    SharedFact,
)
from matching.consultations.secrets import keyed, new_reference
from matching.consultations.services.drafting import Wish, keep_wishes
from matching.consultations.steps.awaiting import await_answer
from matching.consultations.steps.capacity import take_place
from matching.consultations.steps.gatekeeping import require_reachable, require_welcome, same_person
from matching.consultations.steps.locking import locked_askers, share_provider
from matching.consultations.steps.making_moves import first_move
from matching.consultations.steps.refusals import one_step
from matching.consultations.steps.watching import look_for_age
from providers.directory.models import PracticeLocation


@one_step
def send_request(*, draft_id: int, asker_id: int, form_key: UUID, now: datetime) -> Request:
    """Move 1. The draft goes; pressed twice, the second one gets the first one's request. `form_key`: the draft's.

    DraftGone, TakesNoRequests, FullUntil, BlockedByClinic, AlreadyAsked, FiveOpen.
    """
    people = locked_askers(same_person(asker_id))
    asker = next((one for one in people if one.pk == asker_id), None)
    if asker is None:
        raise DraftGone
    if done := sent_before(form_key):
        return done
    draft = RequestDraft.objects.alive(on=now).select_for_update(of=("self",)).filter(pk=draft_id).first()
    if draft is None:
        raise DraftGone
    share_provider(draft.place.provider_id)
    place = PracticeLocation.objects.select_related("provider__user").get(pk=draft.place_id)
    require_reachable(place, now=now)
    seat = require_welcome(place, [one.pk for one in people])
    request = _store(draft, asker, place, seat=seat, now=now)
    first_move(request, now=now, form_key=draft.form_key)
    await_answer(request, days=2, now=now)
    look_for_age(request, str(draft.note or ""), now=now)
    mails.tell_patient(request, "sent", now=now)
    mails.tell_clinic(request, "new", now=now)
    draft.links.update(request=request)
    draft.delete()
    return request


def sent_before(form_key: UUID) -> Request | None:
    move = Move.objects.filter(form_key=form_key, n=1).select_related("request").first()
    return move.request if move else None


def _store(draft: RequestDraft, asker: Asker, place: PracticeLocation, *, seat: int, now: datetime) -> Request:
    request = Request.objects.create(
        reference=new_reference(),
        asker=asker,
        intake=draft.intake,
        provider=place.provider,
        place=place,
        state=RequestState.SENT,
        n=1,
        open_seat=seat,
        way=draft.way,
        any_time=draft.any_time,
        book_for_me=draft.book_for_me,
        names_clinic=draft.names_clinic,
        sent_at=now,
        capacity_week=take_place(place, now=now),
    )
    RequestWords.objects.create(
        request=request, first_name=draft.first_name, phone=draft.phone, about=draft.about, note=draft.note
    )
    keep_wishes(request, [Wish.read(stored) for stored in draft.times])
    facts = dict(cast(list[tuple[str, str]], draft.shared or []))
    SharedFact.objects.bulk_create(
        SharedFact(request=request, code_key=keyed("fact", code), sentence=sentence, ticked_at=now)
        for code, sentence in facts.items()
    )
    return request

"""Everybody who went is asked once how it was, in the same words."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from matching.consultations.enums import ReportReason, ReportState, RequestState, Side
from matching.consultations.models import AbuseReport, Request
from matching.reviews import mails
from matching.reviews.enums import VisitProof
from matching.reviews.errors import ReviewGone
from matching.reviews.models import ReviewInvitation
from matching.reviews.models.invitation import EARLIEST, LATEST, NO_OBJECTION

BATCH: Final = 200


def invite_all(*, now: datetime) -> int:
    """A chore: whoever went and has no invitation yet gets one, and two days after the visit its mail. Returns how many
    were made or told."""
    went = Request.objects.filter(
        state=RequestState.VISITED, asker__isnull=False, review_invitation=None, visit__starts__gt=now - LATEST
    )
    ids = list(went.exclude(pk__in=objected().values("request")).order_by("pk").values_list("pk", flat=True)[:BATCH])
    made = sum(invite(request_id=request_id, now=now) is not None for request_id in ids)
    waiting = ReviewInvitation.objects.to_tell(on=now).order_by("visited_at").values_list("pk", flat=True)[:BATCH]
    return made + sum(tell_invited(invitation_id=pk, now=now) for pk in list(waiting))


def objected() -> QuerySet[AbuseReport]:
    """What patients told our staff: that no visit took place, unless it was found otherwise."""
    reports = AbuseReport.objects.filter(side=Side.PATIENT, reason=ReportReason.VISITED)
    return reports.exclude(state=ReportState.DISMISSED)


@transaction.atomic
def invite(*, request_id: int, now: datetime) -> ReviewInvitation | None:
    """The invitation of a visit that took place; the one that there is, for a second call. None for any other."""
    request = Request.objects.select_for_update(of=("self",), no_key=True).filter(pk=request_id).first()
    if request is None or request.state != RequestState.VISITED or request.asker_id is None:
        return None
    if found := ReviewInvitation.objects.filter(request=request).first():
        return found
    if now >= request.visit.starts + LATEST or objected().filter(request=request_id).exists():
        return None
    said = request.moves.filter(to_state=RequestState.VISITED).latest("n")
    proof = VisitProof.PRESS if said.by == Side.PATIENT else VisitProof.CLINIC
    opens_at = request.visit.starts + EARLIEST
    if proof == VisitProof.CLINIC:
        opens_at = max(opens_at, said.at + NO_OBJECTION)
    return ReviewInvitation.objects.create(
        request=request,
        reference=request.reference,
        asker_id=request.asker_id,
        provider_id=request.provider_id,
        place_id=request.place_id,
        visited_at=request.visit.starts,
        proof=proof,
        proved_at=said.at,
        opens_at=opens_at,
        ends_at=request.visit.starts + LATEST,
    )


@transaction.atomic
def tell_invited(*, invitation_id: int, now: datetime) -> bool:
    """Its one mail, unless they wrote already or say that they were not there. Whether it was the first try."""
    found = _locked(invitation_id)
    if found is None or found.told_at is not None:
        return False
    if not hasattr(found, "review") and not objected().filter(request=found.request_id).exists():
        mails.tell_author(found, "invited", once="visit", now=now)
    found.told_at = now
    found.save(update_fields=["told_at"])
    return True


@transaction.atomic
def confirm_visit(*, invitation_id: int, by: Collection[int], now: datetime) -> ReviewInvitation:
    """ "Yes, I went", after the clinic said so: nobody need wait seven days for an objection any more."""
    found = _locked(invitation_id)
    if found is None or found.asker_id not in by:
        raise ReviewGone
    if found.proof == VisitProof.CLINIC:
        found.proof, found.proved_at = VisitProof.LINK, now
        found.opens_at = found.visited_at + EARLIEST
        found.save(update_fields=["proof", "proved_at", "opens_at"])
    return found


def _locked(invitation_id: int) -> ReviewInvitation | None:
    return ReviewInvitation.objects.select_for_update(of=("self",), no_key=True).filter(pk=invitation_id).first()

"""Decisions on claims: what may be printed, who says so, and until when."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from caarisma.common.states import require_move
from treatments.enums import CLAIM_MOVES, ClaimStatus
from treatments.models import Claim


def require_decision(*, claim: Claim, to: str, why: str, next_review: date | None, on: date) -> None:
    """Raise UserFacingError if the claim may not be signed so on this day. Staying as it is counts as a review."""
    if to != claim.status:
        require_move(CLAIM_MOVES, claim.status, to)
    if to in {ClaimStatus.HELD, ClaimStatus.REJECTED} and not why.strip():
        raise UserFacingError(_("Say why this claim is not printed."))
    if to == ClaimStatus.PUBLISHED and not claim.sources.exists():
        raise UserFacingError(_("A claim without a source cannot be published."))
    if to == ClaimStatus.PUBLISHED and not claim.text_es:
        raise UserFacingError(_("A claim without Spanish words cannot be published: its file has to give them."))
    if to == ClaimStatus.PUBLISHED and next_review is None:
        raise UserFacingError(_("Say when this claim must be looked at again."))
    if next_review is not None and next_review <= on:
        raise UserFacingError(_("The next review must be after today."))


@transaction.atomic
def decide_claim(
    *, claim_id: int, to: ClaimStatus, by: User, why: str, next_review: date | None, now: datetime
) -> Claim:
    """Sign a claim: its status, reason and next review, by this person, today. Raises UserFacingError.

    Publishing, and a new review of what is published, takes two people: the first call proposes, and the same decision
    by another person carries it out (`is_proposed` tells them apart). Taking a claim off the site takes one: it is the
    safe side. From then on the catalog files no longer set these (treatments/services/catalog.py says when they do).
    """
    claim = Claim.objects.select_for_update(of=("self",), no_key=True).get(pk=claim_id)
    today = timezone.localdate(now)
    require_decision(claim=claim, to=to, why=why, next_review=next_review, on=today)
    if to == ClaimStatus.PUBLISHED and not _agrees(claim, by=by, why=why, next_review=next_review):
        return _propose(claim, by=by, why=why, next_review=next_review, now=now)
    claim.status, claim.why, claim.next_review = to, why.strip(), next_review
    claim.first_reviewer = claim.proposed_by if to == ClaimStatus.PUBLISHED else None
    claim.reviewer, claim.reviewed_on = by, today
    claim.proposed_by = claim.proposed_at = claim.proposed_next_review = None
    claim.proposed_why = claim.proposed_words = ""
    claim.save()
    write_audit(actor=by, verb=f"claim.{to}", about=f"treatments.claim {claim.slug}", now=now)
    return claim


def _agrees(claim: Claim, *, by: User, why: str, next_review: date | None) -> bool:
    """Whether this is the second person's word on exactly what the first proposed."""
    if not claim.is_proposed:
        return False
    same = (claim.proposed_why, claim.proposed_next_review) == (why.strip(), next_review)
    if claim.proposed_by_id == by.pk and same:
        raise UserFacingError(_("You proposed this. Another person has to sign it."))
    return same and claim.proposed_by_id != by.pk


def _propose(claim: Claim, *, by: User, why: str, next_review: date | None, now: datetime) -> Claim:
    """Takes the place of an earlier proposal. What is printed stays as it is."""
    claim.proposed_by, claim.proposed_at, claim.proposed_words = by, now, claim.words_hash
    claim.proposed_why, claim.proposed_next_review = why.strip(), next_review
    claim.save()
    write_audit(actor=by, verb="claim.propose", about=f"treatments.claim {claim.slug}", now=now)
    return claim

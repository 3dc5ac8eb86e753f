"""Clinicians who sign: entered by one, confirmed by another, ended by anybody of them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from treatments.signing.models import Reviewer
from treatments.signing.models.reviewer import SEEN_COUNTS_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLicense:
    """What one of our staff saw. License state and number, or an NPI, or both. `good_until`: the license's last day, at
    most a year from `seen_on`."""

    printed_name: str
    letters: str
    license_state: str = ""
    license_number: str = ""
    npi: str = ""
    seen_where: str
    seen_on: date
    good_until: date
    interests: str
    is_made_up: bool = False


@transaction.atomic
def enter_reviewer(*, user_id: int, seen: SeenLicense, by: User, now: datetime) -> Reviewer:
    """Raises UserFacingError for oneself, for who is entered already, and for what was not seen."""
    today = timezone.localdate(now)
    if user_id == by.pk:
        raise UserFacingError(_("Another person has to enter you."))
    if not (seen.license_state and seen.license_number) and not seen.npi:
        raise UserFacingError(_("Give a license with its state, or an NPI."))
    if not seen.seen_on <= today <= seen.good_until <= seen.seen_on + SEEN_COUNTS_FOR:
        raise UserFacingError(_("What was seen counts a year at most, and not past the last day of the license."))
    if seen.is_made_up and not settings.DEMO:
        raise UserFacingError(_("A made-up clinician belongs in a demonstration."))
    fields = {name: getattr(seen, name) for name in SeenLicense.__slots__}
    try:
        with transaction.atomic():
            reviewer = Reviewer.objects.create(user_id=user_id, entered_by=by, entered_at=now, **fields)
    except IntegrityError as error:
        if "reviewer_once" not in str(error):
            raise
        raise UserFacingError(_("This person is entered already. End that entry first.")) from None
    write_audit(actor=by, verb="reviewer.enter", about=f"signing.reviewer {reviewer.pk}", now=now)
    return reviewer


@transaction.atomic
def confirm_reviewer(*, reviewer_id: int, by: User, now: datetime) -> Reviewer:
    """Another person than who entered it, and than the clinician, looked where it says and saw the same."""
    reviewer = _locked(reviewer_id)
    if reviewer.confirmed_at:
        raise UserFacingError(_("This is confirmed already."))
    if by.pk in {reviewer.entered_by_id, reviewer.user_id}:
        raise UserFacingError(_("Another person has to confirm it."))
    reviewer.confirmed_by, reviewer.confirmed_at = by, now
    reviewer.save(update_fields=["confirmed_by", "confirmed_at"])
    write_audit(actor=by, verb="reviewer.confirm", about=f"signing.reviewer {reviewer.pk}", now=now)
    return reviewer


@transaction.atomic
def end_reviewer(*, reviewer_id: int, why: str, by: User, now: datetime) -> Reviewer:
    """Nothing that they signed counts from now on: the safe side, so one person does it."""
    reviewer = _locked(reviewer_id)
    if not why.strip():
        raise UserFacingError(_("Say why."))
    reviewer.ended_by, reviewer.ended_at, reviewer.ended_why = by, now, why.strip()
    reviewer.save(update_fields=["ended_by", "ended_at", "ended_why"])
    write_audit(actor=by, verb="reviewer.end", about=f"signing.reviewer {reviewer.pk}", now=now)
    return reviewer


def _locked(reviewer_id: int) -> Reviewer:
    reviewer = Reviewer.objects.select_for_update(of=("self",)).filter(pk=reviewer_id).first()
    if reviewer is None or reviewer.ended_at:
        raise UserFacingError(_("This entry was ended."))
    return reviewer

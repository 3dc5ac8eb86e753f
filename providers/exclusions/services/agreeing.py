"""Taking a file that was refused for what it lacks: one person says why, another agrees, and both stay on record."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.exclusions.enums import RunState
from providers.exclusions.models import ExclusionList, ListAgreement, SentList
from providers.exclusions.services.sending import LISTS
from providers.files.sent_file import SentFileState
from providers.files.trays import wait_again

HANDS_IN: Final = "exclusions.hand_in_sentlist"
SIGNS_OFF: Final = "exclusions.sign_off_exclusionlist"


class CannotAgree(UserFacingError):
    """Nobody may take this file, or not this person."""


@transaction.atomic
def propose_taking(*, list_id: int, why: str, by: User, now: datetime) -> ListAgreement:
    """The first of two, who hands lists in."""
    run = ExclusionList.objects.select_for_update().get(pk=list_id)
    if not by.has_perm(HANDS_IN):
        raise CannotAgree(_("Your role does not include this."))
    if run.state != RunState.REFUSED or not run.may_be_taken:
        raise CannotAgree(_("Nobody may take this file: get it again from oig.hhs.gov."))
    if ListAgreement.objects.filter(exclusion_list=run).exists():
        raise CannotAgree(_("Somebody has said why already. A second person has to agree."))
    made = ListAgreement.objects.create(exclusion_list=run, first_at=now, first_by=by, first_why=why)
    write_audit(actor=by, verb="exclusion_list.propose_taking", about=f"providers.exclusionlist {run.pk}", now=now)
    return made


@transaction.atomic
def agree_to_take(*, list_id: int, why: str, by: User, now: datetime) -> ListAgreement:
    """The second of two, who signs lists off. A file that we hold is then read once more."""
    agreement = (
        ListAgreement.objects.select_for_update(of=("self",)).select_related("exclusion_list")
        .filter(exclusion_list=list_id).first()
    )  # fmt: skip
    if agreement is None:
        raise CannotAgree(_("Nobody has said why yet. You can be the first."))
    if not by.has_perm(SIGNS_OFF):
        raise CannotAgree(_("Your role does not include this."))
    if agreement.second_at is not None:
        raise CannotAgree(_("Two people took this file already."))
    if agreement.first_by_id == by.pk:
        raise CannotAgree(_("You said why. Another person has to agree."))
    agreement.second_at, agreement.second_by, agreement.second_why = now, by, why
    agreement.save(update_fields=["second_at", "second_by", "second_why"])
    write_audit(actor=by, verb="exclusion_list.agree_to_take", about=f"providers.exclusionlist {list_id}", now=now)
    for sent in SentList.objects.select_for_update().filter(run=list_id, state=SentFileState.REFUSED):
        wait_again(LISTS, sent, now=now)
    return agreement


def agreement_about(run: ExclusionList) -> ListAgreement | None:
    """That two people take this very file in spite of this very problem."""
    return ListAgreement.objects.filter(
        second_at__isnull=False,
        exclusion_list__file_hash=run.file_hash,
        exclusion_list__kind=run.kind,
        exclusion_list__list_date=run.list_date,
        exclusion_list__problem=run.problem,
        exclusion_list__is_demonstration=False,
    ).first()


def waiting_agreements() -> QuerySet[ListAgreement]:
    """Somebody said why, and nobody agreed yet."""
    return ListAgreement.objects.filter(second_at__isnull=True).select_related("exclusion_list", "first_by")

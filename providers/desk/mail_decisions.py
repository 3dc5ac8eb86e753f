"""What staff do with mails that did not go. Each is on the audit trail, by number alone."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.outbox import moves


@transaction.atomic
def try_mails_again(*, mail_ids: Collection[int], by: User, now: datetime) -> int:
    """Returns how many: what is erased, or in a sender's hand, stays as it is."""
    return _write_audits("mail.try_again", moves.try_again(mail_ids=mail_ids, now=now), by=by, now=now)


@transaction.atomic
def give_mails_up(*, mail_ids: Collection[int], by: User, now: datetime) -> int:
    """Returns how many."""
    return _write_audits("mail.give_up", moves.give_up(mail_ids=mail_ids, now=now), by=by, now=now)


def _write_audits(verb: str, mail_ids: list[int], *, by: User, now: datetime) -> int:
    for mail_id in mail_ids:
        write_audit(actor=by, verb=verb, about=f"outbox.mail {mail_id}", now=now)
    return len(mail_ids)

"""Taking what a browser holds into an account. Only when the person presses; never because two addresses are alike."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from caarisma.accounts.models import User
from matching.consultations.models import Asker
from matching.consultations.steps.locking import locked_askers


def askers_to_take(asker_ids: Collection[int]) -> list[Asker]:
    """Those that no account has yet: "Put these visits into your account?"."""
    return list(Asker.objects.filter(pk__in=asker_ids, user=None))


@transaction.atomic
def take_into_account(*, asker_ids: Collection[int], user: User, now: datetime) -> int:
    """`asker_ids`: what the browser holds. Set once, so two tabs are one. Returns how many came along."""
    free = [asker.pk for asker in locked_askers(asker_ids) if asker.user_id is None]
    return Asker.objects.filter(pk__in=free, user=None).update(user=user, updated_at=now)

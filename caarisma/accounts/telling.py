"""Telling all of the staff who may do something that it waits, each in their language and once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from caarisma.accounts.roles import staff_who_may
from caarisma.common.outbox.writing import Letter, post

DESK_LIFE: Final = timedelta(days=3)


def tell_staff(
    permission: str,
    letter_in: Callable[[str], Letter],
    *,
    kind: str,
    about: str,
    now: datetime,
    life: timedelta = DESK_LIFE,
) -> None:
    """In the transaction of what waits. `letter_in` a language; `about`: what it goes once for, to each."""
    for user in staff_who_may(permission).order_by("pk"):
        language = user.language or settings.LANGUAGE_CODE
        key = f"{about}:{user.pk}"
        post(letter_in(language), kind=kind, to=user.email, language=language, life=life, now=now, key=key)

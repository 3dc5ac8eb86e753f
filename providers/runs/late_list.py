"""Telling staff that this month's exclusion list is late: once a month, each of those who can mend it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from caarisma.accounts.models import User
from caarisma.common.outbox.parts import render_letter
from caarisma.common.outbox.writing import is_posted, post, site_url
from providers.exclusions.leie.months import due_month, month_name
from providers.vetting.exclusions.checks import list_is_overdue

LIFE: Final = timedelta(days=7)
LANGUAGE: Final = "en-us"  # of the desk
WHO: Final = ("hand_in_sentlist", "sign_off_exclusionlist")


@transaction.atomic
def tell_of_late_list(*, now: datetime) -> int:
    """How many mails were written."""
    today = timezone.localdate(now)
    if not list_is_overdue(today=today):
        return 0
    month, written = due_month(today), 0
    for user in who_may(WHO):
        key = f"late_list:{month:%Y-%m}:{user.pk}"
        if is_posted(key):
            continue
        letter = render_letter(
            "providers/runs/emails/late_list.txt", language=LANGUAGE, month=month_name(month),
            link=site_url(reverse("desk:lists")),
        )  # fmt: skip
        post(letter, kind="late_list", to=user.email, language=LANGUAGE, life=LIFE, now=now, key=key)
        written += 1
    return written


def who_may(codenames: Collection[str]) -> list[User]:
    """Staff who have one of these permissions."""
    may = (
        Q(user_permissions__codename__in=codenames)
        | Q(groups__permissions__codename__in=codenames)
        | Q(is_superuser=True)
    )
    return list(User.objects.filter(may, is_staff=True, is_active=True).distinct().order_by("pk"))

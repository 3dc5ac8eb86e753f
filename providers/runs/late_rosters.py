"""Telling staff which boards' files are late: once a month, each of those who can mend it."""

from collections import defaultdict
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from caarisma.common.outbox.parts import render_letter
from caarisma.common.outbox.writing import is_posted, post, site_url
from providers.rosters.models import RosterRun
from providers.rosters.rules.maps import RosterMap, shipped_maps
from providers.runs.due_licenses import COUNTS_FOR, due_licenses
from providers.runs.late_list import LANGUAGE, LIFE, who_may

WHO: Final = ("hand_in_sentroster", "sign_off_rosterrun")


def late_rosters(*, today: date) -> list[RosterMap]:
    """Maps of boards that gave a license to somebody approved, of which nothing was said for a month, and of which no
    signed file is of the last 30 days."""
    signed = RosterRun.objects.read().filter(
        signed_off_at__isnull=False, is_demonstration=False, list_date__gt=today - COUNTS_FOR
    )
    in_time = set(signed.order_by().values_list("map_name", flat=True))
    due = _due(today)
    return [about for about in shipped_maps() if about.name not in in_time and _professions(about) & due[about.state]]


def _professions(about: RosterMap) -> set[str]:
    return {profession.value for several in about.professions.values() for profession in several}


def _due(today: date) -> defaultdict[str, set[str]]:
    """State -> professions of real people whose license nobody has looked at, by a file or by hand."""
    due = due_licenses(today=today).filter(provider__is_demonstration=False)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for state, profession in due.order_by().values_list("state", "profession").distinct():
        found[state].add(profession)
    return found


@transaction.atomic
def tell_of_late_rosters(*, now: datetime) -> int:
    """How many mails were written."""
    today, written = timezone.localdate(now), 0
    late = late_rosters(today=today)
    if not late:
        return 0
    for user in who_may(WHO):
        key = f"late_rosters:{today:%Y-%m}:{user.pk}"
        if is_posted(key):
            continue
        letter = render_letter(
            "providers/runs/emails/late_rosters.txt", language=LANGUAGE, boards=[about.board for about in late],
            link=site_url(reverse("desk:rosters")),
        )  # fmt: skip
        post(letter, kind="late_rosters", to=user.email, language=LANGUAGE, life=LIFE, now=now, key=key)
        written += 1
    return written

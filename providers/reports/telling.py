"""Moderators learn by mail that a report came in, and until when. What, of whom and by whom they read at the desk."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from caarisma.accounts.roles import staff_who_may
from caarisma.common.outbox.parts import Button, Part, Sentences, letter_of
from caarisma.common.outbox.writing import Letter, post, site_url

LIFE: Final = timedelta(days=3)


def tell_moderators(permission: str, *, about: str, due_at: datetime, now: datetime) -> None:
    """In the transaction of the report, to all of the staff who may settle it; to each once for `about`."""
    for user in staff_who_may(permission).order_by("pk"):
        language = user.language or settings.LANGUAGE_CODE
        letter = waits_letter(due_at, language=language)
        key = f"report-waits:{about}:{user.pk}"
        post(letter, kind="report_waits", to=user.email, language=language, life=LIFE, now=now, key=key)


def waits_letter(due_at: datetime, *, language: str) -> Letter:
    with translation.override(language):
        day = date_format(localtime(due_at), "WEEKDAY_FORMAT")
        parts: list[Part] = [
            Sentences(_("Somebody reported something. Sign in to read it and to decide.")),
            Sentences(_("Please decide by %(day)s.") % {"day": day}),
            Button(_("Open the reports"), site_url(reverse("moderation:reports"))),
        ]
        return letter_of(_("A report waits"), parts, language=language)

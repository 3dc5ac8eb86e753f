"""Moderators learn by mail that a report came in, and until when. What, of whom and by whom they read at the desk."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from caarisma.accounts.telling import tell_staff
from caarisma.common.outbox.parts import Button, Part, Sentences, letter_of
from caarisma.common.outbox.writing import Letter, site_url


def tell_moderators(permission: str, *, about: str, due_at: datetime, now: datetime) -> None:
    """In the transaction of the report, to all of the staff who may settle it; to each once for `about`."""
    tell_staff(
        permission,
        lambda language: waits_letter(due_at, language=language),
        kind="report_waits",
        about=f"report-waits:{about}",
        now=now,
    )


def waits_letter(due_at: datetime, *, language: str) -> Letter:
    with translation.override(language):
        day = date_format(localtime(due_at), "WEEKDAY_FORMAT")
        parts: list[Part] = [
            Sentences(_("Somebody reported something. Sign in to read it and to decide.")),
            Sentences(_("Please decide by %(day)s.") % {"day": day}),
            Button(_("Open the reports"), site_url(reverse("moderation:reports"))),
        ]
        return letter_of(_("A report waits"), parts, language=language)

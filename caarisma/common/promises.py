"""A day by which we promised to answer somebody. Once it is past, the page says that we are late."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def answer_by(due_at: datetime, *, now: datetime, form: str = "DATE_FORMAT") -> str:
    """The day as the zone of `due_at` has it."""
    day = {"day": date_format(due_at, form)}
    if due_at < now:
        return _("We are late. We promised an answer by %(day)s.") % day
    return _("We answer by %(day)s.") % day

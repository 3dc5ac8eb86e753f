import re
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache

from caarisma.common.outbox.models import Mail
from matching.watches.clocks.mailing import mail_due
from matching.watches.looking.changes import hear_changes, look_first
from treatments.services.catalog import load_catalog

HALF_AN_HOUR = timedelta(minutes=31)


@pytest.fixture(autouse=True)
def _catalog(request: pytest.FixtureRequest, now: datetime) -> None:
    """Where there is a database."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        cache.clear()
        load_catalog(now=now)


def hear(now: datetime) -> None:
    """What the chore does at each look."""
    hear_changes(now=now)
    look_first(now=now)


def mailed(now: datetime, *kinds: str) -> list[Mail]:
    """What the chore has written by then."""
    mail_due(now=now)
    return mails_of(*(kinds or ("watch_news", "watch_week")))


def mails_of(*kinds: str) -> list[Mail]:
    return list(Mail.objects.filter(kind__in=kinds).order_by("pk"))


def token_in(mail: Mail) -> str:
    """Of its button."""
    found = re.search(r"/alerts/press/([\w-]+)/", mail.letter["text"])
    assert found, mail.letter["text"]
    return found.group(1)

import re
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache

from caarisma.common.outbox.models import Mail
from matching.watches.clocks.mailing import mail_due, plan_mails
from matching.watches.looking.changes import hear_changes, look_first
from matching.watches.models import WatchMark
from tests.factories.catalog import fill_catalog

HALF_AN_HOUR = timedelta(minutes=31)


@pytest.fixture(autouse=True)
def _catalog(request: pytest.FixtureRequest, now: datetime) -> None:
    """Where there is a database."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        cache.clear()
        fill_catalog(now=now)


def hear(now: datetime) -> None:
    """What the chores do before anything is mailed. All providers are looked at: in the one transaction of a test the
    change log cannot tell what is new. Tests of the log commit, and call `hear_changes`."""
    WatchMark.objects.all().delete()
    hear_changes(now=now)
    look_first(now=now)
    plan_mails(now=now)


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

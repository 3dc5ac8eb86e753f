"""One secret says which browser it is: for its lists and for its requests."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore

from caarisma.accounts.browser import SESSION_KEY, known_browser, remember_browser
from matching.consultations.enums import HeldBy
from matching.requests.holders import browser_of, grant_hold, holder_of
from tests.factories.consultations import make_asker

pytestmark = pytest.mark.django_db


def test_lists_and_requests_know_a_browser_by_the_same_name():
    session = SessionStore()

    requests = browser_of(session)

    assert requests == remember_browser(session) == known_browser(session)
    assert list(session.keys()) == [SESSION_KEY]


def test_it_survives_a_new_session_key_and_ends_with_the_session(now):
    session, asker = SessionStore(), make_asker(now=now)
    grant_hold(asker, browser_of(session), by=HeldBy.PRESS, proves=True, now=now)

    session.cycle_key()
    assert holder_of(session, AnonymousUser(), now=now).askers == {asker.pk}
    session.flush()
    assert not holder_of(session, AnonymousUser(), now=now)
    assert known_browser(session) == ""


def test_two_clicks_at_once_are_one_browser():
    """Both read the session before either wrote it, and the later answer writes over the earlier."""
    kept = SessionStore()
    kept["something"] = "else"
    kept.save()
    first, second = SessionStore(kept.session_key), SessionStore(kept.session_key)

    assert remember_browser(first) == remember_browser(second) != ""
    assert kept.session_key not in (first[SESSION_KEY], known_browser(first))


def test_two_sessions_are_two_browsers():
    named = [SessionStore() for _session in range(2)]
    for each in named:
        each.create()

    assert len({remember_browser(each) for each in named}) == 2


def test_who_only_looks_gets_no_secret(now):
    session = SessionStore()

    assert not holder_of(session, AnonymousUser(), now=now)
    assert not session.keys()


def test_nothing_else_in_the_house_makes_a_secret_of_a_browser():
    rooms = [Path(settings.BASE_DIR, room) for room in ("caarisma", "matching", "providers", "treatments")]
    makers = {
        str(file.relative_to(settings.BASE_DIR))
        for room in rooms
        for file in room.rglob("*.py")
        if re.search(r"session\[[^\]]+\] = .*\b(secrets|random)\.token", file.read_text())
    }

    assert makers == {"caarisma/accounts/browser.py"}

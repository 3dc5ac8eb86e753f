"""Sessions of ours do as Django's do."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

pytestmark = pytest.mark.django_db


def store(key: str | None = None):
    return import_module(settings.SESSION_ENGINE).SessionStore(key)


def test_what_is_written_is_read_in_one_statement_each():
    session = store()
    session["zip"] = "94612"
    session.save()
    with CaptureQueriesContext(connection) as queries:
        again = store(session.session_key)
        again["zip"] = again["zip"] + "-1"
        again.save()

    assert store(session.session_key)["zip"] == "94612-1"
    assert len(queries) == 2, [query["sql"] for query in queries]


def test_one_that_is_over_or_gone_holds_nothing_and_gets_another_key():
    session = store()
    session["zip"] = "94612"
    session.save()
    key = session.session_key
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    for unknown in (store(key), store("a" * 32)):
        assert unknown.get("zip") is None
        assert unknown.session_key is None


def test_one_that_was_deleted_meanwhile_is_not_made_anew():
    session = store()
    session["user"] = 1
    session.save()
    Session.objects.all().delete()

    with pytest.raises(UpdateError):
        session.save()
    assert not Session.objects.exists()


@pytest.mark.parametrize("key", [r'"aaaaaaaa\000"', r'"\000"', "a" * 5000, "\xff" * 32, '"'])
def test_a_cookie_that_is_no_key_of_ours_is_a_strangers(client, key):
    r"""Browsers and Python read "\000" in quotes as a NUL, which no database keeps."""
    answer = client.get("/accounts/login/", HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}={key}")

    assert answer.status_code == 200
    assert not answer.wsgi_request.session.session_key

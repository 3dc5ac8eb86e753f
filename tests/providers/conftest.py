"""What several rooms of providers share: the desk's staff, a registry on this machine, the day of the lists."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.contrib.auth.models import Permission

from providers.runs.management.commands import import_leie
from tests.factories.providers import make_user
from tests.providers.registry.server import Registry, served

TODAY = date(2026, 12, 28)


@pytest.fixture
def clock(now):
    """The desk's pages read the clock themselves."""
    return now


@pytest.fixture
def sign_in_as(client, settings):
    """A client of a member of staff with these permissions ("app.codename")."""

    settings.STAFF_NEED_SECOND_FACTOR = False  # tests/accounts holds that it is needed

    def sign_in(*permissions: str, email: str = "ana@example.com"):
        user = make_user(email, is_staff=True)
        for permission in permissions:
            app, codename = permission.split(".")
            user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
        client.force_login(user)
        return user

    return sign_in


@pytest.fixture
def registry(settings) -> Iterator[Registry]:
    """The public registry of NPIs, as this test fills it in."""
    with served(Registry()) as running:
        settings.NPPES_API_URL = running.url
        yield running


@pytest.fixture
def on_the_lists_day(monkeypatch) -> None:
    """The clock of the importer: tests name dates of lists, and a list is never from the future."""
    monkeypatch.setattr(import_leie, "today", lambda: TODAY)

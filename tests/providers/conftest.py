"""What several rooms of providers share: the desk's staff, a registry on this machine, the day of the lists, and
a world for all tests of a module."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import transaction
from pytest_django import DjangoDbBlocker

from providers.runs.management.commands import import_leie
from tests.architecture.access.asking import inner_atomic
from tests.conftest import NOW
from tests.factories.providers import make_user
from tests.providers.registry.server import Registry, served

TODAY = date(2026, 12, 28)
Shared = Callable[[], AbstractContextManager[None]]


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


@pytest.fixture(scope="module")
def shared(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shared]:
    """What is written inside it stands until the module's last test; each test is undone for itself."""

    @contextmanager
    def making() -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch, time_machine.travel(NOW, tick=True):
            patch.setattr("django.conf.settings.PRIVATE_FILES_DIR", tmp_path_factory.mktemp("private"))
            yield

    with django_db_blocker.unblock(), inner_atomic():
        yield making
        transaction.set_rollback(True)

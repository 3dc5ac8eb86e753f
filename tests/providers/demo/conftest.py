"""Made-up directories cost seconds, so the tests of a module share one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.architecture.access.asking import inner_atomic
from tests.conftest import NOW

Shared = Callable[[], AbstractContextManager[None]]


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

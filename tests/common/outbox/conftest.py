from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache

from caarisma.common.outbox.models import Mail
from caarisma.common.outbox.writing import Letter, post
from tests.common.outbox.smtp_server import SmtpServer


@pytest.fixture(autouse=True)
def over_smtp(settings, db) -> None:
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT = 10
    cache.clear()


@pytest.fixture
def smtp(settings) -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def nowhere(settings) -> int:
    """The port of a mail server that is away."""
    with SmtpServer() as server:
        port = server.port
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    return port


@pytest.fixture
def write(now: datetime) -> Callable[..., Mail]:
    def mail(to: str = "ana@example.com", *, life: timedelta = timedelta(days=2), kind: str = "test") -> Mail:
        return post(Letter("A word", "Link: secret-key\n"), kind=kind, to=to, language="en", life=life, now=now)

    return mail

"""Who signs up, or has forgotten the password, while the mail server is away or hangs: no page notices, and the mail
comes later."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from caarisma.accounts.models import User
from caarisma.common.outbox.sending import send_due
from tests.common.outbox.smtp_server import SmtpServer
from tests.factories.providers import make_user

NEW, KNOWN = "new@example.com", "known@example.com"
SIGN_UP = ("/accounts/signup/", {"email": NEW, "password1": "a long enough phrase 1"})
RESET = ("/accounts/password/reset/", {"email": KNOWN})


@pytest.mark.parametrize("server", ["away", "hangs"])
@pytest.mark.parametrize(("address", "typed"), [SIGN_UP, RESET], ids=["sign up", "reset"])
def test_the_page_goes_on_and_the_mail_comes_later(settings, nowhere, now, server, address, typed):
    make_user(KNOWN)
    person = Client()

    if server == "away":
        answer = person.post(address, typed)
    else:
        with SmtpServer(nowhere, hangs=True) as silent:
            answer = person.post(address, typed)
            assert silent.talks == 0  # nobody asked it

    assert answer.status_code == 302
    assert User.objects.filter(email=NEW).exists() == (typed["email"] == NEW)
    with SmtpServer(nowhere) as well:
        cache.clear()
        send_due(now=now + timedelta(minutes=1))
        assert well.reached == [typed["email"]]

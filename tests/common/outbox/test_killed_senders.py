"""Senders that are killed at any moment: nothing is lost, and at most what each had in hand goes twice."""

import os
import random
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from caarisma.common.outbox.enums import MailState
from caarisma.common.outbox.models import Mail
from caarisma.common.outbox.sending import LEASE, send_due
from caarisma.common.outbox.writing import Letter, post
from tests.common.outbox.smtp_server import SmtpServer
from tests.matching.conftest import Start, kill_group, start, wait_until  # noqa: F401  (start is a fixture)

# MAILS=2000 KILLS=50 make test ARGS="-k senders_killed": as goal G18 asks.
MAILS, KILLS = int(os.environ.get("MAILS", "120")), int(os.environ.get("KILLS", "4"))
SENDER = """
import django, sys, time
django.setup()
from django.conf import settings
from django.utils import timezone
from caarisma.common.outbox.sending import send_due
settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sys.argv[1])
while True:
    send_due(now=timezone.now()) or time.sleep(0.05)
"""


@pytest.mark.worker
def test_senders_killed_at_random_lose_nothing(transactional_db, settings, start: Start):  # noqa: F811
    """By a server that puts off each tenth."""
    with SmtpServer(slow=0.01, busy=0.1) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        for number in range(MAILS):
            letter = Letter("A word", "Words\n")
            address = f"p{number}@example.com"
            post(letter, kind="test", to=address, language="en", life=timedelta(days=1), now=timezone.now())

        for _ in range(KILLS):
            before, sender = len(server.got), start("-c", SENDER, str(server.port))
            wait_until(lambda seen=before: len(server.got) > seen)
            time.sleep(random.uniform(0, 0.2))
            kill_group(sender)
        later = timezone.now() + LEASE + timedelta(minutes=1)
        while Mail.objects.filter(state=MailState.WAITING, not_after__gt=later).exists():
            send_due(now=later)
            later += timedelta(minutes=1)

        assert len(set(server.reached)) == MAILS
        assert server.put_off > 0
        assert server.doubled <= KILLS
        assert not Mail.objects.exclude(state=MailState.SENT).exists()
        print(f"{MAILS} mails, {KILLS} kills, {server.put_off} put off, {server.doubled} twice")

"""What the outbox holds, and what leaves it. Nothing reaches `mail.outbox` before it is sent."""

import re
from datetime import datetime
from html import unescape

from django.core import mail
from django.core.mail import EmailMessage

from caarisma.common.outbox.enums import MailState
from caarisma.common.outbox.models import Mail
from caarisma.common.outbox.sending import send_due
from caarisma.common.outbox.writing import Letter


def written() -> list[Mail]:
    """What waits, in the order in which it was written."""
    return list(Mail.objects.filter(state=MailState.WAITING).order_by("pk"))


def delivered(now: datetime | None = None) -> list[EmailMessage]:
    """Send what waits, in that order, and give all that was sent in this test."""
    for row in written():
        moment = now or row.due_at
        Mail.objects.filter(pk=row.pk).update(due_at=moment)
        send_due(now=moment, most=1)
    return list(mail.outbox)


def same_words(letter: Letter) -> bool:
    """Whether text and HTML say the same, in the same order, addresses of links included."""
    body = re.sub(r"<style>.*?</style>|<title>.*?</title>|<h1>.*?</h1>", "", letter.html, flags=re.DOTALL)
    body = re.sub(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', r"\2 \1", body, flags=re.DOTALL)
    return _words(unescape(re.sub(r"<[^>]+>", " ", body))) == _words(letter.text)


def _words(text: str) -> list[str]:
    return re.sub(r":(?=\s)", " ", text).split()

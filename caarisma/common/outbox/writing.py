"""Writing a mail into the outbox, in the transaction of what gives cause for it: a rollback takes it along."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid, parseaddr
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from caarisma.common.outbox.models import Mail
from caarisma.common.publishing import publish_after_commit

SITE_NAME: Final = "Caarisma"
TASK: Final = "outbox.send"


@dataclass(frozen=True, slots=True)
class Letter:
    """`html`: the same once more, for mail programs that show it (parts.py). `stop_address`: where a mail program ends
    this kind of mail with one POST (RFC 8058); for mails that somebody could want no more of.
    """

    subject: str
    text: str
    html: str = ""
    stop_address: str = ""


def site_url(path: str = "/", **query: str) -> str:
    """An address of ours for a mail. From settings alone: the Host header of a request is anybody's to write."""
    return f"{settings.SITE_URL}{path}{'?' + urlencode(query) if query else ''}"


def post(
    letter: Letter, *, kind: str, to: str, language: str, life: timedelta, now: datetime, hurry: bool = False,
    key: str = "", gives_way: bool = False,
) -> Mail:  # fmt: skip
    """Write the row. `hurry`: somebody waits in front of a page, so a worker is told too. Nothing is sent here.

    `key`: what this mail is, where it must go once however often it is asked for: then the first one stands.
    `gives_way`: it goes when nothing else waits, as hundreds of one kind do that nobody has an appointment by.
    """
    written = {"subject": letter.subject, "text": letter.text, "html": letter.html}
    fields = {
        "kind": kind,
        "recipient": to,
        "letter": written | ({"stop": letter.stop_address} if letter.stop_address else {}),
        "gives_way": gives_way,
        "language": language,
        "message_id": make_msgid(domain=_domain()),
        "created_at": now,
        "due_at": now,
        "not_after": now + life,
    }
    mail, made = Mail.objects.get_or_create(key=key, defaults=fields) if key else (Mail.objects.create(**fields), True)
    if hurry and made:
        publish_after_commit(TASK, mail_id=mail.pk)
    return mail


def is_posted(key: str) -> bool:
    """Whether the mail of this key stands already: then nobody need write its letter once more."""
    return Mail.objects.filter(key=key).exists()


def _domain() -> str:
    """Of the sender. Not the machine's own name, which make_msgid would look up and print."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return domain or urlsplit(settings.SITE_URL).hostname or "caarisma"

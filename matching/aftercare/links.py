"""Where the pages of a question are, for its mail. Only hashes of both links are kept."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from caarisma.common.outbox.writing import site_url


def answer_link(token: str, *, language: str) -> str:
    """With one button, and nothing that can be read behind it."""
    return _in(language, "aftercare:press", token)


def stop_link(token: str, *, language: str) -> str:
    """A button for people; for mail programs one POST (RFC 8058)."""
    return _in(language, "aftercare:stop", token)


def _in(language: str, name: str, token: str) -> str:
    with override(language or settings.LANGUAGE_CODE):
        return site_url(reverse(name, args=[token]))

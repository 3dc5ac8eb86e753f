"""Where the pages of requests are, for mails and calendar files. The pages stand above this room and hold to these."""

from django.conf import settings

from caarisma.common.outbox.writing import site_url


def press_page(token: str, *, language: str) -> str:
    """With one button, and nothing else that works."""
    return _in(language, f"/requests/press/{token}/")


def request_page(reference: str, *, language: str) -> str:
    """404 for whoever does not hold it."""
    return _in(language, f"/requests/{reference}/")


def inbox_page(reference: str, *, language: str) -> str:
    """The clinic's side; asks to sign in."""
    return _in(language, f"/provider/requests/{reference}/")


def inbox_list(*, language: str) -> str:
    return _in(language, "/provider/requests/")


def _in(language: str, path: str) -> str:
    return site_url(path if language == settings.LANGUAGE_CODE else f"/{language}{path}")

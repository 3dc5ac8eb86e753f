"""The cookies that this site sets, as the privacy page lists them. tests/common/test_cookies.py walks the site."""

from typing import Final, NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from treatments.check.keeping import COOKIE


class SetCookie(NamedTuple):
    name: str
    why: str | Promise
    kept: str | Promise


def cookies_of_the_site() -> tuple[SetCookie, ...]:
    return (
        SetCookie(
            settings.SESSION_COOKIE_NAME,
            _("Keeps your place: your answers on the way, which lists are yours, and that you are signed in."),
            _("14 days at most"),
        ),
        SetCookie(settings.CSRF_COOKIE_NAME, _("Protects forms from being sent by other sites."), _("1 year")),
        SetCookie(settings.LANGUAGE_COOKIE_NAME, _("Remembers your language."), CLOSED),
        SetCookie(
            settings.MFA_TRUST_COOKIE_NAME,
            _("If you ticked it: your password is enough to sign in here, without a code by mail."),
            _("90 days"),
        ),
        SetCookie(COOKIE, _("Holds your answers to the questions before you look, locked."), _("2 hours at most")),
    )


CLOSED: Final = _("Until you close your browser")

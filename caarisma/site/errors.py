"""Pages for what goes wrong.

Django's own views for these read the form once more to check its token. A form that cannot be read (its content type
names a strange encoding, say) then breaks them too, and the web server answers alone, with the address in its log.
"""

import sys

from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from caarisma.accounts.language import language_shown
from caarisma.common.outages import is_database_away, took_too_long


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django calls it a bad request too when the session cannot be saved: it ended meanwhile, or the database did."""
    if isinstance(exception, SessionInterrupted):
        if took_too_long(exception):
            return too_much_at_once(request)
        return back_in_a_moment(request) if is_database_away(exception) else render(request, "409.html", status=409)
    return render(request, "400.html", status=400)


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Needs neither the request nor the database: either may be what broke. Django comes here from whatever part of the
    way failed, so it is here that everybody is told of a database that is away, or too slow.
    """
    if is_database_away(sys.exception()):
        return back_in_a_moment(request)
    if took_too_long(sys.exception()):
        return too_much_at_once(request)
    return _plain(request, "500.html", status=500)


def back_in_a_moment(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After and a plain page, not a 500 that blames nobody."""
    page = _plain(request, "503.html", status=503)
    page.headers["Retry-After"] = "5"
    return page


def too_much_at_once(request: HttpRequest) -> HttpResponse:
    """503 without Retry-After: what was too slow is not tried once more at once, not by DatabaseAway either."""
    return _plain(request, "503_slow.html", status=503)


def _plain(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    """The thread may still speak the language of whoever it served before: what broke may have come before ours."""
    with translation.override(language_shown(request)):
        return HttpResponse(render_to_string(template), status=status)

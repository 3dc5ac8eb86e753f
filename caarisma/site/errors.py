"""Pages for what goes wrong.

Django's own views for these read the form once more to check its token. A form that cannot be read (no word of what
stands between its parts, say) then breaks them too, and the web server answers alone, with the address in its log.
"""

import re
import sys
from typing import Final

from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from caarisma.accounts.language import language_shown
from caarisma.common.http import by_htmx, had_file, sent_form
from caarisma.common.outages import is_database_away, is_full, took_too_long

SECRET: Final = re.compile(r"code|login|.*password.*")  # names of fields that no page of ours repeats


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django calls it a bad request too when the session cannot be saved: it ended meanwhile, or the database did."""
    if isinstance(exception, SessionInterrupted):
        return _for_now(request, exception) or render(request, "409.html", status=409)
    return render(request, "400.html", status=400)


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Needs neither the request nor the database: either may be what broke. Django comes here from whatever part of the
    way failed, so it is here that everybody is told of a database that is away, or too slow.
    """
    return _for_now(request, sys.exception()) or _plain(request, "500.html", status=500)


def _for_now(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """503 for what will be well again; None for a fault of ours."""
    if is_database_away(error):
        return back_in_a_moment(request)
    if took_too_long(error):
        return _plain(request, "503_slow.html", status=503)
    return _plain(request, "503_full.html", status=503) if is_full(error) else None


def back_in_a_moment(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After and a plain page, not a 500 that blames nobody. The other two kinds of 503 have no such
    header: what was too slow or too much is not tried once more at once, not by DatabaseAway either.
    """
    page = _plain(request, "503.html", status=503)
    page.headers["Retry-After"] = "5"
    return page


def _plain(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    """The thread may still speak the language of whoever it served before: what broke may have come before ours."""
    context = {"sent": _sent(request), "to": request.get_full_path(), "had_file": had_file(request)}
    with translation.override(language_shown(request)):
        return HttpResponse(render_to_string(template, context), status=status)


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, so that one button sends it again. Nothing of a form with a password or a code."""
    fields = sent_form(request, with_file=True)
    if fields is None or by_htmx(request) or any(map(SECRET.fullmatch, fields)):
        return []
    return [(name, value) for name, values in fields.lists() for value in values]

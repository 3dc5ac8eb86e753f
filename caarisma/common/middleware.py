"""Middleware that every response passes."""

import logging
import time
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, URLResolver, get_resolver, resolve
from django.utils import translation

from caarisma.common import request_id
from caarisma.common.errors import UserFacingError
from caarisma.common.http import by_htmx, from_its_beginning, sent_form
from caarisma.common.tallies.counting import count
from caarisma.common.waiting import is_back

Responder = Callable[[HttpRequest], HttpResponse]

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

requests_log = logging.getLogger("caarisma.requests")

PERMISSIONS_POLICY = ", ".join(
    [f"{feature}=()" for feature in ("accelerometer", "camera", "display-capture", "gyroscope", "magnetometer")]
    + [f"{feature}=()" for feature in ("microphone", "midi", "payment", "usb", "browsing-topics")]
    + ["geolocation=(self)", "publickey-credentials-create=(self)", "publickey-credentials-get=(self)"]
)


class PrivateByDefault:
    """No cache keeps a page unless a view says otherwise; outermost, so errors and redirects are covered too."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class WholePages:
    """htmx would put a page that tells of a fault into the part of the page that it asked for."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        fault_in_part = response.status_code >= 400 and by_htmx(request)
        if fault_in_part and not response.streaming and response.content[:9].lower() == b"<!doctype":
            response.headers["HX-Retarget"] = "body"
            response.headers["HX-Reswap"] = "innerHTML"
        return response


class RequestLog:
    """One line a request: route pattern, status and time; and one more in the tally of that route. Never the path or
    query, which may name a person's search.

    Outermost: whatever goes wrong further in is logged under the request's name (request_id.py).
    """

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        with request_id.within() as name:
            response = self.get_response(request)
            if response.status_code >= 400 or not request.path_info.startswith("/static/"):
                self._tell(request, response, time.perf_counter() - started)
        response.headers["X-Request-ID"] = name
        return response

    def _tell(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        match = request.resolver_match
        method = request.method if request.method in METHODS else "other"  # anybody may invent one
        count("request", match.view_name if match else "unmatched", method, str(response.status_code), seconds=seconds)
        requests_log.info(
            "request",
            extra={
                "method": method,
                "route": match.route if match else "unmatched",
                "status": response.status_code,
                "ms": round(seconds * 1000),
            },
        )


class DatabaseAway:
    """A database that restarts costs nothing where an answer can be made once more (docs/adr/0014) or needs no data.
    Elsewhere a page says to come back (caarisma/site/errors.py). Outside of whatever reads the session, since most
    people have one.
    """

    SAME_FOR_ALL = ("/health/", "/robots.txt", "/sitemap")  # who asks is never looked up
    NEEDS_NO_DATA = frozenset({"pages"})  # of these only the header does, to tell who is signed in
    KEY = "form_key"  # a form that has it is done once, however often it comes

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(self.SAME_FOR_ALL):
            _forget_who_asks(request)
        asked = request.asked_so_far = Asked()  # type: ignore[attr-defined]
        with connection.execute_wrapper(asked):
            response = self.get_response(request)
        if is_back_in_a_moment(response) and self._may_run_twice(request, asked):
            if is_back():
                response = self.get_response(request)  # in a new session of the database
            if is_back_in_a_moment(response) and self._needs_no_data(request) and _forget_who_asks(request):
                response = self.get_response(request)
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """What middleware has written by now, as when somebody was last seen, it may write again."""
        request.asked_so_far.to_write = False  # type: ignore[attr-defined]

    def _may_run_twice(self, request: HttpRequest, asked: "Asked") -> bool:
        if request.method in ("GET", "HEAD"):
            return True
        if not asked.to_write:
            return from_its_beginning(request)
        form = sent_form(request)
        return form is not None and (self.KEY in form or getattr(_view_of(request), "may_run_twice", False))

    def _needs_no_data(self, request: HttpRequest) -> bool:
        match = _match(request)
        return request.method != "POST" and match is not None and match.app_name in self.NEEDS_NO_DATA


class Asked:
    """What a request has asked of the database so far. As long as that was to read, a second run does nothing twice,
    whatever the view; what was asked to be written may be written, though the answer never came."""

    READS = ("SELECT ", "EXECUTE ", "PREPARE ", "SAVEPOINT ")  # what is prepared here reads (prepared.py)

    def __init__(self) -> None:
        self.to_write = False

    def __call__(self, execute: Callable[..., Any], sql: Any, *arguments: Any) -> Any:
        if not str(sql)[:10].startswith(self.READS):
            self.to_write = True
        return execute(sql, *arguments)


def _match(request: HttpRequest) -> ResolverMatch | None:
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def _view_of(request: HttpRequest) -> object:
    match = _match(request)
    return match and match.func


def _forget_who_asks(request: HttpRequest) -> bool:
    """Whether there was anybody to forget."""
    return request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None) is not None


def is_back_in_a_moment(response: HttpResponse) -> bool:
    return response.status_code == 503 and "Retry-After" in response.headers


class SameForAll:
    """Views that are marked `same_for_all` answer from here: all that reads or sets a cookie, or makes an answer vary
    by one, comes after. Their words are English unless they say otherwise."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match = _match(request) if self._may_be(request) else None
        if match is None or not self._is_asked(request, match.func):
            return self.get_response(request)
        request.resolver_match = match
        with translation.override(settings.LANGUAGE_CODE):
            answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answer

    def _is_asked(self, request: HttpRequest, view: object) -> bool:
        """Methods other than these two get the page of NotThisWay, but where only programs ask."""
        if request.method in ("GET", "HEAD"):
            return getattr(view, "same_for_all", False)
        return getattr(view, "answers_each_method", False)

    def _may_be(self, request: HttpRequest) -> bool:
        """Most are not, and to look among these few addresses alone costs a tenth."""
        try:
            _same_for_all(get_resolver()).resolve(request.path_info)
        except Resolver404:
            return False
        return True


@cache
def _same_for_all(whole: URLResolver) -> URLResolver:
    """What is marked of all that can be asked for."""
    marked = [
        _same_for_all(each) if isinstance(each, URLResolver) else each
        for each in whole.url_patterns
        if isinstance(each, URLResolver) or getattr(each.callback, "same_for_all", False)
    ]
    some = [each for each in marked if not isinstance(each, URLResolver) or each.url_patterns]
    return URLResolver(whole.pattern, some, whole.default_kwargs, whole.app_name, whole.namespace)


class NotThisWay:
    """A page in place of the blank one that Django gives for a method that an address does not take."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.streaming or response.content:
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page


class SaidInWords:
    """A refusal that no view caught is a page with its words, not a 500. Views that show a form catch it themselves and
    say it beside what was typed; this is for the rest, and for what two people do at once."""

    TEMPLATES: Mapping[int, str] = MappingProxyType({410: "410.html", 429: "429.html"})

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, UserFacingError):
            return None
        template = self.TEMPLATES.get(exception.status, "refused.html")
        return render(request, template, {"message": exception.message}, status=exception.status)

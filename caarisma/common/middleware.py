"""Middleware that every response passes."""

import logging
import time
from collections.abc import Callable
from uuid import uuid4

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from caarisma.common.errors import UserFacingError

Responder = Callable[[HttpRequest], HttpResponse]

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


class RequestLog:
    """One line a request: route pattern, status and time. Never the path or query, which may name a person's search."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request_id = uuid4().hex[:12]
        response = self.get_response(request)
        match = request.resolver_match
        requests_log.info(
            "request",
            extra={
                "request_id": request_id,
                "method": request.method,
                "route": match.route if match else "unmatched",
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000),
            },
        )
        response.headers["X-Request-ID"] = request_id
        return response


class DatabaseAway:
    """A database that restarts gives 503 with Retry-After and a plain page, not a 500 that blames nobody."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError | InterfaceError) or _database_answers():
            return None
        requests_log.error("database away", extra={"error": type(exception).__name__})
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "5"})


def _database_answers() -> bool:
    """Whether only one statement failed. A broken connection is closed, so the next request gets a new one."""
    try:
        connection.close_if_unusable_or_obsolete()
        return connection.is_usable() if connection.connection else False
    except (OperationalError, InterfaceError):
        return False


class SaidInWords:
    """A refusal that no view caught is a page with its words, not a 500. Views that show a form catch it themselves and
    say it beside what was typed; this is for the rest, and for what two people do at once."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, UserFacingError):
            return None
        return render(request, "refused.html", {"message": exception.message}, status=exception.status)

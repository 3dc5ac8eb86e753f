"""How the API answers: the same for everybody, with faults as OperationOutcome, and a limit by internet address.

No cookie is read or set, no language is asked for, and nothing of a query is kept: see docs/adr/0030.
"""

import ipaddress
import json
import logging
import re
import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Final

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from caarisma.common import request_id
from caarisma.common.http import answers_each_method
from caarisma.common.limits import CountedTries, counted, hashed
from caarisma.common.outages import is_database_away, took_too_long
from caarisma.common.tallies.of_programs import note_answer
from matching.directory_api.asking.outcomes import Fault, RefusedQuery, outcome

FHIR_JSON: Final = "application/fhir+json"
A_WHILE: Final = "public, max-age=30, must-revalidate, stale-if-error=0"
AN_HOUR: Final = "public, max-age=3600"
MINUTE: Final = timedelta(minutes=1)
A_MINUTE, FILES_A_MINUTE = 60, 600
LIMITED = True  # tests and benchmarks that ask thousands of times turn it off
EXPOSED: Final = "ETag, Last-Modified, Retry-After, RateLimit, RateLimit-Policy, X-Request-ID"
READ_ONLY: Final = "GET, HEAD, OPTIONS"

View = Callable[..., HttpResponseBase]

log = logging.getLogger(__name__)


def serves_everybody(*, most: int = A_MINUTE, what: str = "api") -> Callable[[View], View]:
    """A view of this room. `most`: requests a minute from one address, counted under `what`."""

    def decorate(view: View) -> View:
        @answers_each_method
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            began = time.perf_counter()
            response = _answer(request, view, args, kwargs, most, what)
            note_answer(response.status_code, time.perf_counter() - began)
            if response.status_code >= 400 and not getattr(response, "streaming", False):
                response.headers.setdefault(
                    "Cache-Control", A_WHILE if response.status_code in (404, 410) else "no-store"
                )
            _open_to_all(response)
            return response

        return answer

    return decorate


def _answer(
    request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any], most: int, what: str
) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return _preflight()
    try:
        if request.method not in ("GET", "HEAD"):
            words = "This address is only read: GET and HEAD."
            raise RefusedQuery(405, [Fault("not-supported", "method", words)], {"Allow": READ_ONLY})
        seen = _count(request, most, what)
        response = _once(request, view, args, kwargs) if seen.tries <= most or not LIMITED else _too_many(seen)
        left = max(0, most - seen.tries)
        response.headers["RateLimit-Policy"] = f'"default";q={most};w=60'
        response.headers["RateLimit"] = f'"default";r={left};t={seen.seconds}'
    except RefusedQuery as refused:
        return refusal(refused)
    except Exception as error:
        return _fault(error)
    return response


def _once(request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponseBase:
    """A refusal costs as much as an answer, and says how many are left too."""
    try:
        return view(request, *args, **kwargs)
    except RefusedQuery as refused:
        return refusal(refused)


def _count(request: HttpRequest, most: int, what: str) -> CountedTries:
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:  # no address is known: all of those share one
        address = ""
    return counted(f"{what}:{hashed(network_of(address))}", within=MINUTE, now=timezone.now(), durable=False)


def network_of(address: str | None) -> str:
    """One household of IPv6 has 2^64 addresses: it is one."""
    try:
        given = ipaddress.ip_address(address or "")
    except ValueError:
        return address or ""
    return str(ipaddress.ip_network((given, 64), strict=False)) if given.version == 6 else str(given)


def _too_many(seen: CountedTries) -> HttpResponse:
    words = f"Too many requests in a minute from this address. Try again in {seen.seconds} seconds."
    return refusal(RefusedQuery(429, [Fault("throttled", "limit", words)], {"Retry-After": str(seen.seconds)}))


def _fault(error: Exception) -> HttpResponse:
    """Without the address that was asked for: a query says what somebody looks for."""
    if is_database_away(error):
        return refusal(
            RefusedQuery(503, [Fault("transient", "away", "Try again in a few seconds.")], {"Retry-After": "5"})
        )
    if took_too_long(error):
        return refusal(RefusedQuery(503, [Fault("timeout", "slow", "It took too long. Ask for less at once.")]))
    log.error("fault in the directory api", exc_info=error)
    return refusal(
        RefusedQuery(500, [Fault("exception", "ours", f"A fault of ours. It is {request_id.current()} in our log.")])
    )


def refusal(refused: RefusedQuery) -> HttpResponse:
    response = fhir(json.dumps(outcome(refused.faults)), status=refused.status)
    for name, value in refused.headers.items():
        response.headers[name] = value
    return response


def accepted(header: str) -> list[str]:
    """What an Accept header takes, without what it says it does not."""
    asked = [part.replace(" ", "").lower().split(";") for part in header.split(",") if part.strip()]
    return [name for name, *rest in asked if not any(re.fullmatch(r"q=0(\.0*)?", each) for each in rest)]


def fhir(text: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type=f"{FHIR_JSON}; charset=utf-8")


def kept(
    request: HttpRequest, response: HttpResponse, *, etag: str, cache: str = A_WHILE, modified: int | None = None
) -> HttpResponseBase:
    """With its ETag, and 304 for who has it. What a writer asks first says nothing here. `modified`: seconds since
    1970."""
    for of_writers in ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"):
        request.META.pop(of_writers, None)
    response.headers["ETag"], response.headers["Cache-Control"] = etag, cache
    if modified is not None:
        response.headers["Last-Modified"] = http_date(modified)
    same = get_conditional_response(request, etag=etag, last_modified=modified, response=response)
    return same or response


def _preflight() -> HttpResponse:
    response = HttpResponse(status=200)
    response.headers["Allow"] = READ_ONLY
    response.headers["Access-Control-Allow-Methods"] = READ_ONLY
    response.headers["Access-Control-Allow-Headers"] = "Accept, If-None-Match, If-Modified-Since, Prefer"
    response.headers["Access-Control-Max-Age"] = "86400"
    response.headers["Cache-Control"] = AN_HOUR
    return response


def _open_to_all(response: HttpResponseBase) -> None:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["X-Robots-Tag"] = "noindex"

"""Faults go to a server that speaks Sentry, if SENTRY_DSN names one. What is sent is made here, part by part, out of
names in the code; nothing of what the library would collect by itself is.

No text of an exception (it may quote a row), no local variable, no line of source, no body, cookie, header, address or
query, no user, no machine. What is left says which line of ours failed, on which route, and under which request id; the
rest is in our own log.
"""

import logging
from types import TracebackType
from typing import Any, Final

import sentry_sdk
from django.conf import settings

from caarisma.common import request_id

OURS: Final = ("caarisma", "matching", "providers", "treatments")
MOST_FRAMES: Final = 40
# All that is ever sent; before_send holds it, whatever a later version of the library adds.
ALLOWED: Final = frozenset(
    {"event_id", "timestamp", "platform", "level", "logger", "transaction", "release", "environment", "tags"}
    | {"exception", "message", "sdk"}
)


def start() -> None:
    """Once a process. Never called without SENTRY_DSN: the library alone takes 40 MB and two seconds."""
    client = sentry_sdk.Client(
        dsn=settings.SENTRY_DSN,
        release=settings.RELEASE or None,
        environment="production",
        default_integrations=False,
        auto_enabling_integrations=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        send_client_reports=False,
        auto_session_tracking=False,
        server_name="",
        before_send=only_allowed,
    )
    logging.getLogger().addHandler(Reporter(client))


class Reporter(logging.Handler):
    """Each error that is logged; whatever goes wrong here is nobody's trouble."""

    def __init__(self, client: sentry_sdk.Client) -> None:
        super().__init__(logging.ERROR)
        self.client = client

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith(("sentry_sdk", "urllib3")):
            return  # of itself
        try:
            self.client.capture_event(event_of(record))
        except Exception:
            self.handleError(record)


def event_of(record: logging.LogRecord) -> Any:
    event: dict[str, Any] = {
        "level": "fatal" if record.levelno >= logging.CRITICAL else "error",
        "logger": record.name,
        "platform": "python",
        "message": _message(record),
        "tags": {},
    }
    if name := request_id.current():
        event["tags"]["request_id"] = name
    request = getattr(record, "request", None)
    if match := getattr(request, "resolver_match", None):
        event["transaction"] = match.view_name
    for extra in ("task", "status_code"):
        if (value := getattr(record, extra, None)) is not None:
            event["tags"][extra] = str(value)[:80]
    if record.exc_info and record.exc_info[0] is not None:
        event["exception"] = {"values": _values(record.exc_info[1])}
    return event


def _message(record: logging.LogRecord) -> str:
    """The words of our own code, with nothing filled in. Who else logs an error may have put anything into them."""
    ours = record.name.partition(".")[0] in OURS
    return record.msg if ours and isinstance(record.msg, str) else f"an error of {record.name}"


def _values(error: BaseException | None) -> list[dict[str, Any]]:
    """The exception, and behind it what it came of; Sentry wants the first one first."""
    values: list[dict[str, Any]] = []
    while error is not None and len(values) < 5:
        kind = type(error)
        frames = _frames(error.__traceback__)
        values.append({"type": kind.__name__, "module": kind.__module__, "stacktrace": {"frames": frames}})
        error = error.__cause__ or error.__context__
    return values[::-1]


def _frames(trace: TracebackType | None) -> list[dict[str, Any]]:
    frames = []
    while trace is not None:
        code, module = trace.tb_frame.f_code, trace.tb_frame.f_globals.get("__name__", "")
        frames.append(
            {
                "module": module,
                "function": code.co_name,
                "lineno": trace.tb_lineno,
                "filename": code.co_filename.rpartition("/")[2],
                "in_app": module.partition(".")[0] in OURS,
            }
        )
        trace = trace.tb_next
    return frames[-MOST_FRAMES:]


def only_allowed(event: Any, _hint: object) -> Any:
    """Last of all: what the library put in besides is taken out again."""
    return {name: value for name, value in event.items() if name in ALLOWED}

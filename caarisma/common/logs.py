"""Logs as one JSON object a line. Only fields named here get in, so a person's words cannot by accident."""

import json
import logging
from datetime import UTC, datetime

from caarisma.common import request_id

# `extra=` keys that may be logged: ids, counts and codes; `login` is a keyed hash.
ALLOWED = frozenset(
    {"request_id", "method", "route", "status", "ms", "job", "attempts", "source", "outcome", "count", "error", "task"}
    | {"account", "login", "ways"}
)


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message, whose request, the allowed extras; of an exception type and place, not its text.

    An exception's text can hold what a person typed (a failed INSERT prints the row), so it stays out.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if name := request_id.current():
            line["request_id"] = name
        line.update({key: value for key, value in record.__dict__.items() if key in ALLOWED})
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["where"] = _places(record)
        return json.dumps(line, default=str, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    """The message; for Django's own lines about a request its route, because they quote the address and its token. Of a
    task that failed its name: Celery quotes the text of the exception.
    """
    if record.name == "celery.app.trace" and record.exc_info:
        return f"task failed: {getattr(record, 'data', {}).get('name', 'unknown')}"
    request = getattr(record, "request", None)
    if request is None:
        return record.getMessage()
    match = getattr(request, "resolver_match", None)
    return f"{getattr(record, 'status_code', 'error')} on {match.route if match else 'an unmatched address'}"


def _places(record: logging.LogRecord) -> list[str]:
    """file:line function of the innermost frames, enough to find the fault."""
    trace = record.exc_info[2] if record.exc_info else None
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-6:]

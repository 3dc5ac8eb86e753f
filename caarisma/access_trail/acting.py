"""Tells the triggers who is signed in, for the statements that they watch and for no other."""

import re
from collections.abc import Callable
from typing import Any, Final

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from caarisma.access_trail.sql import ACCOUNTS, ROLES, TABLES

WATCHED: Final = re.compile(
    rf'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(?:{"|".join((ACCOUNTS, ROLES, *TABLES))})"', re.IGNORECASE
)
READS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class WhoActs:
    """Pages that only show something change nobody's access."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in READS:
            return self.get_response(request)

        def tell(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
            if not isinstance(sql, str) or not WATCHED.match(sql) or request.user.pk is None:
                return execute(sql, params, many, context)
            return _as(request.user.pk, lambda: execute(sql, params, many, context))

        with connection.execute_wrapper(tell):
            return self.get_response(request)


def _as(user_id: int, run: Callable[[], Any]) -> Any:
    """Known to this one statement: a transaction may go on as somebody else, and a connection goes to others."""
    if not connection.in_atomic_block:
        with transaction.atomic():
            return _as(user_id, run)
    _say(str(user_id))
    done = run()  # when it fails, what was said goes with the transaction
    _say("")
    return done


def _say(who: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('caarisma.acts', %s, true)", [who])

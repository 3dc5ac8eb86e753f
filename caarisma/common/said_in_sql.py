"""Whose request a statement came of, said in the statement: `SELECT ... /*request_id=1f0c...*/`.

So whoever looks at pg_stat_activity, at a lock or at a slow statement finds the page and the task in the log. A comment
costs no trip to the database, as setting application_name would. Behind the statement, so that whoever reads how it
begins is not misled. The driver sends each statement as text, so no plan is kept by it; what is prepared
(prepared.py) is prepared without, and only its EXECUTE says it; pg_stat_statements does not count comments.
"""

from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from caarisma.common import request_id


def say_whose(execute: Callable[..., Any], sql: Any, *arguments: Any) -> Any:
    name = request_id.current()
    if name.isalnum() and isinstance(sql, str):  # a task's name comes with its message, and must end no comment
        sql = f"{sql} /*request_id={name}*/"
    return execute(sql, *arguments)


def say_from_now_on(*, connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """To each new session; the wrapper of a thread outlives its sessions."""
    if say_whose not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, say_whose)

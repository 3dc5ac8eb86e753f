"""The rules of the states in tests: everybody may inject everywhere, until a test says otherwise.

The database begins with the rules that the release ships, which let nobody in. Tests that are about something else
should not hang on that.
"""

from datetime import date

from django.db import connection, transaction

from providers.screening.first_rules import first_rows
from providers.screening.models import RuleReading

TABLE = RuleReading._meta.db_table


def let_everybody_inject(*, read_on: date) -> None:
    """The first rows, once, before any test. Nurses and PAs stay supervised, as the constraint wants it."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not RuleReading.objects.exists():
            RuleReading.objects.bulk_create(RuleReading(**row) for row in first_rows())
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            f"UPDATE {TABLE} SET needs_supervisor = NOT profession IN ('md', 'do') WHERE NOT lets;"
            f"UPDATE {TABLE} SET may_inject = true, covers = 'any_injection', status = 'sourced', read_on = %s,"
            "  effective_to = NULL, counts_from = '2000-01-01', counts_until = NULL",
            [read_on],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")  # where this is part of a larger transaction


def as_they_were(cursor) -> None:
    """Once a test has committed: without what it read, and in force again. No trigger runs."""
    cursor.execute(f"DELETE FROM {TABLE} WHERE read_by_id IS NOT NULL")
    cursor.execute(f"UPDATE {TABLE} SET counts_until = NULL WHERE counts_until IS NOT NULL")


def close_state(state: str, profession: str) -> None:
    """Nobody has read the rule there."""
    _rewrite(state, profession, status="unverified", may_inject=False, covers="silent")


def forbid(state: str, profession: str) -> None:
    """The rule there says that this profession may not."""
    _rewrite(state, profession, status="sourced", may_inject=False, covers="any_injection")


def open_state(state: str, profession: str) -> None:
    """Somebody has read the rule there, and it lets: as before any test. A test that commits ends with this."""
    _rewrite(state, profession, status="sourced", may_inject=True, covers="any_injection")


def limit_rule(state: str, profession: str, *, first: date, last: date) -> None:
    """It counts on these days only."""
    _rewrite(state, profession, counts_from=first, counts_until=last)


def as_released(state: str, profession: str) -> None:
    """The rule there is that of the file."""
    [row] = [row for row in first_rows() if (row["state"], row["profession"]) == (state, profession)]
    _rewrite(state, profession, **row)


def _rewrite(state: str, profession: str, /, **values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        RuleReading.objects.filter(state=state, profession=profession, read_by=None).update(**values)
        cursor.execute("SET LOCAL session_replication_role = origin")

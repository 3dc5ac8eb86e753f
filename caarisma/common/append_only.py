"""Tables that only grow. PostgreSQL refuses UPDATE and DELETE on them, whoever asks and however.

TRUNCATE fires no row trigger: the site's own role has no right to it (caarisma/deploy/site-role.sh), and tests empty
their tables that way.
"""

from typing import Final

from django.db import migrations

CREATE_FUNCTION: Final = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def create_function() -> migrations.RunSQL:
    """Once, before the first append_only()."""
    return migrations.RunSQL(CREATE_FUNCTION, "DROP FUNCTION refuse_change()")


def append_only(table: str) -> migrations.RunSQL:
    """A migration step. `table` is a name of ours, never input."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f"DROP TRIGGER {table}_only_grows ON {table}",
    )

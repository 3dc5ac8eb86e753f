"""Tables that only grow. PostgreSQL refuses UPDATE, DELETE and TRUNCATE on them, whoever asks and however.

TRUNCATE fires no row trigger, so it has one of its own; the site's role has no right to it either
(caarisma/deploy/site-role.sh). Tests empty their tables as a superuser who switches triggers off.
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
        "FOR EACH ROW EXECUTE FUNCTION refuse_change(); "
        f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        f"DROP TRIGGER {table}_only_grows ON {table}; DROP TRIGGER {table}_not_emptied ON {table}",
    )


def dated_by_the_database(table: str) -> migrations.RunSQL:
    """A migration step for a table with `at`, `written_at` and `is_dated_back`. A day is allowed: long work passes the
    moment on at which it began. `caarisma.made_up_times` is on in demonstrations and tests; the row tells for ever.
    """
    function = f"{table}_dated"
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          NEW.written_at := clock_timestamp();
          NEW.is_dated_back := abs(extract(epoch FROM NEW.at - NEW.written_at)) > 86400;
          IF NEW.is_dated_back AND current_setting('caarisma.made_up_times', true) IS DISTINCT FROM 'on' THEN
            RAISE EXCEPTION '% is written when it happens, not dated back', TG_TABLE_NAME
              USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER {function} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()
        """,
        f"DROP TRIGGER {function} ON {table}; DROP FUNCTION {function}()",
    )

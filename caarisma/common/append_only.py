"""Tables that only grow. PostgreSQL refuses UPDATE, DELETE and TRUNCATE on them, whoever asks and however, and a row
that is dated back.

TRUNCATE fires no row trigger, so it has one of its own; the site's role has no right to it either
(caarisma/deploy/site-role.sh). Tests empty their tables as a superuser who switches triggers off. Which tables these
are, and that each refuses, stands in tests/common/test_evidence.py.
"""

from typing import Final

from django.db import connection, migrations

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
    moment on at which it began. Times are made up in demonstrations and tests; the row tells for ever.
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


# Temporary tables come last: a role may make some, and one by the name of ours would be asked in its place.
SAFE: Final = "SET search_path = pg_catalog, public, pg_temp"
MADE_UP: Final = """
CREATE OR REPLACE FUNCTION times_may_be_made_up() RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT {} $$
"""
SHARED: Final = (
    MADE_UP.format("false"),
    f"""
CREATE FUNCTION refuse_dated_back() RETURNS trigger LANGUAGE plpgsql {SAFE} AS $$
BEGIN
  IF NOT times_may_be_made_up() THEN
    RAISE EXCEPTION '% is written when it happens, not dated back', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
""",
    f"""
CREATE FUNCTION refuse_all_but_forgetting() RETURNS trigger LANGUAGE plpgsql {SAFE} AS $$
BEGIN
  IF to_jsonb(NEW) = to_jsonb(OLD) || (SELECT jsonb_object_agg(forgotten, NULL) FROM unnest(TG_ARGV) forgotten) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$
""",  # noqa: S608  (our own text)
    # When the transaction ends: Django deletes what points to a row before the row itself.
    f"""
CREATE FUNCTION refuse_unless_all_goes() RETURNS trigger LANGUAGE plpgsql {SAFE} AS $$
DECLARE
  is_there boolean;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE id = $1)', TG_ARGV[0])
    INTO is_there USING (to_jsonb(OLD) ->> TG_ARGV[1])::bigint;
  IF is_there THEN
    RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$
""",  # noqa: S608  (our own text)
)
SHARED_NAMES: Final = (
    "refuse_unless_all_goes()", "refuse_all_but_forgetting()", "refuse_dated_back()", "times_may_be_made_up()"
)  # fmt: skip


def create_shared() -> migrations.RunSQL:
    """Once, before the first of what follows."""
    return migrations.RunSQL(list(SHARED), [f"DROP FUNCTION {name}" for name in SHARED_NAMES])


DATED: Final = """
CREATE OR REPLACE FUNCTION {table}_dated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.written_at := clock_timestamp();
  NEW.is_dated_back := abs(extract(epoch FROM NEW.at - NEW.written_at)) > 86400;
  IF NEW.is_dated_back AND {may_not} THEN
    RAISE EXCEPTION '% is written when it happens, not dated back', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""


def dated_as_the_owner_says(table: str) -> migrations.RunSQL:
    """A migration step after dated_by_the_database(): that times may be made up is no setting of a session."""
    return migrations.RunSQL(
        DATED.format(table=table, may_not="NOT public.times_may_be_made_up()"),
        DATED.format(table=table, may_not="current_setting('caarisma.made_up_times', true) IS DISTINCT FROM 'on'"),
    )


def dated_now(table: str, column: str) -> migrations.RunSQL:
    """A migration step for a table with a moment, but without `written_at` and `is_dated_back` of its own. A day is
    allowed, as above."""
    name = f"{table}_dated_now"
    far = f"abs(extract(epoch FROM NEW.{column} - clock_timestamp())) > 86400"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW WHEN ({far}) "
        "EXECUTE FUNCTION refuse_dated_back()",
        f"DROP TRIGGER {name} ON {table}",
    )


def not_emptied(table: str) -> migrations.RunSQL:
    """A migration step for a table whose rows are kept by triggers of their own."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        f"DROP TRIGGER {table}_not_emptied ON {table}",
    )


def kept(table: str) -> migrations.RunSQL:
    """A migration step: no row goes. What of it may change, other triggers say."""
    name = f"{table}_is_kept"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f"DROP TRIGGER {name} ON {table}",
    )


def goes_with(table: str, whole: str, column: str) -> migrations.RunSQL:
    """A migration step: a row goes with the row of `whole` that `column` points to, and in no other way."""
    name = f"{table}_goes_with_its_whole"
    return migrations.RunSQL(
        f"CREATE CONSTRAINT TRIGGER {name} AFTER DELETE ON {table} DEFERRABLE INITIALLY DEFERRED "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_unless_all_goes('{whole}', '{column}')",
        f"DROP TRIGGER {name} ON {table}",
    )


def stays(table: str, *, forgetting: str = "") -> migrations.RunSQL:
    """A migration step: no row changes, but that `forgetting`, a person, may become nobody when they are erased."""
    name = f"{table}_stays"
    refuse = f"refuse_all_but_forgetting('{forgetting}')" if forgetting else "refuse_change()"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {refuse}",
        f"DROP TRIGGER {name} ON {table}",
    )


def asks_our_tables(function: str) -> migrations.RunSQL:
    """A migration step for a function of a trigger that was made without it."""
    return migrations.RunSQL(f"ALTER FUNCTION {function}() {SAFE}", f"ALTER FUNCTION {function}() RESET search_path")


def let_times_be_made_up() -> None:
    """For a demonstration, a benchmark and tests, which have a past. `caarisma.made_up_times` says it in each session,
    and counts from now on. By the owner of the tables: the site's own role cannot.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc LIKE '%%current_setting%%' FROM pg_proc WHERE proname = 'times_may_be_made_up'")
        if not cursor.fetchone()[0]:
            cursor.execute(MADE_UP.format("current_setting('caarisma.made_up_times', true) IS NOT DISTINCT FROM 'on'"))
        cursor.execute("SET caarisma.made_up_times = on")

"""The triggers on the tables that say who may do what. They run as the owner of the tables; nobody calls them."""

from typing import Final

from django.db import migrations

SAFE: Final = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

# The middleware says who acts (acting.py). Where nobody does, the line names the database's role.
NOTE: Final = f"""
CREATE FUNCTION access_note(account bigint, what text, details jsonb) RETURNS void LANGUAGE plpgsql {SAFE} AS $$
DECLARE
  acts bigint := NULLIF(current_setting('caarisma.acts', true), '')::bigint;
BEGIN
  INSERT INTO access_trail_accesschange (at, account, by, what, details) VALUES (clock_timestamp(), account, acts, what,
    CASE WHEN acts IS NULL THEN details || jsonb_build_object('database role', session_user) ELSE details END);
END $$
"""  # noqa: S608  (our own text)

# Depth 1 is this trigger itself. The site's role has triggers of its own to try with, but is not the owner.
GUARD: Final = """
CREATE FUNCTION access_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() < 2 OR current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID)
  THEN
    RAISE EXCEPTION 'a change of access is written by what changed it' USING ERRCODE = 'insufficient_privilege';
  END IF;
  NEW.at := clock_timestamp();
  RETURN NEW;
END $$
"""

ACCOUNT: Final = f"""
CREATE FUNCTION access_of_account() RETURNS trigger LANGUAGE plpgsql {SAFE} AS $$
DECLARE
  changed text[];
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM access_note(OLD.id, 'account deleted', jsonb_build_object('superuser', OLD.is_superuser));
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    changed := array_remove(ARRAY[
      CASE WHEN NEW.email <> OLD.email THEN 'email' END, CASE WHEN NEW.password <> OLD.password THEN 'password' END,
      CASE WHEN NEW.is_staff <> OLD.is_staff THEN 'staff' END,
      CASE WHEN NEW.is_superuser <> OLD.is_superuser THEN 'superuser' END,
      CASE WHEN NEW.is_active <> OLD.is_active THEN 'active' END], NULL);
    IF changed = '{{}}' THEN
      RETURN NULL;
    END IF;
  END IF;
  PERFORM access_note(NEW.id, CASE TG_OP WHEN 'INSERT' THEN 'account made' ELSE 'account changed' END,
    jsonb_strip_nulls(jsonb_build_object('changed', to_jsonb(changed), 'staff', NEW.is_staff,
      'superuser', NEW.is_superuser, 'active', NEW.is_active)));
  RETURN NULL;
END $$
"""

# One for all tables that hang something on an account. Its arguments: what it is, the words for a row that comes, goes
# and changes ("": a change is a going and a coming), the columns that are told, one that is only told to have changed,
# and where a number has its name.
ROW: Final = f"""
CREATE FUNCTION access_of_row() RETURNS trigger LANGUAGE plpgsql {SAFE} AS $$
DECLARE
  thing CONSTANT text := TG_ARGV[0];
  told CONSTANT text[] := string_to_array(TG_ARGV[4], ' ');
  quiet CONSTANT text := TG_ARGV[5];
  names CONSTANT text := TG_ARGV[6];
  was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
  becomes jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
  whole jsonb;
  details jsonb;
BEGIN
  IF TG_OP = 'UPDATE' AND TG_ARGV[3] <> '' THEN
    SELECT jsonb_object_agg(key, was -> key), jsonb_object_agg(key, becomes -> key) INTO was, becomes
      FROM unnest(told || quiet || 'user_id'::text) key;
    IF was <> becomes THEN
      PERFORM access_note(NEW.user_id, thing || ' ' || TG_ARGV[3], becomes - ARRAY['user_id', quiet]
        || jsonb_build_object('of', was -> 'user_id', 'new ' || quiet, was -> quiet <> becomes -> quiet));
    END IF;
    RETURN NULL;
  END IF;
  FOR way IN 1..2 LOOP
    whole := (ARRAY[was, becomes])[way];
    CONTINUE WHEN whole IS NULL;
    IF names IS NULL THEN
      SELECT jsonb_object_agg(key, whole -> key) INTO details FROM unnest(told) key;
    ELSE
      EXECUTE format('SELECT jsonb_build_object($1, (SELECT %I FROM %I WHERE id = $2))', TG_ARGV[7], names)
        INTO details USING thing, (whole ->> TG_ARGV[4])::bigint;
    END IF;
    PERFORM access_note((whole ->> 'user_id')::bigint, thing || ' ' || TG_ARGV[3 - way], details);
  END LOOP;
  RETURN NULL;
END $$
"""  # noqa: S608  (our own text)

# A role is changed by some hundred rows at once: one line for each role and statement.
RIGHTS_OF_ROLE: Final = f"""
CREATE FUNCTION access_of_role() RETURNS trigger LANGUAGE plpgsql {SAFE} AS $$
BEGIN
  PERFORM access_note(NULL, CASE TG_OP WHEN 'INSERT' THEN 'role gained' ELSE 'role lost' END, sums.details)
  FROM (SELECT jsonb_build_object('role', min(g.name), 'rights', jsonb_agg(p.codename ORDER BY p.codename)) AS details
        FROM touched t LEFT JOIN auth_group g ON g.id = t.group_id LEFT JOIN auth_permission p ON p.id = t.permission_id
        GROUP BY t.group_id) sums;
  RETURN NULL;
END $$
"""  # noqa: S608  (our own text)

# What no page and no command of ours does: a role's right becomes another one, or a right becomes another under all
# roles and people that have it.
MOVED: Final = {
    "auth_group_permissions": f"""
CREATE FUNCTION access_of_moved_role() RETURNS trigger LANGUAGE plpgsql {SAFE} AS $$
BEGIN
  PERFORM access_note(NULL, moved.what, jsonb_build_object('role', (SELECT name FROM auth_group WHERE id = moved.role),
    'rights', (SELECT jsonb_agg(codename) FROM auth_permission WHERE id = moved.permission)))
  FROM (VALUES (1, 'role lost', OLD.group_id, OLD.permission_id), (2, 'role gained', NEW.group_id, NEW.permission_id))
    moved (step, what, role, permission) ORDER BY moved.step;
  RETURN NULL;
END $$
""",  # noqa: S608  (our own text)
    "auth_permission": f"""
CREATE FUNCTION access_of_moved_right() RETURNS trigger LANGUAGE plpgsql {SAFE} AS $$
BEGIN
  PERFORM access_note(NULL, 'right changed', jsonb_build_object('right', NEW.codename, 'was', OLD.codename));
  RETURN NULL;
END $$
""",
}

# How each is told: the arguments of access_of_row().
TABLES: Final = {
    "accounts_user_groups": ("role", "given", "taken", "", "group_id", "", "auth_group", "name"),
    "accounts_user_user_permissions": (
        *("right", "given", "taken", "", "permission_id", ""),
        *("auth_permission", "codename"),
    ),
    "account_emailaddress": ("email", "added", "taken away", "changed", "primary verified", "email"),
    "mfa_authenticator": ("second factor", "added", "taken away", "changed", "type", "data"),
}
# What a role may do is in this one, and accounts are in another, of which most rows are nobody's of the staff.
ROLES: Final = "auth_group_permissions"
ACCOUNTS: Final = "accounts_user"
OURS: Final = "access_trail_accesschange"


def of_rows() -> migrations.RunSQL:
    made = [ROW, "REVOKE EXECUTE ON FUNCTION access_of_row() FROM PUBLIC"]
    return migrations.RunSQL(tuple(made), "DROP FUNCTION access_of_row()")


def triggers_of_rows() -> migrations.RunSQL:
    made: list[str] = []
    dropped: list[str] = []
    for table, how in TABLES.items():
        arguments = ", ".join(f"'{word}'" for word in how)
        made.append(
            f"CREATE TRIGGER access_changed AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION access_of_row({arguments})"
        )
        dropped.append(f"DROP TRIGGER access_changed ON {table}")
    return migrations.RunSQL(tuple(made), tuple(dropped))


def rights_that_move() -> migrations.RunSQL:
    made: list[str] = []
    dropped: list[str] = []
    for table, function in MOVED.items():
        name = function.split()[2]
        made += [
            function,
            f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC",
            f"CREATE TRIGGER access_moved AFTER UPDATE ON {table} FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) "
            f"EXECUTE FUNCTION {name}",
        ]
        dropped += [f"DROP TRIGGER access_moved ON {table}", f"DROP FUNCTION {name}"]
    return migrations.RunSQL(tuple(made), tuple(dropped))

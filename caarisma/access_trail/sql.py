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

ROLE: Final = f"""
CREATE FUNCTION access_by_role() RETURNS trigger LANGUAGE plpgsql {SAFE} AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM access_note(OLD.user_id, 'role taken',
      jsonb_build_object('role', (SELECT name FROM auth_group WHERE id = OLD.group_id)));
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM access_note(NEW.user_id, 'role given',
      jsonb_build_object('role', (SELECT name FROM auth_group WHERE id = NEW.group_id)));
  END IF;
  RETURN NULL;
END $$
"""  # noqa: S608  (our own text)

RIGHT: Final = f"""
CREATE FUNCTION access_by_right() RETURNS trigger LANGUAGE plpgsql {SAFE} AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM access_note(OLD.user_id, 'right taken',
      jsonb_build_object('right', (SELECT codename FROM auth_permission WHERE id = OLD.permission_id)));
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM access_note(NEW.user_id, 'right given',
      jsonb_build_object('right', (SELECT codename FROM auth_permission WHERE id = NEW.permission_id)));
  END IF;
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

EMAIL: Final = f"""
CREATE FUNCTION access_by_email() RETURNS trigger LANGUAGE plpgsql {SAFE} AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM access_note(OLD.user_id, 'email taken away', jsonb_build_object('primary', OLD."primary"));
  ELSIF TG_OP = 'INSERT' THEN
    PERFORM access_note(NEW.user_id, 'email added',
      jsonb_build_object('primary', NEW."primary", 'verified', NEW.verified));
  ELSIF (NEW.email, NEW.verified, NEW."primary", NEW.user_id)
      IS DISTINCT FROM (OLD.email, OLD.verified, OLD."primary", OLD.user_id) THEN
    PERFORM access_note(NEW.user_id, 'email changed', jsonb_build_object('address', NEW.email <> OLD.email,
      'of', OLD.user_id, 'primary', NEW."primary", 'verified', NEW.verified));
  END IF;
  RETURN NULL;
END $$
"""

FACTOR: Final = f"""
CREATE FUNCTION access_by_factor() RETURNS trigger LANGUAGE plpgsql {SAFE} AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM access_note(OLD.user_id, 'second factor taken away', jsonb_build_object('type', OLD.type));
  ELSIF TG_OP = 'INSERT' THEN
    PERFORM access_note(NEW.user_id, 'second factor added', jsonb_build_object('type', NEW.type));
  ELSIF (NEW.type, NEW.user_id, NEW.data::text) IS DISTINCT FROM (OLD.type, OLD.user_id, OLD.data::text) THEN
    PERFORM access_note(NEW.user_id, 'second factor changed', jsonb_build_object('type', NEW.type, 'of', OLD.user_id));
  END IF;
  RETURN NULL;
END $$
"""

TABLES: Final = {
    "accounts_user_groups": "access_by_role",
    "accounts_user_user_permissions": "access_by_right",
    "account_emailaddress": "access_by_email",
    "mfa_authenticator": "access_by_factor",
}
# What a role may do is in this one, and accounts are in another, of which most rows are nobody's of the staff.
ROLES: Final = "auth_group_permissions"
ACCOUNTS: Final = "accounts_user"
OURS: Final = "access_trail_accesschange"


def functions() -> migrations.RunSQL:
    made = [NOTE, GUARD, ACCOUNT, ROLE, RIGHT, RIGHTS_OF_ROLE, EMAIL, FACTOR]
    names = ["access_note(bigint, text, jsonb)", "access_guard()", "access_of_account()", "access_of_role()"]
    names += [f"{function}()" for function in TABLES.values()]
    made.append(f"REVOKE EXECUTE ON FUNCTION {', '.join(names)} FROM PUBLIC")
    return migrations.RunSQL("; ".join(made), "; ".join(f"DROP FUNCTION {name}" for name in reversed(names)))


def triggers() -> migrations.RunSQL:
    of_staff = {"INSERT": "NEW.is_staff OR NEW.is_superuser", "DELETE": "OLD.is_staff OR OLD.is_superuser"}
    made = {
        ("access_guard", OURS): "BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION access_guard()",
        ("access_changed", ACCOUNTS): "AFTER UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION access_of_account()",
    }
    for event, of in of_staff.items():
        made[f"access_{event.lower()}", ACCOUNTS] = (
            f"AFTER {event} ON {{}} FOR EACH ROW WHEN ({of}) EXECUTE FUNCTION access_of_account()"
        )
    for table, function in TABLES.items():
        made["access_changed", table] = (
            f"AFTER INSERT OR UPDATE OR DELETE ON {{}} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
    for event, rows in {"INSERT": "NEW", "DELETE": "OLD"}.items():
        made[f"access_{event.lower()}", ROLES] = (
            f"AFTER {event} ON {{}} REFERENCING {rows} TABLE AS touched FOR EACH STATEMENT "
            "EXECUTE FUNCTION access_of_role()"
        )
    forward = [f"CREATE TRIGGER {name} {words.format(table)}" for (name, table), words in made.items()]
    return migrations.RunSQL("; ".join(forward), "; ".join(f"DROP TRIGGER {name} ON {table}" for name, table in made))

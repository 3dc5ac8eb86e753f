"""What migration 0001 made, kept as it was. Four functions of it are one since 0002: sql.py."""

from typing import Final

from django.db import migrations

from caarisma.access_trail.sql import ACCOUNT, ACCOUNTS, GUARD, NOTE, OURS, RIGHTS_OF_ROLE, ROLES, SAFE

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


def without_the_four() -> migrations.RunSQL:
    """For 0002, before it hangs up its own."""
    made: list[str] = []
    dropped: list[str] = []
    for table, function in TABLES.items():
        dropped += [f"DROP TRIGGER access_changed ON {table}", f"DROP FUNCTION {function}()"]
        made.append(
            f"CREATE TRIGGER access_changed AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
    made.append(f"REVOKE EXECUTE ON FUNCTION {', '.join(f'{name}()' for name in TABLES.values())} FROM PUBLIC")
    return migrations.RunSQL(tuple(dropped), (ROLE, RIGHT, EMAIL, FACTOR, *made))

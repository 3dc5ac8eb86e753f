"""The ledger's functions and triggers. The database keeps it, so that no way of writing a look goes past it.

Who may write is decided by who runs: the functions run as the owner of the table, and a row that comes any other way is
refused. Made-up providers may have made-up times; their rows say so for ever, and the hash covers it.
"""

from typing import Final

from django.db import migrations

NOTHING_BEFORE: Final = "0" * 64
# By index even where nobody has counted the rows yet: a month's run on a fresh database took 85 s in place of some 15.
# For the same reason the rows of a statement are an array below. Joined, all checks were read for each of them where
# the tables had been counted while they were empty: 700 checks took minutes in place of seconds.
PLANS: Final = "SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off"
SAFE: Final = f"SECURITY DEFINER {PLANS}"

# What sources say, in one shape. A function and not a view: a view would stand in the way of their migrations.
SAID: Final = """
CREATE FUNCTION ledger_said() RETURNS TABLE (
  origin text, origin_id bigint, provider_id bigint, looked_at timestamptz, by_id bigint, kind text, result text,
  finding text, source text, reference text, report_date date, good_until date, evidence text, facts text
) LANGUAGE sql STABLE AS $$
  SELECT 'list'::text, c.id, c.provider_id, c.at, NULL::bigint, 'exclusion'::text,
    CASE WHEN EXISTS (SELECT FROM exclusions_exclusionhit h
                      WHERE h.provider_id = c.provider_id AND h.cleared_at IS NULL)
      THEN 'hit' ELSE 'clear' END::text,
    ''::text, 'OIG LEIE'::text, l.file_name::text, l.list_date, NULL::date, l.file_hash::text,
    jsonb_build_object('list', l.id, 'kind', l.kind, 'rows', l.rows_read, 'npi', c.npi, 'names', cardinality(c.names),
      'names_sha256', encode(sha256(convert_to(array_to_string(c.names, E'\\n'), 'UTF8')), 'hex'))::text
  FROM exclusions_listcomparison c JOIN exclusions_exclusionlist l ON l.id = c.exclusion_list_id
  UNION ALL
  SELECT 'registry', a.id, a.provider_id, a.at, NULL, 'npi', CASE a.question WHEN '' THEN 'clear' ELSE 'hit' END,
    a.question, 'NPPES ' || a.source, a.npi, (a.at AT TIME ZONE 'UTC')::date, NULL,
    encode(sha256(convert_to(a.facts::text, 'UTF8')), 'hex'),
    jsonb_strip_nulls(jsonb_build_object('answer', a.id, 'in_use', a.in_use, 'file', a.facts->'file',
      'line', a.facts->'line'))::text
  FROM registry_registryanswer a
  UNION ALL
  SELECT 'roster', w.id, h.provider_id, w.at, w.by_id, 'license',
    CASE WHEN w.status IN ('active', 'renewing') THEN 'clear' WHEN w.status = 'unknown' THEN 'unable' ELSE 'hit' END,
    w.word, w.source, h.state || ' ' || h.number, w.list_date, NULL, COALESCE(u.file_hash, ''),
    jsonb_strip_nulls(jsonb_build_object('look', w.id, 'license', h.id, 'status', w.status, 'before', w.before,
      'run', u.id, 'map', u.map_hash, 'terms', u.terms, 'ends', w.expires_on))::text
  FROM rosters_licenselook w JOIN directory_license h ON h.id = w.license_id
    LEFT JOIN rosters_rosterrun u ON u.id = w.run_id
  UNION ALL
  SELECT 'check', k.id, s.provider_id, k.verified_at, k.verified_by_id, k.kind, k.result, k.finding, k.source,
    k.reference, k.report_date, k.good_until,
    COALESCE(d.sha256, g.sha256, l.file_hash, encode(sha256(convert_to(a.facts::text, 'UTF8')), 'hex'), ''),
    jsonb_strip_nulls(jsonb_build_object('ends', k.ends_on, 'document', d.id, 'page', k.document_page,
      'saved_page', g.id, 'list', l.id, 'signed_by', l.signed_off_by_id, 'answer', a.id, 'exception', e.id,
      'first', e.first_by_id, 'second', e.second_by_id, 'called', NULLIF(k.called_number, ''),
      'called_at', k.called_at AT TIME ZONE 'UTC', 'product', NULLIF(k.product, ''),
      'maker', NULLIF(k.product_maker, ''), 'bought_from', NULLIF(k.product_source, '')))::text
  FROM screening_screeningcheck k JOIN screening_screeningcase s ON s.id = k.case_id
    LEFT JOIN screening_document d ON d.id = k.document_id
    LEFT JOIN screening_sourcepage g ON g.id = k.source_page_id
    LEFT JOIN exclusions_exclusionlist l ON l.id = k.exclusion_list_id
    LEFT JOIN registry_registryanswer a ON a.id = k.registry_answer_id
    LEFT JOIN screening_twopersondecision e ON e.id = k.exception_id
$$
"""

# What the hash is of. Texts come with their length, so that no two rows are written alike.
TEXT: Final = """
CREATE FUNCTION ledger_text(r ledger_providerlook) RETURNS text LANGUAGE sql STABLE
SET timezone TO 'UTC' SET search_path TO pg_catalog AS $$
  SELECT concat_ws(E'\\n', 'caarisma look 1', r.provider_id, r.number,
    to_char(r.at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(r.looked_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    coalesce(r.by_id::text, '-'), r.origin, r.kind, r.result,
    length(r.finding) || ':' || r.finding, length(r.source) || ':' || r.source,
    length(r.reference) || ':' || r.reference, to_char(r.report_date, 'YYYY-MM-DD'),
    coalesce(to_char(r.good_until, 'YYYY-MM-DD'), '-'), coalesce(nullif(r.evidence, ''), '-'),
    length(r.facts) || ':' || r.facts, CASE WHEN r.is_demonstration THEN 'made up' ELSE 'real' END, r.before)
$$
"""
HASH: Final = """
CREATE FUNCTION ledger_hash(r ledger_providerlook) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(ledger_text(r), 'UTF8')), 'hex')
$$
"""

# Numbers, times and hashes are the database's. The provider's row is the lock: one writer a chain.
ADD: Final = f"""
CREATE FUNCTION ledger_add() RETURNS trigger LANGUAGE plpgsql {PLANS} AS $$
DECLARE
  made_up boolean;
  last ledger_providerlook;
BEGIN
  IF current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
    RAISE EXCEPTION 'a look is written by what looked, and by nobody' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT p.is_demonstration INTO made_up FROM directory_provider p WHERE p.id = NEW.provider_id FOR NO KEY UPDATE;
  IF NEW.number IS NOT NULL OR NEW.before IS NOT NULL OR NEW.hash IS NOT NULL OR (NEW.at IS NOT NULL AND NOT made_up)
  THEN
    RAISE EXCEPTION 'the database sets number, time and hash' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT * INTO last FROM ledger_providerlook l WHERE l.provider_id = NEW.provider_id ORDER BY l.number DESC LIMIT 1;
  NEW.number := COALESCE(last.number, 0) + 1;
  NEW.before := COALESCE(last.hash, '{NOTHING_BEFORE}');
  NEW.at := GREATEST(LEAST(NEW.at, clock_timestamp()), last.at);  -- not now(): a transaction may have begun long ago
  NEW.is_demonstration := COALESCE(made_up, false);
  NEW.hash := ledger_hash(NEW);
  RETURN NEW;
END $$
"""  # noqa: S608  (our own text)

# By provider, so that two who write about many wait for each other in one order. A look that was carried over into
# another case, or saved again without another look, is in the ledger already.
COLUMNS: Final = (
    "provider_id, looked_at, by_id, origin, kind, result, finding, source, reference, report_date, good_until, "
    "evidence, facts"
)
NEW_LOOKS: Final = f"""
  INSERT INTO ledger_providerlook ({COLUMNS}, at)
  SELECT {", ".join(f"s.{name}" for name in COLUMNS.split(", "))}, CASE WHEN p.is_demonstration THEN s.looked_at END
  FROM ledger_said() s JOIN directory_provider p ON p.id = s.provider_id
  WHERE {{which}} AND NOT EXISTS (
    SELECT FROM ledger_providerlook l WHERE l.provider_id = s.provider_id AND l.origin = s.origin AND l.kind = s.kind
      AND l.looked_at = s.looked_at AND l.facts = s.facts AND (s.origin <> 'check'
        OR (l.result, l.finding, l.source, l.reference, l.report_date, l.good_until, l.by_id) IS NOT DISTINCT FROM
          (s.result, s.finding, s.source, s.reference, s.report_date, s.good_until, s.by_id)))
  ORDER BY s.provider_id, s.looked_at, s.origin DESC, s.origin_id;
"""  # noqa: S608  (our own text)
TELL: Final = f"""
CREATE FUNCTION ledger_tell_{{origin}}() RETURNS trigger LANGUAGE plpgsql {SAFE} AS $$
BEGIN
  -- First: on a table of somebody's own, the statements below would run that somebody's casts as our owner.
  IF TG_RELID <> 'public.{{source}}'::regclass THEN
    RAISE EXCEPTION 'this table tells nothing to the ledger' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF current_setting('caarisma.loads_demonstration', true) = 'on' AND NOT EXISTS (
    SELECT FROM ledger_said() s JOIN directory_provider p ON p.id = s.provider_id
    WHERE s.origin = '{{origin}}' AND s.origin_id = ANY(ARRAY(SELECT id FROM fresh)) AND NOT p.is_demonstration)
  THEN
    RETURN NULL;  -- ledger_tell_demonstration() comes after it
  END IF;
  {NEW_LOOKS.format(which="s.origin = '{origin}' AND s.origin_id = ANY(ARRAY(SELECT id FROM fresh))")}
  RETURN NULL;
END $$
"""  # noqa: S608  (our own text)
# A demonstration loads one table after the other; what they say is told in the order of its times.
TELL_DEMONSTRATION: Final = f"""
CREATE FUNCTION ledger_tell_demonstration(providers bigint[]) RETURNS void LANGUAGE plpgsql {SAFE} AS $$
BEGIN
  {NEW_LOOKS.format(which="p.is_demonstration AND s.provider_id = ANY(providers)")}
END $$
"""
SOURCES: Final = {
    "list": "exclusions_listcomparison",
    "registry": "registry_registryanswer",
    "roster": "rosters_licenselook",
    "check": "screening_screeningcheck",
}


def functions() -> migrations.RunSQL:
    names = ["tell_demonstration(bigint[])", *(f"tell_{origin}()" for origin in SOURCES), "add()"]
    names += ["hash(ledger_providerlook)", "text(ledger_providerlook)", "said()"]
    made = [SAID, TEXT, HASH, ADD, *(TELL.format(origin=origin, source=source) for origin, source in SOURCES.items())]
    made.append(TELL_DEMONSTRATION)
    # A trigger of ours fires without this right; without it nobody hangs our functions on a table of their own.
    writing = ", ".join(f"ledger_{name}" for name in names if name.startswith(("tell_", "add")))
    made.append(f"REVOKE EXECUTE ON FUNCTION {writing} FROM PUBLIC")
    return migrations.RunSQL("; ".join(made), "; ".join(f"DROP FUNCTION ledger_{name}" for name in names))


def triggers() -> migrations.RunSQL:
    table = "ledger_providerlook"
    made = [
        f"CREATE TRIGGER ledger_add BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION ledger_add()",
        # Also for whoever switches triggers off in a session.
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_only_grows",
    ]
    dropped = [f"DROP TRIGGER ledger_add ON {table}"]
    for origin, source in SOURCES.items():
        # Only checks are ever looked up anew; the other tables grow.
        for event in ("INSERT", "UPDATE") if origin == "check" else ("INSERT",):
            name = f"ledger_tell_{event.lower()}"
            made.append(
                f"CREATE TRIGGER {name} AFTER {event} ON {source} REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT "
                f"EXECUTE FUNCTION ledger_tell_{origin}()"
            )
            dropped.append(f"DROP TRIGGER {name} ON {source}")
    return migrations.RunSQL("; ".join(made), "; ".join(reversed(dropped)))

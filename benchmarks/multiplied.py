"""A published directory, many times over, by INSERT ... SELECT: drawing and publishing 100,000 places takes an hour.

Each copy is of other people at other places: rows that the gate reads get other numbers, NPIs and points, and what is
published other ids, in bodies and in lists alike. Names, prices and dates are those of the original. Bodies are
rewritten where they hold an id or an NPI, and nowhere else.
"""

import sys
import time
from collections.abc import Iterator
from io import StringIO
from itertools import count

from django.db import connection

from benchmarks.database import execute, rows
from matching.directory_api.kinds import EntryKind
from providers.directory.npi import npi_from_nine

APART = 100_000_000  # between the numbers of two copies
VERSIONS = "4012356789abcdef"  # of a UUID: 4 is random, the others make copies of it, so there are 15 at most
FARTHER = 0.1  # degrees, all in all, by which a copy's places are moved

# Table -> columns that hold a number of a copied row.
NUMBERED = {
    "directory_provider": ("id",),
    "directory_practicelocation": ("id", "provider_id"),
    "directory_license": ("id", "provider_id"),
    "directory_offering": ("id", "location_id"),
    "directory_weeklyhours": ("id", "location_id"),
    "screening_screeningcase": ("id", "provider_id"),
    "screening_screeningcheck": ("id", "case_id"),
    "screening_providerhold": ("id", "provider_id"),
    "exclusions_exclusionhit": ("id", "provider_id"),
    "directory_api_directoryentry": ("id", "provider", "place"),
    "directory_api_entrybody": ("entry_id",),
    "directory_api_entryword": ("id", "entry_id"),
    "directory_api_entrypoint": ("entry_id",),
    "directory_api_entrycode": ("entry_id",),
}
MOVED = "mod(abs(hashint8({place} * 1000 + {copy})), 1000) / 1000.0 * {farther} - {farther} / 2"
SHA = "(('x' || left(encode(sha256(convert_to({text}, 'UTF8')), 'hex'), 16))::bit(64)::bigint >> 1) & {most}"


def multiply(times: int) -> None:
    """The directory, and `times` - 1 copies of it."""
    execute("SET synchronous_commit = off", "SET session_replication_role = replica")
    execute(*(f"DELETE FROM {table} WHERE {columns[0]} >= {APART}" for table, columns in NUMBERED.items()))
    _originals()
    for copy in range(1, times):
        start = time.monotonic()
        _references(copy)
        for table in NUMBERED:
            execute(_copied(table, copy))
        print(f"  copy {copy} of {times - 1}: {time.monotonic() - start:,.1f} s", file=sys.stderr, flush=True)
    live = ", ".join(f"'{kind.resource}', (live->>'{kind.resource}')::int * {times}" for kind in EntryKind)
    execute(f"UPDATE directory_api_publishmark SET live = jsonb_build_object({live})")
    execute("SET session_replication_role = DEFAULT", "SET synchronous_commit = on", "VACUUM (ANALYZE)")


def _originals() -> None:
    """What is copied, once: a copy is not copied again."""
    execute(
        "CREATE TEMP TABLE npi_of (provider bigint, copy int, old text, npi text)",
        f"""CREATE TEMP TABLE uuid_code AS SELECT {_sha("r.name || '|' || r.before || e.public_id")} AS old, r.name,
            r.before, e.public_id FROM directory_api_directoryentry e JOIN (VALUES {", ".join(_referred())})
            r(kind, name, before) ON r.kind = e.kind WHERE e.id < {APART}""",
    )


def _referred() -> Iterator[str]:
    """Under which names an entry is found by its id."""
    names = {EntryKind.PERSON: "practitioner", EntryKind.PLACE: "location", EntryKind.SERVICE: "service"}
    for kind in EntryKind:
        if kind in names:
            yield f"({int(kind)}, '{names[kind]}', '')"
        yield f"({int(kind)}, 'target', '{kind.resource}/')"


def _references(copy: int) -> None:
    """NPIs of the copy, and the codes that its rows are found by."""
    known = rows(f"SELECT id, npi FROM directory_provider WHERE id < {APART} ORDER BY id")
    taken = {npi for _pk, npi in known}
    fresh = (npi for nine in count(290_000_000 + copy * 500_000) if (npi := npi_from_nine(str(nine))) not in taken)
    text = "".join(f"{pk}\t{copy}\t{old}\t{npi}\n" for (pk, old), npi in zip(known, fresh, strict=False))
    execute("TRUNCATE npi_of", "DROP TABLE IF EXISTS code_of")
    with connection.cursor() as cursor:
        cursor.copy_from(StringIO(text), "npi_of")
    execute(
        "CREATE INDEX ON npi_of (provider)",
        f"""CREATE TEMP TABLE code_of AS SELECT old,
            {_sha(f"name || '|' || before || {_other_id('public_id::text', copy)}")} AS code FROM uuid_code
            UNION ALL SELECT {_sha("'identifier|' || old")}, {_sha("'identifier|' || npi")} FROM npi_of""",
        "CREATE INDEX ON code_of (old)",
        "ANALYZE npi_of, code_of",
    )


def _copied(table: str, copy: int) -> str:
    names = [name for (name,) in rows(f"SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass "
                                      "AND attnum > 0 AND NOT attisdropped AND attgenerated = ''")]  # fmt: skip
    key = NUMBERED[table][0]
    told = [_column(table, name, copy) for name in names]
    return (
        f"INSERT INTO {table} ({', '.join(names)}) OVERRIDING SYSTEM VALUE SELECT {', '.join(told)} FROM {table} t "
        f"{JOINED.get(table, '')} WHERE t.{key} < {APART} ORDER BY t.{key}"
    )


OF_PERSON = f"LEFT JOIN npi_of n ON n.provider = e.provider AND e.kind = {int(EntryKind.PERSON)}"
ENTRY = "JOIN directory_api_directoryentry e ON e.id = t.entry_id"
JOINED = {
    "directory_provider": "JOIN npi_of n ON n.provider = t.id",
    "directory_api_entrybody": f"{ENTRY} {OF_PERSON}",
    "directory_api_entrypoint": ENTRY,
    "directory_api_entrycode": "LEFT JOIN code_of r ON r.old = t.code",
}


def _column(table: str, name: str, copy: int) -> str:
    offset = APART * copy
    moved = MOVED.format(place="e.place" if table.endswith("entrypoint") else "t.id", copy=copy, farther=FARTHER)
    check = int(EntryKind.CHECK)
    special = {
        ("directory_provider", "npi"): "n.npi",
        ("directory_provider", "slug"): f"left(t.slug, 110) || '-{copy}'",
        ("directory_provider", "user_id"): "NULL",
        ("directory_license", "number"): f"left(t.number, 25) || '-{copy}'",
        ("directory_practicelocation", "latitude"): f"t.latitude + {moved}",
        ("directory_practicelocation", "longitude"): f"t.longitude + {moved}",
        ("directory_api_directoryentry", "public_id"): f"{_other_id('t.public_id::text', copy)}::uuid",
        # Of a check it is the number of its kind, which is the same in each copy.
        ("directory_api_directoryentry", "source"): f"CASE WHEN t.kind = {check} THEN t.source ELSE t.source + {offset} END",  # noqa: E501  one expression
        ("directory_api_entrybody", "json"): f"replace({_other_id('t.json', copy)}, coalesce(n.old, '-'), coalesce(n.npi, '-'))",  # noqa: E501  one expression
        ("directory_api_entrypoint", "latitude"): f"t.latitude + {moved}",
        ("directory_api_entrypoint", "longitude"): f"t.longitude + {moved}",
        ("directory_api_entrypoint", "band"): f"floor((t.latitude + {moved}) * 10)",
        ("directory_api_entrycode", "code"): "coalesce(r.code, t.code)",
    }  # fmt: skip
    if (table, name) in special:
        return special[table, name]
    return f"t.{name} + {offset}" if name in NUMBERED[table] else f"t.{name}"


def _other_id(text: str, copy: int) -> str:
    """Each random UUID in the text with another digit where its version stands, which no original has."""
    shape = "([0-9a-f]{8}-[0-9a-f]{4}-)4([0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})"
    return f"regexp_replace({text}, '{shape}', '\\1{VERSIONS[copy]}\\2', 'g')"


def _sha(text: str) -> str:
    """`kinds.code_of` as SQL."""
    return SHA.format(text=text, most=2**63 - 1)

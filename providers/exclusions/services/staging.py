"""Writing entries of the exclusion list: into a table of this session first, then into force all at once.

Until `apply` commits, everybody reads the list before. A process that dies leaves nothing behind: its temporary table
goes with its connection, and the transaction of `apply` with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import connection

from caarisma.common.copy_in import copy_in
from providers.exclusions.enums import ListKind
from providers.exclusions.leie.records import LeieEntry
from providers.exclusions.models import ExclusionRecord
from providers.exclusions.rules.sides import ListedPerson

STAGE: Final = "exclusion_stage"
RECORDS: Final = ExclusionRecord._meta.db_table
FACTS: Final = (
    "last_name", "first_name", "middle_name", "business_name", "general", "specialty", "upin", "npi", "born_on",
    "address", "city", "state", "zip_code", "exclusion_type", "excluded_on", "waived_on", "waiver_state",
)  # fmt: skip
DATES: Final = ("born_on", "waived_on", "reinstated_on")
COLUMNS: Final = ("line", "identity", *FACTS, "name_keys", "reinstated_on")
OF_STAGE: Final = ", ".join(f"s.{name}" for name in (*FACTS, "name_keys"))
OF_RECORDS: Final = ", ".join(f"r.{name}" for name in (*FACTS, "name_keys"))

# The tables' and columns' names below are constants of this module; no value is ever put into a statement.
OPEN_STAGE: Final = f"""
DROP TABLE IF EXISTS {STAGE};
CREATE TEMPORARY TABLE {STAGE} AS SELECT 0 AS line, identity, {", ".join(FACTS)}, name_keys, NULL::date AS reinstated_on
FROM {RECORDS} LIMIT 0
"""  # noqa: S608
# An entry that stands twice in a file is one. With an NPI it says more; else the first counts.
DROP_DUPLICATES: Final = f"""
DELETE FROM {STAGE} WHERE line IN (
  SELECT line FROM (
    SELECT line, row_number() OVER (PARTITION BY identity ORDER BY npi = '', line) AS place FROM {STAGE}
  ) numbered WHERE place > 1
)"""  # noqa: S608
INDEX_STAGE: Final = f"CREATE INDEX ON {STAGE} (identity); ANALYZE {STAGE}"
REMOVE_ABSENT: Final = f"""
DELETE FROM {RECORDS} r WHERE NOT EXISTS (SELECT FROM {STAGE} s WHERE s.identity = r.identity)"""  # noqa: S608
# Under another middle name, rule or date it is the same person, mended.
SAME_PERSON: Final = (
    "(s.last_name, s.first_name, s.business_name) = (r.last_name, r.first_name, r.business_name)"
    " AND coalesce(s.born_on, 'epoch') = coalesce(r.born_on, 'epoch')"
)
# The list names the rule of an exclusion one way and that of its end another, and middle names come and go.
IS_REINSTATED: Final = """
(s.last_name, s.first_name, s.business_name, s.excluded_on)
    = (r.last_name, r.first_name, r.business_name, r.excluded_on)
  AND s.born_on IS NOT DISTINCT FROM r.born_on"""
REMOVE_REINSTATED: Final = f"DELETE FROM {RECORDS} r USING {STAGE} s WHERE {IS_REINSTATED}"  # noqa: S608
CHANGE: Final = f"""
UPDATE {RECORDS} r SET ({", ".join((*FACTS, "name_keys"))}) = ROW ({OF_STAGE})
FROM {STAGE} s WHERE s.identity = r.identity AND ({OF_RECORDS}) IS DISTINCT FROM ({OF_STAGE})"""  # noqa: S608
ADD: Final = f"""
INSERT INTO {RECORDS} (identity, {", ".join((*FACTS, "name_keys"))})
SELECT s.identity, {OF_STAGE} FROM {STAGE} s
WHERE NOT EXISTS (SELECT FROM {RECORDS} r WHERE r.identity = s.identity)
ORDER BY s.line"""  # noqa: S608


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a file changes in the list in force."""

    added: int = 0
    changed: int = 0
    removed: int = 0


def open_stage() -> None:
    """An empty table that only this session sees."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_STAGE)


def stage(entries: Iterable[LeieEntry]) -> None:
    copy_in(STAGE, COLUMNS, (_values(entry) for entry in entries), nullable=DATES)


def drop_duplicates() -> int:
    """How many entries stood in the file more than once."""
    with connection.cursor() as cursor:
        cursor.execute(DROP_DUPLICATES)
        dropped: int = cursor.rowcount
        cursor.execute(INDEX_STAGE)
    return dropped


def lock_records() -> None:
    """Readers go on reading; a second writer waits until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {RECORDS} IN SHARE ROW EXCLUSIVE MODE")


def apply(kind: ListKind) -> Difference:
    """Bring the staged entries into force, after `lock_records`. A full list replaces all; a supplement adds and mends;
    people who were reinstated are taken out."""
    with connection.cursor() as cursor:
        if kind == ListKind.REINSTATED:
            cursor.execute(REMOVE_REINSTATED)
            return Difference(removed=cursor.rowcount)
        removed = 0
        if kind == ListKind.FULL:
            cursor.execute(REMOVE_ABSENT)
            removed = cursor.rowcount
        cursor.execute(CHANGE)
        changed: int = cursor.rowcount
        cursor.execute(ADD)
        return Difference(added=cursor.rowcount, changed=changed, removed=removed)


def _values(entry: LeieEntry) -> list[object]:
    keys = listed_person(entry).name_keys()
    array = "{" + ",".join(f'"{key}"' for key in sorted(keys)) + "}"
    return [entry.line, entry.identity, *(getattr(entry, name) for name in FACTS), array, entry.reinstated_on]


def listed_person(entry: LeieEntry) -> ListedPerson:
    return ListedPerson(
        npi=entry.npi,
        first_name=entry.first_name,
        middle_name=entry.middle_name,
        last_name=entry.last_name,
        state=entry.state,
        born_on=entry.born_on,
        business_name=entry.business_name,
    )

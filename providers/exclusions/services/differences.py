"""What a staged file would change, entry by entry, kept for whoever answers for it: before anything is changed."""

from typing import Final

from django.db import connection

from providers.exclusions.enums import ListChangeKind, ListKind
from providers.exclusions.models import ExclusionList, ListChange
from providers.exclusions.services.staging import FACTS, IS_REINSTATED, RECORDS, SAME_PERSON, STAGE

MOST_NAMED: Final = 1_000  # of each kind; the counts of the run say how many there are
CHANGES: Final = ListChange._meta.db_table
NAME: Final = (
    "CASE WHEN {0}.last_name = '' THEN {0}.business_name"
    " ELSE btrim(concat_ws(' ', {0}.last_name || ',', {0}.first_name, {0}.middle_name)) END"
)
NO_FACTS: Final = "ARRAY[]::varchar[]"
# The names of columns are constants of this room; what varies is given as a parameter.
KEEP: Final = f"""
INSERT INTO {CHANGES} (exclusion_list_id, kind, name, state, npi, excluded_on, facts)
SELECT %(run)s, %(kind)s, {{name}}, {{of}}.state, {{of}}.npi, {{of}}.excluded_on, {{facts}}
FROM {{where}} ORDER BY 3, {{of}}.excluded_on LIMIT {MOST_NAMED}
"""  # noqa: S608
ABSENT: Final = f"{RECORDS} r WHERE NOT EXISTS (SELECT FROM {STAGE} s WHERE s.identity = r.identity)"
BACK: Final = f"EXISTS (SELECT FROM {STAGE} s WHERE {SAME_PERSON})"
DIFFERING: Final = ", ".join(f"CASE WHEN r.{f} IS DISTINCT FROM s.{f} THEN '{f}' END" for f in FACTS)
MENDED: Final = " OR ".join(f"r.{f} IS DISTINCT FROM s.{f}" for f in FACTS)


def keep_changes(run: ExclusionList) -> None:
    """After staging, before the file comes into force. Nothing for the very first list: all of it is new."""
    if run.kind == ListKind.REINSTATED:
        _keep(
            run, ListChangeKind.REMOVED, "r", f"{RECORDS} r WHERE EXISTS (SELECT FROM {STAGE} s WHERE {IS_REINSTATED})"
        )
        return
    if run.kind == ListKind.FULL:
        if not ExclusionList.objects.applied().filter(kind=ListKind.FULL).exists():
            return
        _keep(run, ListChangeKind.REMOVED, "r", f"{ABSENT} AND NOT {BACK}")
        _keep(run, ListChangeKind.REPLACED, "r", f"{ABSENT} AND {BACK}")
    new = f"{STAGE} s WHERE NOT EXISTS (SELECT FROM {RECORDS} r WHERE r.identity = s.identity)"
    _keep(run, ListChangeKind.ADDED, "s", new)
    both = f"{STAGE} s JOIN {RECORDS} r ON r.identity = s.identity WHERE {MENDED}"
    _keep(run, ListChangeKind.CHANGED, "s", both, facts=f"array_remove(ARRAY[{DIFFERING}], NULL)::varchar[]")


def _keep(run: ExclusionList, kind: ListChangeKind, of: str, where: str, *, facts: str = NO_FACTS) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            KEEP.format(name=NAME.format(of), of=of, where=where, facts=facts), {"run": run.pk, "kind": kind.value}
        )

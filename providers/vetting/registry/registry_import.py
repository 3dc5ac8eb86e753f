"""Writing NPPES records: unlisted, unclaimed profiles to invite, and NPIs that are no longer in use.

A chunk of rows is one transaction; when the database refuses one of its rows, the chunk is written again row by row, so
the others stay and no row is ever stored in part. What is stored depends on the file alone, not on where an earlier run
was stopped: running again finishes the work.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db import DataError, IntegrityError, transaction

from caarisma.common.advisory import Lock, held
from caarisma.common.errors import UserFacingError
from providers.files.report import IN_PART, REFUSED, CellProblem, Remark, Tell
from providers.registry.nppes.records import Deactivation, NppesPerson, NppesRefusal, OutOfScope, Record
from providers.vetting.registry.npi_rechecks import report_out_of_service
from providers.vetting.registry.registry_changes import RecordOutcome, RegistryChanges, lock_providers_by_npi

CHUNK: Final = 1000
MOST_REFUSED: Final = 0.01  # of the rows of a file, or of those that are ours
SLIPS: Final = 10  # of ours: fewer are people's slips, even in a file with few of ours


class Count(StrEnum):
    """What became of a row. Each row counts once, beside READ."""

    READ = "read"
    ADDED = RecordOutcome.ADDED
    UPDATED = RecordOutcome.UPDATED
    UNCHANGED = RecordOutcome.UNCHANGED
    DEACTIVATED = RecordOutcome.DEACTIVATED
    LEFT_ALONE = RecordOutcome.LEFT_ALONE
    NOT_HELD = RecordOutcome.NOT_HELD
    OUT_OF_SCOPE = "out of scope"
    REFUSED = "refused"


Tally = Counter[Count]


class RegistryFileRefused(UserFacingError):
    """So many rows cannot be read that the file is not what it should be. Nothing was changed."""


def look_through(*, records: Iterable[Record], tell: Tell) -> Iterator[int]:
    """Read all records and write nothing. Yields the rows read so far now and then; raises RegistryFileRefused at the
    end when too many are refused, after telling the first thousand of them."""
    tally: Tally = Counter()
    refusals: list[NppesRefusal] = []
    for record in records:
        tally[Count.READ] += 1
        if isinstance(record, NppesRefusal):
            tally[Count.REFUSED] += 1
            if len(refusals) < CHUNK:
                refusals.append(record)
        elif isinstance(record, OutOfScope):
            tally[Count.OUT_OF_SCOPE] += 1
        if tally[Count.READ] % CHUNK == 0:
            yield tally[Count.READ]
    if not too_many_refused(tally):
        return
    for refusal in refusals:
        _tell_all(tell, refusal.line, refusal.npi, REFUSED, refusal.problems)
    raise RegistryFileRefused(
        f"{tally[Count.REFUSED]:,} of {tally[Count.READ]:,} rows cannot be read: the whole file is not right. "
        "Nothing was changed. Get it again from CMS, and do not open and save it in a spreadsheet."
    )


def too_many_refused(tally: Tally) -> bool:
    refused, ours = tally[Count.REFUSED], tally[Count.READ] - tally[Count.OUT_OF_SCOPE]
    return refused > MOST_REFUSED * tally[Count.READ] or (refused > SLIPS and refused > MOST_REFUSED * ours)


def import_registry(
    *, records: Iterable[Record], tally: Tally, tell: Tell, now: datetime, file: str = ""
) -> Iterator[int]:
    """Write all records, counting into `tally`. Yields the rows read so far after each chunk; stop when you like.

    `file`: its name. Whoever is being checked keeps the file's line as an answer about their number.
    """
    chunk: dict[str, NppesPerson | Deactivation] = {}
    for record in records:
        tally[Count.READ] += 1
        if isinstance(record, OutOfScope):
            tally[Count.OUT_OF_SCOPE] += 1
        elif isinstance(record, NppesRefusal):
            tally[Count.REFUSED] += 1
            _tell_all(tell, record.line, record.npi, REFUSED, record.problems)
        else:
            if record.npi in chunk:  # the same NPI twice: in the file's order
                _write_chunk(chunk, tally=tally, tell=tell, now=now, file=file)
            chunk[record.npi] = record
        if len(chunk) >= CHUNK:
            _write_chunk(chunk, tally=tally, tell=tell, now=now, file=file)
        if tally[Count.READ] % CHUNK == 0:
            yield tally[Count.READ]
    _write_chunk(chunk, tally=tally, tell=tell, now=now, file=file)
    yield tally[Count.READ]


def _write_chunk(
    chunk: dict[str, NppesPerson | Deactivation], *, tally: Tally, tell: Tell, now: datetime, file: str
) -> None:
    """Write and empty the chunk. It counts only once it is committed."""
    records = list(chunk.values())
    try:
        done = [write_records(records=records, now=now, file=file)]
    except (IntegrityError, DataError):
        done = list(_write_one_by_one(records, tally=tally, tell=tell, now=now, file=file))
    for changes in done:
        tally.update({Count(outcome): number for outcome, number in changes.outcomes.items()})
        for person, notes in changes.notes:
            _tell_all(tell, person.line, person.npi, IN_PART, notes)
    chunk.clear()


def _write_one_by_one(
    records: list[NppesPerson | Deactivation], *, tally: Tally, tell: Tell, now: datetime, file: str
) -> Iterator[RegistryChanges]:
    for record in records:
        try:
            yield write_records(records=[record], now=now, file=file)
        except (IntegrityError, DataError) as error:
            tally[Count.REFUSED] += 1
            _tell_all(tell, record.line, record.npi, REFUSED, [CellProblem("", "", _refused_by(error))])


@transaction.atomic
def write_records(*, records: list[NppesPerson | Deactivation], now: datetime, file: str = "") -> RegistryChanges:
    """Store the records, each NPI at most once among them. All or none: IntegrityError or DataError leaves nothing."""
    held = lock_providers_by_npi(npis=[record.npi for record in records])
    changes = RegistryChanges(now=now, file=file)
    for record in records:
        changes.add(record, held.get(record.npi))
    changes.write()
    if changes.deactivated:
        report_out_of_service(provider_ids=changes.deactivated, now=now)
    return changes


def _tell_all(tell: Tell, line: int, npi: str, outcome: str, problems: Iterable[CellProblem]) -> None:
    for problem in problems:
        tell(Remark(line, npi, outcome, problem))


def _refused_by(error: Exception) -> str:
    """The rule that refused, by its name. The database's own text would repeat the row."""
    diagnostics = getattr(error.__cause__, "diag", None)
    rule = getattr(diagnostics, "constraint_name", None)
    return f'breaks the rule "{rule}"' if rule else "holds a value that the database refuses"


@contextmanager
def only_import_running(lock: Lock = Lock.IMPORT_REGISTRY) -> Iterator[None]:
    """Holds an importer's lock for as long as the block runs. Raises UserFacingError when another one has it."""
    with held(lock) as mine:
        if not mine:
            raise UserFacingError("Another import is running. Wait until it is done.")
        yield

"""Reading a file of the federal exclusion list: checked, staged, compared, brought into force, matched.

Each step is committed to the run's own row, so a report shows how far it is and where it stopped. A run that fails
before its records are applied leaves the list before it in use; running again starts from the first line and ends the
same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from providers.enums import ListKind, RunState
from providers.leie.records import Entry, Refusal
from providers.models import ExclusionList, ExclusionRecord, RefusedLine
from providers.models.exclusion_list import ENDS
from providers.nppes.report import IN_PART, REFUSED, Remark, Tell
from providers.services import exclusion_staging
from providers.services.exclusion_staging import Difference

IMPORT_LOCK: Final = 7_240_152  # of the advisory lock
CHUNK: Final = 2_000
MOST_REMARKS: Final = 1_000
# The biggest supplement of ten years had 634 rows, the full list has about 83,000 and moves by some hundreds a month.
MOST_IN_SUPPLEMENT: Final = 5_000
LEAST_IN_FULL: Final = 50_000
MOST_LOST: Final = 0.05
MOST_REFUSED: Final = 0.01


class FileRefused(UserFacingError):
    """The file can be read but does not look like what it is said to be. `force` overrides it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFile:
    """What is known of a file before its first line."""

    kind: ListKind
    list_date: date
    name: str
    size: int
    hash: str


def start_run(*, file: ListFile, now: datetime) -> ExclusionList:
    """A new run. Runs that never ended are marked as stopped: the importers' lock says that nobody is at them."""
    for stale in ExclusionList.objects.exclude(state__in=ENDS):
        end_run(list_id=stale.pk, state=RunState.FAILED, problem=_("It was stopped in the middle."), now=now)
    return ExclusionList.objects.create(
        kind=file.kind,
        list_date=file.list_date,
        file_name=file.name[:120],
        file_size=file.size,
        file_hash=file.hash,
        started_at=now,
    )


def end_run(*, list_id: int, state: RunState, problem: str = "", now: datetime) -> None:
    """DONE, or REFUSED or FAILED with the step it was in."""
    run = ExclusionList.objects.get(pk=list_id)
    run.stopped_in = "" if state == RunState.DONE else run.state
    run.state, run.problem, run.finished_at = state, problem[:300] or run.problem, now
    run.save(update_fields=["stopped_in", "state", "problem", "finished_at"])


def read_list(*, list_id: int, rows: Iterable[Entry | Refusal], tell: Tell) -> Iterator[int]:
    """Stage all rows. Yields how many were read after each chunk."""
    exclusion_staging.open_stage()
    run = ExclusionList.objects.get(pk=list_id)
    run.state = RunState.READING
    run.save(update_fields=["state"])
    source, stored = iter(rows), 0
    while chunk := list(islice(source, CHUNK)):
        exclusion_staging.stage(row for row in chunk if isinstance(row, Entry))
        remarks = [remark for row in chunk for remark in remarks_on(row)]
        for remark in remarks:
            tell(remark)
        RefusedLine.objects.bulk_create(_stored(run, remark) for remark in remarks[: MOST_REMARKS - stored])
        stored = min(MOST_REMARKS, stored + len(remarks))
        run.rows_read += len(chunk)
        run.rows_refused += sum(isinstance(row, Refusal) for row in chunk)
        run.save(update_fields=["rows_read", "rows_refused"])
        yield run.rows_read
    run.state, run.duplicates = RunState.COMPARING, exclusion_staging.drop_duplicates()
    run.save(update_fields=["state", "duplicates"])


def apply_list(*, list_id: int, force: bool, now: datetime) -> ExclusionList:
    """Bring what was read into force, all at once. Raises FileRefused when it does not look right and `force` is off:
    then nothing changed."""
    with transaction.atomic():
        run = ExclusionList.objects.select_for_update().get(pk=list_id)
        if run.rows_read == run.rows_refused:  # would empty the list, so nothing forces it
            raise FileRefused(_("The file has no entry that can be read."))
        held = ExclusionRecord.objects.count()
        difference = exclusion_staging.apply(ListKind(run.kind))
        problem = what_is_wrong(run, held=held, difference=difference)
        if problem and not force:
            raise FileRefused(problem)
        run.added, run.changed, run.removed = difference.added, difference.changed, difference.removed
        run.forced, run.problem = bool(problem), problem
        run.records, run.applied_at, run.state = ExclusionRecord.objects.count(), now, RunState.MATCHING
        run.save()
    return run


def what_is_wrong(run: ExclusionList, *, held: int, difference: Difference) -> str:
    """Why this file may not be what it is said to be, "" when nothing speaks against it."""
    rows = run.rows_read - run.rows_refused
    if run.rows_refused > MOST_REFUSED * run.rows_read:
        return _("%(refused)d of %(read)d rows were refused: this is not the kind of file it is said to be.") % {
            "refused": run.rows_refused,
            "read": run.rows_read,
        }
    if run.kind == ListKind.FULL:
        return _wrong_with_full(run, rows=rows, held=held, difference=difference)
    if rows > MOST_IN_SUPPLEMENT:
        return _("With %(rows)d rows this is no file of one month. It is really a full list.") % {"rows": rows}
    return ""


def _wrong_with_full(run: ExclusionList, *, rows: int, held: int, difference: Difference) -> str:
    if rows < LEAST_IN_FULL:
        return _("A full list with %(rows)d rows is too short. Is it a supplement? Then add --supplement.") % {
            "rows": rows
        }
    if difference.removed > MOST_LOST * held:
        return _("This list lost %(removed)d of %(held)d entries at once.") % {
            "removed": difference.removed,
            "held": held,
        }
    newest = ExclusionList.objects.applied().filter(kind=ListKind.FULL).first()
    if newest is not None and newest.list_date > run.list_date:
        return _("This list is older than the one in use, of %(date)s.") % {"date": newest.list_date}
    return ""


def remarks_on(row: Entry | Refusal) -> Iterator[Remark]:
    refused = isinstance(row, Refusal)
    npi = "" if isinstance(row, Refusal) else row.npi
    for problem in row.problems if isinstance(row, Refusal) else row.notes:
        yield Remark(row.line, npi, REFUSED if refused else IN_PART, problem)


def _stored(run: ExclusionList, remark: Remark) -> RefusedLine:
    value = "".join(c for c in remark.problem.value if c.isprintable())[:60]
    return RefusedLine(
        exclusion_list=run,
        line=remark.line,
        column=remark.problem.column,
        value=value,
        reason=remark.problem.reason[:200],
        row_refused=remark.outcome == REFUSED,
    )

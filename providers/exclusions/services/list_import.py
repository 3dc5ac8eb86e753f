"""Reading a file of the federal exclusion list: checked, staged, compared, brought into force, matched.

Each step is committed to the run's own row, so a report shows how far it is and where it stopped. A run that fails
before its records are applied leaves the list before it in use; running again starts from the first line and ends the
same.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from providers.exclusions.enums import ListKind, RunState
from providers.exclusions.leie.records import LeieEntry, LeieRefusal
from providers.exclusions.models import ExclusionList, ExclusionRecord, RefusedLine
from providers.exclusions.models.exclusion_list import ENDS
from providers.exclusions.services import staging
from providers.exclusions.services.agreeing import agreement_about
from providers.exclusions.services.differences import keep_changes
from providers.exclusions.services.judging import month_of_stage, what_is_wrong
from providers.files.report import IN_PART, REFUSED, Remark, Tell

CHUNK: Final = 2_000
MOST_REMARKS: Final = 1_000
MOST_WORDS: Final = 1_000  # of a problem


class ListFileRefused(UserFacingError):
    """The file can be read but does not look like what it is said to be. Two people override it where they may."""

    def __init__(self, message: str, *, may_be_taken: bool = False) -> None:
        self.may_be_taken = may_be_taken
        super().__init__(message)


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


def end_run(
    *, list_id: int, state: RunState, problem: str = "", may_be_taken: bool = False, now: datetime
) -> None:  # fmt: skip
    """DONE, or REFUSED or FAILED with the step it was in."""
    run = ExclusionList.objects.get(pk=list_id)
    run.stopped_in = "" if state == RunState.DONE else run.state
    run.state, run.problem, run.finished_at = state, problem[:MOST_WORDS] or run.problem, now
    run.may_be_taken = may_be_taken
    run.save(update_fields=["stopped_in", "state", "problem", "finished_at", "may_be_taken"])


def read_list(
    *, list_id: int, rows: Iterable[LeieEntry | LeieRefusal], tell: Tell, position: Callable[[], int] = lambda: 0
) -> Iterator[int]:
    """Stage all rows. Yields how many were read after each chunk. `position`: how many bytes are behind it."""
    staging.open_stage()
    run = ExclusionList.objects.get(pk=list_id)
    run.state = RunState.READING
    run.save(update_fields=["state"])
    source, stored = iter(rows), 0
    while chunk := list(islice(source, CHUNK)):
        staging.stage(row for row in chunk if isinstance(row, LeieEntry))
        remarks = [remark for row in chunk for remark in remarks_on(row)]
        for remark in remarks:
            tell(remark)
        RefusedLine.objects.bulk_create(_stored(run, remark) for remark in remarks[: MOST_REMARKS - stored])
        stored = min(MOST_REMARKS, stored + len(remarks))
        run.rows_read += len(chunk)
        run.rows_refused += sum(isinstance(row, LeieRefusal) for row in chunk)
        run.bytes_read = position()
        run.save(update_fields=["rows_read", "rows_refused", "bytes_read"])
        yield run.rows_read
    run.state, run.duplicates = RunState.COMPARING, staging.drop_duplicates()
    run.save(update_fields=["state", "duplicates"])


def apply_list(*, list_id: int, now: datetime, damage: str = "") -> ExclusionList:
    """Bring what was read into force, all at once. Raises ListFileRefused when it does not look right, unless two
    people took this file in spite of just that. `damage`: what the reader saw of the file as a whole (leie/shape.py),
    which nobody takes. What the file changes is kept by name, also of a file that is refused."""
    with transaction.atomic():
        run = ExclusionList.objects.select_for_update().get(pk=list_id)
        if run.rows_read == run.rows_refused:  # would empty the list, so nobody takes it
            raise ListFileRefused(_("The file has no entry that can be read. Get it again from oig.hhs.gov."))
        if damage:
            raise ListFileRefused(damage)
        staging.lock_records()
        run.month = month_of_stage(ListKind(run.kind))
        run.problem = what_is_wrong(run)[:MOST_WORDS]
        run.taken_by = agreement_about(run) if run.problem else None
        run.forced = run.taken_by is not None
        keep_changes(run)
        is_taken = run.forced or not run.problem
        if is_taken:
            difference = staging.apply(ListKind(run.kind))
            run.added, run.changed, run.removed = difference.added, difference.changed, difference.removed
            run.records, run.applied_at, run.state = ExclusionRecord.objects.count(), now, RunState.MATCHING
        run.save()
    if not is_taken:
        raise ListFileRefused(run.problem, may_be_taken=True)
    return run


def remarks_on(row: LeieEntry | LeieRefusal) -> Iterator[Remark]:
    refused = isinstance(row, LeieRefusal)
    npi = "" if isinstance(row, LeieRefusal) else row.npi
    for problem in row.problems if isinstance(row, LeieRefusal) else row.notes:
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

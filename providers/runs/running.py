"""One reading of a file of the exclusion list, all its steps, whoever asks: the command, or the desk's queue.

Whatever stops a run is written to it, and leaves the list in use as the last step left it.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

from django.utils import timezone
from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from providers.exclusions.enums import ListKind, RunState
from providers.exclusions.leie.layout import NotLeieError, read_rows
from providers.exclusions.leie.records import parse
from providers.exclusions.leie.shape import Shape
from providers.exclusions.models import ExclusionList, SentList
from providers.exclusions.services.list_import import (
    ListFile,
    ListFileRefused,
    apply_list,
    end_run,
    read_list,
    start_run,
)
from providers.files.packing import BROKEN_PACKING, PackingError, unpacked
from providers.files.report import Tell
from providers.files.sent_file import SentFileState
from providers.vetting.exclusions.matching import match_exclusions

MOST_UNPACKED: Final = 200_000_000  # bytes; the full list has 16 million


class RunStopped(UserFacingError):
    """A person stopped it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingWatch:
    """Told how far a run is, each time after a commit. What it raises stops the run."""

    began: Callable[[ExclusionList], None] = lambda run: None
    rows: Callable[[int], None] = lambda count: None
    providers: Callable[[int], None] = lambda count: None


def run_list(*, file: ListFile, source: io.BufferedReader, tell: Tell, watch: ReadingWatch) -> ExclusionList:
    """Raises UserFacingError with the reason when the file is refused, broken or stopped: the run has it too. Call it
    with the importers' lock."""
    run = start_run(file=file, now=timezone.now())
    watch.began(run)
    try:
        damage = _read(run.pk, source, kind=file.kind, tell=tell, watch=watch)
        apply_list(list_id=run.pk, now=timezone.now(), damage=damage)
        for checked in match_exclusions(list_id=run.pk, now=timezone.now()):
            watch.providers(checked)
    except ListFileRefused as error:
        taken = error.may_be_taken
        end_run(
            list_id=run.pk, state=RunState.REFUSED, problem=error.message, may_be_taken=taken, now=timezone.now()
        )  # fmt: skip
        more = " " + _("Two people at the desk may take it all the same.") if taken else ""
        kept = _("Nothing was changed.")
        raise UserFacingError(f"{error.message} {kept}{more}") from error
    except (NotLeieError, PackingError, RunStopped) as error:
        raise _failed(run.pk, error.message) from error
    except BROKEN_PACKING as error:
        words = _("The file ends or breaks in the middle. Get it again, and run this again.")
        raise _failed(run.pk, words) from error
    except KeyboardInterrupt:
        _failed(run.pk, _("It was stopped by hand."))
        raise
    except Exception:
        _failed(run.pk, _("It broke off with an error. The log says more."))
        raise
    end_run(list_id=run.pk, state=RunState.DONE, now=timezone.now())
    run.refresh_from_db()
    return run


def _read(list_id: int, source: io.BufferedReader, *, kind: ListKind, tell: Tell, watch: ReadingWatch) -> str:
    """What is damaged about the file as a whole, "" for nothing."""
    year, shape = timezone.now().year, Shape()
    rows = (parse(row, kind=kind, year=year) for row in read_rows(unpacked(source, most=MOST_UNPACKED), shape))
    for read in read_list(list_id=list_id, rows=rows, tell=tell, position=source.tell):
        watch.rows(read)
    return shape.damage(kind)


def _failed(list_id: int, problem: str) -> UserFacingError:
    end_run(list_id=list_id, state=RunState.FAILED, problem=problem, now=timezone.now())
    return UserFacingError(problem)


def read_sent(sent: SentList, content: bytes) -> SentFileState:
    """A run of a file that was handed in at the desk. Where it ended stands in the run, too."""
    file = ListFile(
        kind=ListKind(sent.kind), list_date=sent.list_date, name=sent.file_name, size=sent.file_size,
        hash=sent.file_hash,
    )  # fmt: skip

    def began(run: ExclusionList) -> None:
        SentList.objects.filter(pk=sent.pk).update(run=run)

    def require_not_stopped(_count: int) -> None:
        if SentList.objects.filter(pk=sent.pk, stop_asked=True).exists():
            raise RunStopped(_("It was stopped by hand."))

    watch = ReadingWatch(began=began, rows=require_not_stopped, providers=require_not_stopped)
    source = cast(io.BufferedReader, io.BufferedReader(io.BytesIO(content)))
    try:
        run_list(file=file, source=source, tell=lambda _remark: None, watch=watch)
        return SentFileState.DONE
    except UserFacingError:
        run = SentList.objects.select_related("run").get(pk=sent.pk).run
        was_refused = run is not None and run.state == RunState.REFUSED
        return SentFileState.REFUSED if was_refused else SentFileState.STOPPED

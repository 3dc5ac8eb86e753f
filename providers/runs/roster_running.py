"""One reading of a state board's file, all its steps. A file that is refused changes nothing."""

import hashlib
import io
from collections.abc import Callable
from datetime import date
from typing import cast

from django.utils import timezone
from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from providers.files.report import Tell
from providers.files.sent_file import SentFileState
from providers.rosters.enums import RunStanding
from providers.rosters.models import RosterRun, SentRoster
from providers.rosters.rules.cells import NotThisRosterError
from providers.rosters.rules.maps import RosterMap, shipped_map
from providers.rosters.services.judging import what_is_wrong
from providers.rosters.services.reading import end_run, read_roster, start_run
from providers.runs.license_looks import write_looks
from providers.runs.running import RunStopped

Count = Callable[[int], None]


def run_roster(
    *, file: io.BufferedReader, name: str, size: int, about: RosterMap, list_date: date, tell: Tell,
    began: Callable[[RosterRun], None] = lambda run: None, rows_done: Count = lambda count: None,
    looked: Count = lambda count: None,
) -> RosterRun:  # fmt: skip
    """Raises UserFacingError with the reason when the file is refused or breaks: the run has it too. Call it with the
    importers' lock."""
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    run = start_run(about=about, list_date=list_date, name=name, size=size, digest=digest, now=timezone.now())
    began(run)
    try:
        reading = read_roster(run=run, file=file, about=about, tell=tell, rows_done=rows_done)
        if problem := what_is_wrong(run, about, reading.professions):
            raise NotThisRosterError(problem)
        for count in write_looks(run=run, reading=reading, about=about, now=timezone.now()):
            looked(count)
    except NotThisRosterError as error:
        end_run(run=run, standing=RunStanding.REFUSED, problem=error.message, now=timezone.now())
        raise UserFacingError(f"{error.message} {_('Nothing was changed.')}") from error
    except BaseException as error:
        by_hand = isinstance(error, KeyboardInterrupt | RunStopped)
        words = _("It was stopped by hand.") if by_hand else _("It broke off.")
        end_run(run=run, standing=RunStanding.FAILED, problem=words, now=timezone.now())
        raise
    end_run(run=run, standing=RunStanding.DONE, now=timezone.now())
    return run


def read_sent_roster(sent: SentRoster, content: bytes) -> SentFileState:
    """A run of a file that was handed in at the desk. Where it ended stands in the run, too."""
    source, runs = io.BytesIO(content), list[RosterRun]()

    def began(run: RosterRun) -> None:
        runs.append(run)
        SentRoster.objects.filter(pk=sent.pk).update(run=run)

    def rows_done(count: int) -> None:
        runs[0].bytes_read = source.tell()
        runs[0].save(update_fields=["rows_read", "bytes_read"])
        require_not_stopped(count)

    def looked(count: int) -> None:
        runs[0].save(update_fields=["looked_at"])
        require_not_stopped(count)

    def require_not_stopped(_count: int) -> None:
        if SentRoster.objects.filter(pk=sent.pk, stop_asked=True).exists():
            raise RunStopped(_("It was stopped by hand."))

    try:
        run_roster(
            file=cast(io.BufferedReader, source), name=sent.file_name, size=sent.file_size,
            about=shipped_map(sent.map_name), list_date=sent.list_date, tell=lambda _remark: None, began=began,
            rows_done=rows_done, looked=looked,
        )  # fmt: skip
        return SentFileState.DONE
    except UserFacingError:
        if not runs:
            raise
        return SentFileState.REFUSED if runs[0].standing == RunStanding.REFUSED else SentFileState.STOPPED

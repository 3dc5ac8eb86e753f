"""One reading of a state board's file, all its steps. A file that is refused changes nothing."""

import hashlib
import io
from collections.abc import Callable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from providers.files.report import Tell
from providers.rosters.enums import RunStanding
from providers.rosters.models import RosterRun
from providers.rosters.rules.cells import NotThisRosterError
from providers.rosters.rules.maps import RosterMap
from providers.rosters.services.judging import what_is_wrong
from providers.rosters.services.reading import end_run, read_roster, start_run
from providers.runs.license_looks import write_looks

Count = Callable[[int], None]


def run_roster(
    *, file: io.BufferedReader, name: str, size: int, about: RosterMap, list_date: date, tell: Tell,
    rows_done: Count = lambda count: None, looked: Count = lambda count: None,
) -> RosterRun:  # fmt: skip
    """Raises UserFacingError with the reason when the file is refused or breaks: the run has it too. Call it with the
    importers' lock."""
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    run = start_run(about=about, list_date=list_date, name=name, size=size, digest=digest, now=timezone.now())
    try:
        reading = read_roster(run=run, file=file, about=about, tell=tell, rows_done=rows_done)
        if problem := what_is_wrong(run, about):
            raise NotThisRosterError(problem)
        for count in write_looks(run=run, reading=reading, about=about, now=timezone.now()):
            looked(count)
    except NotThisRosterError as error:
        end_run(run=run, standing=RunStanding.REFUSED, problem=error.message, now=timezone.now())
        raise UserFacingError(f"{error.message} {_('Nothing was changed.')}") from error
    except BaseException as error:
        words = _("It was stopped by hand.") if isinstance(error, KeyboardInterrupt) else _("It broke off.")
        end_run(run=run, standing=RunStanding.FAILED, problem=words, now=timezone.now())
        raise
    end_run(run=run, standing=RunStanding.DONE, now=timezone.now())
    return run

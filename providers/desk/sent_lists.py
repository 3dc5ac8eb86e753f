"""How far a handed-in file is, and the names that a reading changes, for the desk's pages."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from providers.directory.models import Provider
from providers.exclusions.enums import ListChangeKind, RunState
from providers.exclusions.models import ExclusionList, ListChange, SentList
from providers.files.sent_file import SentFileState
from providers.rosters.enums import RunStanding
from providers.rosters.models import SentRoster

NAMES_SHOWN = 200  # of each kind, on one page


@dataclass(frozen=True, slots=True)
class ListProgress:
    words: str
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class ChangedNames:
    label: str
    count: int  # that are stored
    rows: list[ListChange]


def progress_of_list(sent: SentList) -> ListProgress | None:
    """None when it does not move."""
    if not sent.is_in_motion:
        return None
    if sent.state == SentFileState.WAITING or sent.run is None or not sent.run.is_running:
        if sent.state == SentFileState.READING and sent.name is None:
            return ListProgress(_("The file is being fetched."))
        return ListProgress(_("It waits for its turn: one list is read at a time."))
    run = sent.run
    if run.state == RunState.MATCHING:
        everybody = Provider.objects.count()
        words = _("%(done)d of %(all)d providers were compared.") % {"done": run.providers_checked, "all": everybody}
        return ListProgress(words, _percent(run.providers_checked, everybody))
    if run.state == RunState.COMPARING:
        return ListProgress(_("The list is compared with the one in use."))
    words = _("%(read)d rows were read, %(refused)d of them refused.") % {
        "read": run.rows_read,
        "refused": run.rows_refused,
    }
    return ListProgress(words, _percent(run.bytes_read, run.file_size))


def progress_of_roster(sent: SentRoster) -> ListProgress | None:
    """None when it does not move."""
    if not sent.is_in_motion:
        return None
    run = sent.run
    if sent.state == SentFileState.WAITING or run is None or run.standing != RunStanding.READING:
        return ListProgress(_("It waits for its turn: one board's file is read at a time."))
    if run.looked_at:
        words = _("%d of our licenses were looked up in it.") % run.looked_at
        return ListProgress(words)
    return ListProgress(_("%d rows were read.") % run.rows_read, _percent(run.bytes_read, run.file_size))


def _percent(part: int, whole: int) -> int | None:
    return min(100, 100 * part // whole) if whole else None


def changed_names(run: ExclusionList) -> list[ChangedNames]:
    """Whom this reading brings, mends and loses. Who is gone stands first: that is what a cut list looks like."""
    counts = dict(run.changes.order_by().values_list("kind").annotate(Count("pk")))
    return [
        ChangedNames(str(kind.label), counts[kind], list(run.changes.filter(kind=kind)[:NAMES_SHOWN]))
        for kind in ListChangeKind
        if kind in counts
    ]

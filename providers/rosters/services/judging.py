"""Whether a board's file is whole. Statuses may change from month to month; rows hardly ever go.

Measured on 40 boards' files (docs/rosters.md). A map may allow more losses, where a board drops what ended.
"""

from collections.abc import Collection, Iterator
from typing import Final

from django.utils.translation import gettext as _

from providers.directory.enums import Profession
from providers.rosters.enums import BoardStatus
from providers.rosters.models import RosterRun
from providers.rosters.rules.maps import RosterMap

MOST_REFUSED: Final = 0.01
MOST_UNSEEN: Final = 0.002
SHARE_MOVES: Final = 0.03
ENOUGH: Final = 100  # licenses, before a share says anything


def what_is_wrong(run: RosterRun, about: RosterMap, found: Collection[Profession]) -> str:
    """All that speaks against the file, "" for nothing. `found`: the professions of which it has a row."""
    return " ".join(_problems(run, about, found))


def _problems(run: RosterRun, about: RosterMap, found: Collection[Profession]) -> Iterator[str]:
    if not run.licenses:
        yield _("The file has no license that can be read.")
        return
    wanted = {one for several in about.professions.values() for one in several}
    for profession in sorted(wanted.difference(found)):
        words = _("It has no row of this license: %s. Is a part missing, or has the board another word for it?")
        yield words % profession.label
    if run.licenses < about.at_least:
        words = _("The file has %(here)d licenses; the whole one has %(least)d or more.")
        yield words % {"here": run.licenses, "least": about.at_least}
    if run.rows_refused > MOST_REFUSED * run.rows_read:
        yield _("%(refused)d of %(read)d rows cannot be read.") % {"refused": run.rows_refused, "read": run.rows_read}
    unseen = sum(run.unseen_words.values())
    if unseen > max(MOST_UNSEEN * run.licenses, ENOUGH):
        yield _("%d rows have a status that the map does not know. Is a column shifted?") % unseen
    last = RosterRun.objects.read().filter(map_name=run.map_name, state=run.state, is_demonstration=False).first()
    if last is not None:
        yield from _beside(run, last, about)


def _beside(run: RosterRun, last: RosterRun, about: RosterMap) -> Iterator[str]:
    """Against the newest file that was read."""
    if run.list_date < last.list_date:
        yield _("A file of %s was read already. This one is older.") % last.list_date
    if run.newest_on and last.newest_on and run.newest_on < last.newest_on:
        words = _("Its newest license is of %(here)s, in the file before of %(before)s: it is an older file.")
        yield words % {"here": run.newest_on, "before": last.newest_on}
    if about.only_actions or last.licenses < ENOUGH:
        return
    lost = last.licenses - run.licenses
    if lost > about.most_lost * last.licenses:
        words = _("It has %(lost)d licenses fewer than the file before (%(before)d). Get it again from the board.")
        yield words % {"lost": lost, "before": last.licenses}
    if abs(_active(run) - _active(last)) > SHARE_MOVES:
        words = _("%(here)d percent are active, in the file before %(before)d. Is a column shifted?")
        yield words % {"here": round(100 * _active(run)), "before": round(100 * _active(last))}


def _active(run: RosterRun) -> float:
    return float(run.statuses.get(BoardStatus.ACTIVE, 0)) / max(run.licenses, 1)

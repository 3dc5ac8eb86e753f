"""What the desk shows of boards' files: how far each is, and the page to ask where none speaks of a license."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from providers.directory.enums import Profession
from providers.directory.models import License
from providers.rosters.models import RosterRun
from providers.rosters.rules.maps import RosterMap, shipped_maps
from providers.runs.late_rosters import late_rosters
from providers.screening.boards import LookUpLink, look_up_links


@dataclass(frozen=True, slots=True)
class DueLicense:
    license: License
    links: tuple[LookUpLink, ...]


@dataclass(frozen=True, slots=True)
class WatchedRoster:
    """A map that we ship, and the newest file that was read with it."""

    about: RosterMap
    newest: RosterRun | None
    is_late: bool  # somebody approved holds such a license, and no signed file is of this month


def with_links(licenses: Sequence[License]) -> list[DueLicense]:
    return [DueLicense(one, look_up_links(one.state, Profession(one.profession))) for one in licenses]


def watched_rosters(*, today: date) -> list[WatchedRoster]:
    newest: dict[str, RosterRun] = {}
    for run in RosterRun.objects.read():
        newest.setdefault(run.map_name, run)
    late = {about.name for about in late_rosters(today=today)}
    return [WatchedRoster(about, newest.get(about.name), about.name in late) for about in shipped_maps()]

"""Licenses whose board nobody has asked lately: the desk's work list, with the page to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from providers.directory.enums import LicenseStatus, Profession
from providers.directory.models import License
from providers.rosters.models import LicenseLook, RosterRun
from providers.rosters.rules.maps import RosterMap, shipped_maps
from providers.screening.boards import LookUpLink, look_up_links
from providers.screening.enums import CaseStatus
from providers.screening.models import ScreeningCase

COUNTS_FOR: Final = timedelta(days=30)  # what a board did is to be known within a month


@dataclass(frozen=True, slots=True)
class DueLicense:
    license: License
    links: tuple[LookUpLink, ...]


@dataclass(frozen=True, slots=True)
class WatchedRoster:
    """A map that we ship, and the newest file that was read with it."""

    about: RosterMap
    newest: RosterRun | None


def due_licenses(*, now: datetime) -> QuerySet[License]:
    """Of the profession under which somebody is approved, whose board said nothing for a month that a person answers
    for. Who waits longest stands first."""
    today = now.date()
    approved = ScreeningCase.objects.filter(
        provider=OuterRef("provider"), status=CaseStatus.APPROVED, approved_until__gte=today
    )
    looks = LicenseLook.objects.answered().filter(license=OuterRef("pk"))
    licenses = License.objects.filter(
        Exists(approved),
        ~Exists(looks.filter(list_date__gt=today - COUNTS_FOR)),
        profession=F("provider__profession"),
    ).exclude(status=LicenseStatus.REPORTED)
    said = Subquery(looks.order_by("-list_date").values("list_date")[:1])
    return licenses.select_related("provider").annotate(said=said).order_by(F("said").asc(nulls_first=True), "pk")


def with_links(licenses: Sequence[License]) -> list[DueLicense]:
    return [DueLicense(one, look_up_links(one.state, Profession(one.profession))) for one in licenses]


def watched_rosters() -> list[WatchedRoster]:
    newest: dict[str, RosterRun] = {}
    for run in RosterRun.objects.read():
        newest.setdefault(run.map_name, run)
    return [WatchedRoster(about, newest.get(about.name)) for about in shipped_maps()]

"""Writing down what a board says of a license; where it is worse than before, an alert that hides its holder."""

from dataclasses import dataclass
from datetime import date, datetime

from caarisma.accounts.models import User
from providers.directory.models import License
from providers.rosters.enums import ORDER, REACH, BoardStatus, Reach
from providers.rosters.models import LicenseAlert, LicenseLook, RosterRun


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardWord:
    """What a board says of one license."""

    status: BoardStatus
    word: str
    source: str
    list_date: date
    expires_on: date | None = None


def look_of(
    license: License, said: BoardWord, *, before: BoardStatus, run: RosterRun | None, by: User | None, now: datetime
) -> LicenseLook:
    """The row, not written yet."""
    return LicenseLook(
        license=license, run=run, by=by, at=now, before=before, status=said.status, word=said.word[:200],
        source=said.source, list_date=said.list_date, expires_on=said.expires_on,
    )  # fmt: skip


def statuses_before(license_ids: list[int]) -> dict[int, BoardStatus]:
    """What the boards said the time before. A look that said nothing does not count; without any, a person who looked
    at the license found it active."""
    looks = LicenseLook.objects.filter(license__in=license_ids).exclude(status=BoardStatus.UNKNOWN)
    newest = looks.order_by("license", "-list_date", "-pk").distinct("license").values_list("license", "status")
    known = {license: BoardStatus(status) for license, status in newest}
    return {pk: known.get(pk, BoardStatus.ACTIVE) for pk in license_ids}


def calls_for_alert(status: BoardStatus, before: BoardStatus) -> bool:
    return status in REACH and ORDER[status] > ORDER[before]


def open_license_alert(license: License, said: BoardWord, *, now: datetime) -> LicenseAlert | None:
    """None when the same is open already. Call it with the provider locked."""
    named = {"state": license.state, "profession": license.profession, "number": license.number, "status": said.status}
    if LicenseAlert.objects.open().filter(provider=license.provider_id, **named).exists():
        return None
    return LicenseAlert.objects.create(
        provider_id=license.provider_id, license=license, reach=REACH.get(said.status, Reach.NOWHERE),
        word=said.word[:200], source=said.source, list_date=said.list_date, found_at=now, **named,
    )  # fmt: skip

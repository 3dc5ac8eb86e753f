"""Made-up readings of two boards' files, with a license alert in each state, so that the desk has some to decide; and
files that were handed in, in every state."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from caarisma.accounts.models import User
from caarisma.common import private_files
from providers.demo.lists import CONTENT
from providers.demo.logins import LOGINS, email_of
from providers.directory.enums import LicenseStatus
from providers.directory.models import License
from providers.files.sent_file import SentFileState
from providers.files.trays import HELD
from providers.listing.listed import listed_providers
from providers.rosters.enums import BoardStatus, RunStanding
from providers.rosters.models import LicenseLook, RosterLine, RosterRun, SentRoster
from providers.rosters.rules.maps import RosterMap, shipped_maps
from providers.rosters.services.looking import BoardWord, look_of, open_license_alert
from providers.runs.license_alerts import propose_ending
from providers.screening.enums import CheckKind
from providers.vetting.cases.alerts import open_alert

DAY: Final = timedelta(days=1)
WORDS: Final = "The board says something worse of a license than before. See the license alerts."
# Of the last licenses of each state: what the board says now. The second is proposed to be shown again.
SAID: Final = (
    (BoardStatus.PROBATION, "Active On Probation"),
    (BoardStatus.RESTRICTED, "Active - With Conditions"),
    (BoardStatus.LAPSED, "Expired"),
    (BoardStatus.RENEWING, "Active in Renewal"),
)
LOOKED: Final = 40  # licenses of each state


@transaction.atomic
def make_demo_rosters(*, now: datetime) -> int:
    """Once: what is there already stays. Returns how many readings were made."""
    if RosterRun.objects.filter(is_demonstration=True).exists():
        return 0
    maps = {about.name: about for about in shipped_maps()}
    signer = User.objects.get(email=email_of("second reviewer"))
    signed = {"signed_off_at": now - 4 * DAY, "signed_off_by": signer}
    colorado = _run(maps["co-dora"], now=now - 5 * DAY, **signed)
    _look(colorado, SAID, now=now - 5 * DAY)
    unsigned = _run(maps["wa-doh"], now=now - DAY, unseen_words={"ACTIVE WITH A NEW WORD": 3}, rows_refused=1)
    _look(unsigned, SAID[:1], now=now - DAY)
    RosterLine.objects.create(run=unsigned, line=412, column="license", value="", reason="is no number")
    RosterLine.objects.create(
        run=unsigned, line=9034, column="status", value="ACTIVE WITH A NEW WORD",
        reason="is a word that the map does not know",
    )  # fmt: skip
    vetter = User.objects.get(email=email_of("vetting staff"))
    _send(vetter, SentFileState.DONE, run=colorado, now=now - 5 * DAY)
    _send(vetter, SentFileState.REFUSED, run=_refused(maps["tx-tmb"], now=now - 3 * DAY), now=now - 3 * DAY)
    _send(vetter, SentFileState.STOPPED, map_name="ma-nursing", now=now - 2 * DAY, problem="It was stopped.")
    _send(vetter, SentFileState.WAITING, map_name="fl-mqa", now=now)
    return 2


def _send(by: User, state: SentFileState, *, now: datetime, run: RosterRun | None = None, **told: Any) -> None:
    name = run.map_name if run else told.pop("map_name")
    folder = uuid5(NAMESPACE_URL, f"caarisma demonstration roster {state}")
    private_files.write(folder, HELD, CONTENT)
    SentRoster.objects.create(
        map_name=name, list_date=now.date(), name=folder, file_name=f"{name}.csv", file_size=len(CONTENT),
        file_hash=sha256(CONTENT).hexdigest(), sent_by=by, sent_at=now, state=state, available_at=now, run=run,
        is_demonstration=True, **told,
    )  # fmt: skip


def _refused(about: RosterMap, *, now: datetime) -> RosterRun:
    problem = "It has 3120 licenses fewer than the file before (41208). Get it again from the board."
    run = _run(about, now=now, standing=RunStanding.REFUSED, problem=problem)
    run.licenses, run.rows_read = 38_088, 38_090
    run.save(update_fields=["licenses", "rows_read"])
    return run


def _run(about: RosterMap, *, now: datetime, **told: Any) -> RosterRun:
    return RosterRun.objects.create(
        state=about.state, board=about.board, map_name=about.name, map_hash=about.hash, source=about.source,
        terms=about.terms, list_date=now.date(), file_name=f"{about.name}.csv",
        file_size=4_100_000, file_hash=sha256(f"made up {about.name}".encode()).hexdigest(), licenses=41_208,
        statuses={"active": 30_911, "lapsed": 9_820, "ended": 310, "probation": 84, "restricted": 83},
        started_at=now, finished_at=now + timedelta(seconds=48), is_demonstration=True,
        **{"rows_read": 41_990, "standing": RunStanding.DONE, **told},
    )  # fmt: skip


def _look(run: RosterRun, said: tuple[tuple[BoardStatus, str], ...], *, now: datetime) -> None:
    """The first few licenses of the state have something to decide; the others are active. Nobody who signs in here."""
    mine = [login.email for login in LOGINS]
    shown = listed_providers(on=now).filter(is_demonstration=True).exclude(user__email__in=mine)
    licenses = License.objects.filter(provider__in=shown, state=run.state, status=LicenseStatus.ACTIVE)
    for place, license in enumerate(licenses.select_related("provider").order_by("-pk")[:LOOKED]):
        status, word = said[place] if place < len(said) else (BoardStatus.ACTIVE, "Active")
        told = BoardWord(
            status=status, word=word, source=run.source, list_date=run.list_date, expires_on=license.expires_on
        )
        look_of(license, told, before=BoardStatus.ACTIVE, run=run, by=None, now=now).save()
        if status != BoardStatus.ACTIVE and (alert := open_license_alert(license, told, now=now)):
            run.alerts_opened += 1
            open_alert(provider=license.provider, words=WORDS, about=CheckKind.LICENSE, now=now)
            if status == BoardStatus.RESTRICTED:
                vetter = User.objects.get(email=email_of("vetting staff"))
                words = "The conditions are about prescribing. She does not prescribe here."
                propose_ending(alert_id=alert.pk, reason=words, by=vetter, now=now + DAY)
    run.looked_at = LicenseLook.objects.filter(run=run).count()
    run.save()

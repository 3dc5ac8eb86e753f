"""Made-up readings of two boards' files, with a license alert in each state, so that the desk has some to decide."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.db import transaction

from caarisma.accounts.models import User
from providers.demo.logins import LOGINS, email_of
from providers.directory.enums import LicenseStatus
from providers.directory.models import License
from providers.listing.listed import listed_providers
from providers.rosters.enums import BoardStatus, RunStanding
from providers.rosters.models import LicenseLook, RosterLine, RosterRun
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
    _look(_run(maps["co-dora"], now=now - 5 * DAY, **signed), SAID, now=now - 5 * DAY)
    unsigned = _run(maps["wa-doh"], now=now - DAY, unseen_words={"ACTIVE WITH A NEW WORD": 3}, rows_refused=1)
    _look(unsigned, SAID[:1], now=now - DAY)
    RosterLine.objects.create(run=unsigned, line=412, column="license", value="", reason="is no number")
    RosterLine.objects.create(
        run=unsigned, line=9034, column="status", value="ACTIVE WITH A NEW WORD",
        reason="is a word that the map does not know",
    )  # fmt: skip
    return 2


def _run(about: RosterMap, *, now: datetime, **told: Any) -> RosterRun:
    return RosterRun.objects.create(
        state=about.state, board=about.board, map_name=about.name, map_hash=about.hash, source=about.source,
        terms=about.terms, standing=RunStanding.DONE, list_date=now.date(), file_name=f"{about.name}.csv",
        file_size=4_100_000, file_hash=sha256(f"made up {about.name}".encode()).hexdigest(), licenses=41_208,
        statuses={"active": 30_911, "lapsed": 9_820, "ended": 310, "probation": 84, "restricted": 83},
        started_at=now, finished_at=now + timedelta(seconds=48), is_demonstration=True,
        **{"rows_read": 41_990, **told},
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

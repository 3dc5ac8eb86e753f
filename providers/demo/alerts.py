"""Alerts of the demonstration's patient, in each state. One that waits is a browser's, not the account's."""

from datetime import datetime, timedelta
from typing import Final

from caarisma.accounts.models import User
from caarisma.common.outbox.models import Mail
from matching.search.models import Intake
from matching.search.ownership import Owner, lists_of
from matching.watches.enums import CONFIRM_LASTS, HowOften, WatchState
from matching.watches.models import Watch
from matching.watches.services.asking import WhoWatches, watch_search
from matching.watches.services.ending import stop_watch
from matching.watches.steps import set_over
from providers.demo.logins import email_of

DAY: Final = timedelta(days=1)
STATES: Final = (
    (WatchState.LIVE, HowOften.AT_ONCE),
    (WatchState.LIVE, HowOften.WEEKLY),
    (WatchState.ENDED, HowOften.AT_ONCE),
    (WatchState.STOPPED, HowOften.WEEKLY),
    (WatchState.WAITING, HowOften.AT_ONCE),
)


def make_demo_alerts(*, now: datetime) -> int:
    """One of each state, of lists that the patient has. Once: a second run leaves what is there. Returns how many."""
    patient = User.objects.get(email=email_of("patient"))
    if Watch.objects.filter(user=patient).exists():
        return 0
    lists = _different(patient, now)
    made = [_made(patient, intake, *state, now=now) for state, intake in zip(STATES, lists, strict=False)]
    Mail.objects.filter(key__startswith="watch:").delete()  # nobody waits for them
    return len(made)


def _different(patient: User, now: datetime) -> list[Intake]:
    """Each asks for something else: the same wish twice is one."""
    found: dict[object, Intake] = {}
    for intake in lists_of(Owner(patient)).alive(on=now).select_related("job").order_by("-pk"):
        asked = (intake.zip_code, intake.radius_miles, intake.max_price, *intake.musts, *intake.areas.all())
        found.setdefault(asked, intake)
    return list(found.values())


def _made(patient: User, intake: Intake, state: WatchState, how_often: HowOften, *, now: datetime) -> Watch:
    asked_at = now - 20 * DAY
    if state == WatchState.WAITING:
        return _waiting(patient, intake, how_often, now)
    watch = watch_search(intake=intake, how_often=how_often, by=WhoWatches(account=patient), now=asked_at)
    if state == WatchState.ENDED:
        set_over(watch, state, now=now - DAY)
    elif state == WatchState.STOPPED:
        stop_watch(key=watch.key, now=now - 2 * DAY)
    return watch


def _waiting(patient: User, intake: Intake, how_often: HowOften, now: datetime) -> Watch:
    """Of nobody's browser: an address that was typed by mistake, and is forgotten in three days."""
    by = WhoWatches(email="patient.typed.wrong@demo.caarisma.example", browser="0" * 64)
    asked_at = now - CONFIRM_LASTS / 2
    return watch_search(intake=intake, how_often=how_often, by=by, now=asked_at)

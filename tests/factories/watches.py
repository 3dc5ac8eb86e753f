"""Watches for tests, asked for by the service that makes real ones."""

from datetime import datetime
from itertools import count
from typing import Any

from caarisma.accounts.models import User
from matching.consultations.models import Asker
from matching.search.enums import FinishedBy
from matching.search.models import Intake
from matching.search.services.jobs import finish_match_job
from matching.watches.enums import HowOften
from matching.watches.models import Watch
from matching.watches.services.asking import WhoWatches, watch_place, watch_search
from providers.directory.models import PracticeLocation
from tests.factories.consultations import make_asker
from tests.factories.matching import make_intake

numbers = count(1)
A_BROWSER = "b" * 64


def make_ranked(*, now: datetime, **asked: Any) -> Intake:
    intake = make_intake(now=now, **asked)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    intake.job.refresh_from_db()
    return intake


def make_watcher(
    *, now: datetime, asker: Asker | None = None, account: User | None = None, **fields: Any
) -> WhoWatches:
    if account is not None:
        return WhoWatches(account=account, **fields)
    asker = asker or make_asker(now=now)
    return WhoWatches(askers=[asker.pk], email=str(asker.email), browser=A_BROWSER, **fields)


def make_watch(
    intake: Intake | None = None,
    *,
    now: datetime,
    how_often: HowOften = HowOften.AT_ONCE,
    by: WhoWatches | None = None,
    **asked: Any,
) -> Watch:
    """Of a search, and on."""
    intake = intake or make_ranked(now=now, **asked)
    return watch_search(intake=intake, how_often=how_often, by=by or make_watcher(now=now), now=now)


def make_waiting(intake: Intake | None = None, *, now: datetime, email: str = "", **asked: Any) -> Watch:
    """Its link was not pressed yet."""
    by = WhoWatches(email=email or f"watcher{next(numbers)}@example.com", browser=A_BROWSER)
    return watch_search(intake=intake or make_ranked(now=now, **asked), how_often=HowOften.AT_ONCE, by=by, now=now)


def make_place_watch(place: PracticeLocation, *, now: datetime, by: WhoWatches | None = None) -> Watch:
    return watch_place(place=place, how_often=HowOften.AT_ONCE, by=by or make_watcher(now=now), now=now)

"""What the database, the broker and this machine's disk know of how the site is: a row a number, read when it is asked
for. A new one is a row here and in docs/operations.md; a test holds both, and makes each true once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import redis
from django.db.models import Count, Min
from django.utils import timezone

from caarisma.common.backups import backups_state
from caarisma.common.broker import broker_client
from caarisma.common.chores.models import ChoreRun
from caarisma.common.outbox.enums import MailState
from caarisma.common.outbox.models import Mail
from matching.index import SnapshotUnusable
from matching.search.enums import JobState
from matching.search.models import MatchJob
from matching.snapshots import store
from matching.snapshots.changes import Watermark, changes_since
from providers.appeals.models import Appeal
from providers.desk.queue import waiting
from providers.ledger.chores import VERIFY, LedgerBroken
from providers.runs.late_rosters import late_rosters
from providers.screening.enums import UploadState
from providers.screening.models import Upload
from providers.vetting.exclusions.checks import list_is_overdue

Samples = Iterable[tuple[tuple[str, ...], float]]  # values of the labels, and the number


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFact:
    name: str
    told: str
    read: Callable[[datetime], Samples]
    labels: tuple[str, ...] = ()


def one(number: float | None) -> Samples:
    """A number without labels; None: there is none, and an alarm on its absence may ring."""
    return [] if number is None else [((), float(number))]


def age(since: datetime | None, now: datetime) -> float:
    """Seconds; 0 where nothing waits."""
    return max(0.0, (now - since).total_seconds()) if since else 0.0


# --- Work behind the page ---------------------------------------------------------------------------------------------
def jobs(_now: datetime) -> Samples:
    found = dict(MatchJob.objects.values_list("state").annotate(Count("pk")))
    return [((state.value,), found.get(state.value, 0)) for state in (JobState.PENDING, JobState.DEAD)]


def oldest_job(now: datetime) -> Samples:
    """Of those whom somebody waits for; a list that is only made anew is shown meanwhile."""
    waits = MatchJob.objects.filter(state=JobState.PENDING, kept_list_at=None)
    return one(age(waits.aggregate(since=Min("requested_at"))["since"], now))


def mails(_now: datetime) -> Samples:
    found = dict(Mail.objects.values_list("state").annotate(Count("pk")))
    return [((state.value,), found.get(state.value, 0)) for state in (MailState.WAITING, MailState.REFUSED)]


def oldest_mail(now: datetime) -> Samples:
    waits = Mail.objects.filter(state=MailState.WAITING)
    return one(age(waits.aggregate(since=Min("created_at"))["since"], now))


def stuck_mails(now: datetime) -> Samples:
    return one(Mail.objects.stuck(on=now).count())


def uploads(_now: datetime) -> Samples:
    return one(Upload.objects.filter(state=UploadState.WAITING).count())


def oldest_upload(now: datetime) -> Samples:
    return one(age(Upload.objects.filter(state=UploadState.WAITING).aggregate(since=Min("sent_at"))["since"], now))


def broker_messages(_now: datetime) -> Samples:
    """None when it does not answer, and nobody waits for it longer than a page does."""
    client = broker_client()
    try:
        return one(client.llen("celery"))
    except redis.RedisError:
        return one(None)
    finally:
        client.close()


def chores_late(now: datetime) -> Samples:
    runs = ChoreRun.objects.with_late(on=now)
    return [((run.name, run.machine), bool(getattr(run, "is_late", True))) for run in runs]


def chores_failed(_now: datetime) -> Samples:
    return [((run.name, run.machine), run.failures) for run in ChoreRun.objects.all()]


# --- What searches read -----------------------------------------------------------------------------------------------
def index_age(_now: datetime) -> Samples:
    try:
        return one(store.age_seconds())
    except SnapshotUnusable:
        return one(None)


def index_behind(_now: datetime) -> Samples:
    """Not wrong: searches lay them over the snapshot. But many make searches slow."""
    try:
        return one(len(changes_since(Watermark.from_bytes(store.current().watermark).seen).locations))
    except (SnapshotUnusable, ValueError):
        return one(None)


# --- What people owe --------------------------------------------------------------------------------------------------
def cases(_now: datetime) -> Samples:
    return one(waiting().count())


def cases_overdue(now: datetime) -> Samples:
    return one(waiting().filter(due_at__lt=now).count())


def appeals_overdue(now: datetime) -> Samples:
    return one(Appeal.objects.late(on=now).count())


def list_overdue(now: datetime) -> Samples:
    return one(list_is_overdue(today=timezone.localdate(now)))


def rosters_overdue(now: datetime) -> Samples:
    return one(len(late_rosters(today=timezone.localdate(now))))


# --- What must not be lost --------------------------------------------------------------------------------------------
def ledger_broken(_now: datetime) -> Samples:
    """By the last time that all chains were read; none before the first."""
    run = ChoreRun.objects.filter(name=VERIFY).first()
    if run is None or not (run.last_well_at or run.last_failed_at):
        return one(None)
    failed_last = run.last_failed_at and (not run.last_well_at or run.last_failed_at > run.last_well_at)
    return one(bool(failed_last and run.last_error == LedgerBroken.__name__))


def ledger_checked(_now: datetime) -> Samples:
    run = ChoreRun.objects.filter(name=VERIFY).first()
    return one(run.last_well_at.timestamp() if run and run.last_well_at else None)


def backup_at(now: datetime) -> Samples:
    state = backups_state(now)
    return one(state.newest_at.timestamp() if state and state.newest_at else None)


def backup_bytes(now: datetime) -> Samples:
    """Of database and documents together."""
    state = backups_state(now)
    return one(sum(state.size) if state and state.newest_at else None)


CHORE: Final = ("chore", "machine")

FACTS: Final = (
    SiteFact(name="jobs", told="Rankings by state", read=jobs, labels=("state",)),
    SiteFact(name="job_oldest_seconds", told="How long somebody has waited for a first list", read=oldest_job),
    SiteFact(name="mails", told="Mails by state", read=mails, labels=("state",)),
    SiteFact(name="mail_oldest_seconds", told="Age of the oldest mail that is not sent", read=oldest_mail),
    SiteFact(name="mails_stuck", told="Mails that did not go, as the desk lists them", read=stuck_mails),
    SiteFact(name="uploads", told="Documents that wait to be read", read=uploads),
    SiteFact(name="upload_oldest_seconds", told="Age of the oldest of them", read=oldest_upload),
    SiteFact(name="broker_messages", told="Messages that no worker took; absent: no broker", read=broker_messages),
    SiteFact(name="chore_late", told="1: not begun for three periods", read=chores_late, labels=CHORE),
    SiteFact(name="chore_failures", told="How often it failed in a row", read=chores_failed, labels=CHORE),
    SiteFact(name="index_age_seconds", told="Since this machine's snapshot was built; absent: none", read=index_age),
    SiteFact(name="index_changes", told="Listings changed since", read=index_behind),
    SiteFact(name="cases", told="Cases at the desk", read=cases),
    SiteFact(name="cases_overdue", told="Of those, past the day they were due", read=cases_overdue),
    SiteFact(name="appeals_overdue", told="Appeals past the day they were due", read=appeals_overdue),
    SiteFact(name="exclusion_list_overdue", told="1: this month's list is not in use", read=list_overdue),
    SiteFact(name="rosters_overdue", told="Boards' files that are late", read=rosters_overdue),
    SiteFact(name="ledger_broken", told="1: a chain of the ledger was found broken", read=ledger_broken),
    SiteFact(name="ledger_checked_timestamp_seconds", told="When all chains were found whole", read=ledger_checked),
    SiteFact(name="backup_timestamp_seconds", told="When the newest backup was made", read=backup_at),
    SiteFact(name="backup_bytes", told="How large it is", read=backup_bytes),
)

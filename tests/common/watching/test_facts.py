"""Each number of the page of metrics, made true once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from caarisma.common.chores.models import ChoreRun
from caarisma.common.outbox.models import Mail
from caarisma.common.outbox.writing import Letter, post
from caarisma.site.watching.facts import FACTS
from matching.search.models import MatchJob
from matching.snapshots.services.indexing import build_index
from providers.appeals.models import Appeal, AppealKind
from providers.directory.models import PracticeLocation
from providers.ledger.chores import VERIFY
from providers.rosters.rules import maps
from providers.screening.enums import CaseStatus, UploadState
from tests.common.watching.conftest import Ask, Numbers
from tests.factories.matching import make_intake
from tests.factories.providers import (
    make_case,
    make_listed_location,
    make_provider,
    make_signed_list,
    make_upload,
    make_user,
)
from tests.providers.rosters.making import MAP, make_holder

pytestmark = pytest.mark.django_db

AGO = timedelta(hours=2)
NONE: Numbers = {}
COMMITS = pytest.mark.django_db(transaction=True)  # the change log tells of what is committed


def job(now: datetime, **changes: object) -> None:
    intake = make_intake(now=now)
    MatchJob.objects.filter(intake=intake).update(**changes)


def mail(now: datetime, **changes: object) -> None:
    written = post(Letter("A word", "x\n"), kind="test", to="ana@example.com", language="en", life=AGO * 9, now=now)
    Mail.objects.filter(pk=written.pk).update(**changes)


def upload(now: datetime) -> None:
    user = make_user()
    nothing_yet = {"pages_name": None, "pages": 0, "content_type": ""}
    make_upload(make_provider(user=user), by=user, now=now, state=UploadState.WAITING, **nothing_yet)


def run(now: datetime, **fields: object) -> None:
    defaults = {"name": "dust", "every": 60, "declared_at": now, "last_started_at": now}
    ChoreRun.objects.create(**defaults | fields)


def case(due: datetime) -> None:
    make_case(make_provider(), CaseStatus.SENT, sent_at=due - AGO, due_at=due)


def backup(folder: Path, *, at: datetime) -> str:
    """Both files of a night, of 7 bytes together."""
    for name, size in (("caarisma-{}.dump.age", 4), ("documents-{}.tar.age", 3)):
        (folder / name.format(f"{at:%Y-%m-%dT%H%M%SZ}")).write_bytes(b"x" * size)
    return str(folder)


# --- Work behind the page ---------------------------------------------------------------------------------------------
def jobs(now, **_):
    job(now)
    job(now, state="dead")
    job(now, state="dead")
    return {("pending",): 1, ("dead",): 2}


def job_oldest_seconds(now, **_):
    job(now - AGO)
    job(now - 2 * AGO, kept_list_at=now - 9 * AGO)  # its list is shown meanwhile
    return {(): AGO.total_seconds()}


def mails(now, **_):
    mail(now)
    mail(now, state="refused", ended_at=now)
    return {("waiting",): 1, ("refused",): 1}


def mail_oldest_seconds(now, **_):
    mail(now - AGO)
    return {(): AGO.total_seconds()}


def mails_stuck(now, **_):
    mail(now)
    mail(now - AGO)
    return {(): 1}


def uploads(now, **_):
    upload(now)
    return {(): 1}


def upload_oldest_seconds(now, **_):
    upload(now - AGO)
    return {(): AGO.total_seconds()}


def broker_messages(settings, **_):
    """A broker that is away has no number; one that is there has some."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    return NONE


def chore_late(now, **_):
    run(now)
    run(now, name="rank", machine="here", last_started_at=now - AGO)
    return {("dust", ""): 0, ("rank", "here"): 1}


def chore_failures(now, **_):
    run(now, failures=3, last_error="KeyError", last_failed_at=now)
    return {("dust", ""): 3}


# --- What searches read -----------------------------------------------------------------------------------------------
def index_age_seconds(now, **_):
    build_index(now=now)
    return {(): 0}


def index_changes(now, **_):
    place = make_listed_location(now=now)
    build_index(now=now)
    PracticeLocation.objects.filter(pk=place.pk).update(accepting_patients=False)
    return {(): 1}


# --- What people owe --------------------------------------------------------------------------------------------------
def cases(now, **_):
    case(now + AGO)
    return {(): 1}


def cases_overdue(now, **_):
    case(now + AGO)
    case(now - AGO)
    return {(): 1}


def appeals_overdue(now, **_):
    for due in (now - AGO, now + AGO):
        user = make_user()
        of = {"provider": make_provider(user=user), "sent_by": user, "sent_at": now - 2 * AGO}
        Appeal.objects.create(kind=AppealKind.CORRECTION, words="x", due_at=due, **of)
    return {(): 1}


def exclusion_list_overdue(now, **_):
    make_signed_list(timezone.localdate(now))
    return {(): 0}


def rosters_overdue(monkeypatch, tmp_path, **_):
    (tmp_path / "ca-board.toml").write_text(MAP, encoding="utf-8")
    monkeypatch.setattr(maps, "SHIPPED", tmp_path)
    make_holder()
    return {(): 1}


# --- What must not be lost --------------------------------------------------------------------------------------------
def ledger_broken(now, **_):
    run(
        now, name="verify the ledger", failures=1, last_error="LedgerBroken", last_failed_at=now, last_well_at=now - AGO
    )
    return {(): 1}


def ledger_checked_timestamp_seconds(now, **_):
    run(now, name=VERIFY, last_well_at=now - AGO)
    return {(): (now - AGO).timestamp()}


def backup_timestamp_seconds(tmp_path, now, settings, **_):
    settings.BACKUPS_DIR = backup(tmp_path, at=now - AGO)
    return {(): (now - AGO).timestamp()}


def backup_bytes(tmp_path, now, settings, **_):
    settings.BACKUPS_DIR = backup(tmp_path, at=now)
    return {(): 7}


MADE: dict[str, Callable[..., Numbers]] = {
    make.__name__: make
    for make in (
        *(jobs, job_oldest_seconds, mails, mail_oldest_seconds, mails_stuck, uploads, upload_oldest_seconds),
        *(broker_messages, chore_late, chore_failures, index_age_seconds, index_changes, cases, cases_overdue),
        *(appeals_overdue, exclusion_list_overdue, rosters_overdue, ledger_broken, ledger_checked_timestamp_seconds),
        *(backup_timestamp_seconds, backup_bytes),
    )
}


def test_each_number_is_made_true_here():
    assert set(MADE) == {fact.name for fact in FACTS}


@pytest.mark.real_clock  # the age of a snapshot is told by the disk
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=COMMITS if name == "index_changes" else ()) for name in MADE]
)
def test_a_fact_is_told_once_it_is_true(name: str, ask: Ask, settings, monkeypatch, tmp_path):
    settings.SNAPSHOT_DIR, now = tmp_path / "snapshots", timezone.now()
    before = ask()

    expected = MADE[name](now=now, settings=settings, monkeypatch=monkeypatch, tmp_path=tmp_path)

    after, least = ask(), 60 if name.endswith("_seconds") else 0
    assert before[f"caarisma_{name}"] != pytest.approx(expected, abs=least)
    assert after[f"caarisma_{name}"] == pytest.approx(expected, abs=least)
    assert after["caarisma_facts_unread"] == {(): 0}

"""The sweeper finishes what no worker did, and needs nothing but PostgreSQL."""

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from caarisma.common.chores.declaring import Look
from caarisma.common.chores.models import ChoreRun
from caarisma.site import last_resort
from caarisma.site.management.commands import sweep as command
from matching.search.chores import rank
from matching.search.enums import FinishedBy, JobState
from matching.search.models import Match, MatchJob
from matching.search.services.intake import submit_intake
from matching.snapshots import building
from matching.snapshots.services import indexing
from tests.factories.matching import A_BROWSER, make_intake
from tests.factories.providers import make_listed_location
from tests.factories.treatments import make_area_concern
from tests.matching.conftest import wait_until


def sweep(grace: float = 0) -> None:
    call_command("sweep", once=True, grace=grace)


def test_a_submit_with_the_broker_down_is_ranked_by_the_sweeper(transactional_db, answers, broker_at):
    now = timezone.now()
    make_listed_location(now=now)
    broker_at("redis://127.0.0.1:1/0")
    intake = submit_intake(answers=answers(), owner=A_BROWSER, now=now)

    sweep()

    job = MatchJob.objects.get(intake=intake)
    assert (job.state, job.done_by, Match.objects.count()) == (JobState.DONE, FinishedBy.SWEEPER, 1)


def test_a_worker_gets_its_time_first(db):
    make_area_concern()
    now = timezone.now()
    fresh, old = (make_intake(now=now - timedelta(seconds=age)).job for age in (0, 6))

    rank(Look(now=now, grace=timedelta(seconds=10)))  # of which a list, for which somebody waits, gives a worker five

    assert MatchJob.objects.get(state=JobState.DONE) == old
    assert MatchJob.objects.get(state=JobState.PENDING) == fresh


def test_the_oldest_is_done_first_and_a_poisoned_one_stops_nobody(db, poison, caplog):
    now = timezone.now()
    make_area_concern()
    bad = poison(make_intake(now=now - timedelta(minutes=2)).job)
    good = [make_intake(now=now - timedelta(seconds=age)).job for age in (30, 60)]

    sweep()

    finished = MatchJob.objects.filter(state=JobState.DONE).order_by("done_at")
    assert list(finished) == good[::-1]
    bad.refresh_from_db()
    assert (bad.state, bad.attempts) == (JobState.PENDING, 1)
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == ["match job failed"]


@pytest.fixture
def sweep_for(monkeypatch):
    """Run the sweeper's loop in this process, for so many rounds."""

    def run(rounds: int) -> None:
        left = iter(range(rounds - 1))

        def pause(_seconds: float) -> None:
            if next(left, None) is None:
                signal.raise_signal(signal.SIGTERM)

        monkeypatch.setattr(command.time, "sleep", pause)
        with pytest.raises(SystemExit):
            call_command("sweep", every=0, grace=0)

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield run
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize(
    "chore",
    [
        "matching.search.services.retention.delete_all_expired",
        "matching.search.keeping.rematching.rematch_by_date",
        "matching.search.keeping.rematching.rematch",
        "matching.snapshots.services.indexing.why_due",
        "caarisma.site.chores.read_due",
        "providers.vetting.chores.sweep_files",
        "providers.vetting.chores.remind_all",
        "caarisma.common.limits.forget_counters",
        "caarisma.common.chores.turns.forget_machines",
    ],
)
def test_a_chore_that_fails_keeps_no_other_from_being_done(transactional_db, chore, sweep_for, monkeypatch, caplog):
    make_area_concern()
    job = make_intake(now=timezone.now()).job
    monkeypatch.setattr(indexing, "why_due", lambda: "")
    monkeypatch.setattr(chore, lambda **_: 1 / 0)

    sweep_for(rounds=2)

    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert "chore failed" in caplog.text


class TestBuilding:
    @pytest.fixture(autouse=True)
    def due(self, transactional_db, monkeypatch):
        monkeypatch.setattr(indexing, "why_due", lambda: "there is none")
        often = tuple(replace(chore, every=timedelta()) for chore in command.all_chores())
        monkeypatch.setattr(command, "all_chores", lambda: often)
        monkeypatch.setattr(building.builder, "failed", False)
        make_area_concern()

    def test_a_build_that_takes_long_keeps_nobody_waiting_and_ends_with_the_sweeper(self, sweep_for, monkeypatch):
        started = []

        class Slow(subprocess.Popen):
            def __init__(self, *_: object, **options: object) -> None:
                super().__init__([sys.executable, "-c", "import time; time.sleep(600)"], **options)
                started.append(self)

        monkeypatch.setattr(building.subprocess, "Popen", Slow)
        job = make_intake(now=timezone.now()).job

        sweep_for(rounds=3)

        job.refresh_from_db()
        assert job.state == JobState.DONE
        assert [builder.wait(timeout=60) for builder in started] == [-signal.SIGTERM]

    def test_a_build_that_fails_is_told_of_and_tried_again(self, sweep_for, monkeypatch, caplog):
        class Failing(subprocess.Popen):
            def __init__(self, *_: object, **options: object) -> None:
                super().__init__([sys.executable, "-c", "raise SystemExit(3)"], **options)
                self.wait()

        monkeypatch.setattr(building.subprocess, "Popen", Failing)

        sweep_for(rounds=3)

        told = [record for record in caplog.records if record.getMessage() == "no snapshot could be built"]
        assert [record.outcome for record in told] == [3, 3]
        building.builder.failed = False

    def test_a_build_that_fails_is_counted_until_one_works(self, monkeypatch):
        ends = iter([3, 3, 0])

        class Ending(subprocess.Popen):
            def __init__(self, *_: object, **options: object) -> None:
                super().__init__([sys.executable, "-c", f"raise SystemExit({next(ends)})"], **options)
                self.wait()

        monkeypatch.setattr(building.subprocess, "Popen", Ending)
        builder = building.Builder()

        builder.tend()
        for _failed in range(2):
            with pytest.raises(building.SnapshotNotBuilt):
                builder.tend()
        monkeypatch.setattr(indexing, "why_due", lambda: "")

        builder.tend()


def connections() -> list[int]:
    """Process ids of everyone else on this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return [pid for (pid,) in cursor.fetchall()]


@pytest.mark.worker
def test_a_sweeper_builds_the_snapshot_of_a_new_machine(transactional_db, start, settings, tmp_path):
    settings.SNAPSHOT_DIR = tmp_path / "snapshots"
    make_listed_location(now=timezone.now())

    start("manage.py", "sweep", "--every", "0.2")

    wait_until((settings.SNAPSHOT_DIR / "current").exists)
    assert indexing.why_due() == ""


@pytest.mark.worker
def test_a_sweeper_outlives_its_database_connection_and_ends_when_told(transactional_db, start):
    make_listed_location(now=timezone.now())
    sweeper = start("manage.py", "sweep", "--every", "0.2", "--grace", "0")
    wait_until(connections)
    with connection.cursor() as cursor:
        for pid in connections():
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])

    job = make_intake(now=timezone.now()).job
    wait_until(lambda: MatchJob.objects.get(pk=job.pk).state == JobState.DONE)
    sweeper.send_signal(signal.SIGTERM)

    assert sweeper.wait(timeout=60) == 0


@pytest.mark.worker
def test_an_idle_sweeper_ends_in_the_middle_of_its_pause(transactional_db, start):
    sweeper = start("manage.py", "sweep", "--every", "600", "--grace", "0")
    wait_until(lambda: ChoreRun.objects.filter(last_well_at__isnull=False).count() == len(command.all_chores()))

    sweeper.send_signal(signal.SIGTERM)

    assert sweeper.wait(timeout=60) == 0
    assert not ChoreRun.objects.exclude(machine="").exists()


def test_who_starts_ranks_before_it_reads_what_else_there_is_to_do(db, monkeypatch):
    make_area_concern()
    job = make_intake(now=timezone.now() - timedelta(seconds=30)).job
    monkeypatch.setattr(command, "all_chores", lambda: 1 / 0)  # as if it were killed then
    monkeypatch.setattr(command.signal, "signal", lambda *_: None)

    with pytest.raises(ZeroDivisionError):
        call_command("sweep")

    job.refresh_from_db()
    assert (job.state, job.done_by) == (JobState.DONE, FinishedBy.SWEEPER)


def test_whoever_was_killed_amid_a_job_is_not_waited_for(db):
    """The broker tells nobody of it for two minutes; the sweeper's patience is for jobs that a worker may yet take."""
    make_area_concern()
    job = make_intake(now=timezone.now()).job
    MatchJob.objects.filter(pk=job.pk).update(attempts=1, available_at=timezone.now())

    sweep(grace=10)

    job.refresh_from_db()
    assert (job.state, job.done_by) == (JobState.DONE, FinishedBy.SWEEPER)


def test_with_no_worker_and_no_sweeper_a_web_process_ranks(db):
    make_area_concern()
    now = timezone.now()
    fresh, old = (make_intake(now=now - timedelta(seconds=age)).job for age in (0, 9))
    shown = make_intake(now=now - timedelta(hours=1)).job
    MatchJob.objects.filter(pk=shown.pk).update(kept_list_at=now)

    assert last_resort.look() == 1

    done = MatchJob.objects.get(state=JobState.DONE)
    assert (done, done.done_by) == (old, FinishedBy.WEB)
    assert fresh.state == shown.state == JobState.PENDING

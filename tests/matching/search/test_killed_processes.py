"""kill -9 wherever it hurts: nothing is lost, nothing is half-written, nothing comes twice. Real processes."""

from datetime import timedelta

import psutil
import pytest
from django.core.management import call_command
from django.utils import timezone

from matching.search.enums import FinishedBy, JobState
from matching.search.models import Match, MatchJob, NearMiss
from matching.search.services.intake import submit_intake
from matching.search.services.jobs import JobOutcome, finish_match_job
from matching.search.services.publishing import publish
from tests.factories.matching import A_BROWSER, make_intake
from tests.factories.providers import make_listed_location
from tests.matching.conftest import held, kill_group, on_own_connection, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

FINISH = """
import sys, django
django.setup()
from django.utils import timezone
from matching.search.enums import FinishedBy
from matching.search.services.jobs import finish_match_job
finish_match_job(job_id=int(sys.argv[1]), by=FinishedBy.WORKER, now=timezone.now())
"""
# By the settings, as a task's own limits go before those of the command line. It waits for a lock until it is killed.
LIMITED_WORKER = """
import sys
from django.conf import settings
from caarisma.celery import app
settings.DATABASES["default"]["OPTIONS"]["options"] += " -c lock_timeout=0"
app.conf.update(task_soft_time_limit=None, task_time_limit=1)
app.worker_main(["worker", "-Q", sys.argv[1], "-c", "1", "-l", "WARNING", "--without-gossip", "--without-mingle"])
"""


@pytest.fixture
def listed():
    """Three matches and a near miss."""
    now = timezone.now()
    make_listed_location(now=now, price=300)
    return {make_listed_location(now=now).pk for _ in range(3)}


def is_done(job: MatchJob) -> bool:
    job.refresh_from_db()
    return job.state == JobState.DONE


def test_a_worker_ranks_what_was_submitted(listed, answers, start_worker):
    start_worker()

    intake = submit_intake(answers=answers(), owner=A_BROWSER, now=timezone.now())

    wait_until(lambda: is_done(intake.job))
    assert intake.job.done_by == FinishedBy.WORKER
    assert intake.job.attempts == 1
    assert {match.location_id for match in intake.matches.all()} == listed


def test_a_worker_that_comes_later_still_finds_the_message(listed, answers, start_worker):
    intake = submit_intake(answers=answers(), owner=A_BROWSER, now=timezone.now())

    start_worker()

    wait_until(lambda: is_done(intake.job))
    assert intake.job.done_by == FinishedBy.WORKER


def test_a_worker_killed_in_the_middle_leaves_its_job_to_the_sweeper_and_matches_come_once(
    listed, answers, start_worker
):
    worker = start_worker()
    with held("search_nearmiss") as somebody_waits:
        intake = on_own_connection(lambda: submit_intake(answers=answers(), owner=A_BROWSER, now=timezone.now()))
        wait_until(somebody_waits)  # the matches are written, not yet committed
        kill_group(worker)
        wait_until(lambda: not somebody_waits())
    assert not Match.objects.exists()
    assert MatchJob.objects.get().attempts == 1

    wait_until(lambda: call_command("sweep", once=True, grace=0) or is_done(intake.job), seconds=30)

    stored = set(intake.matches.values_list("pk", flat=True))
    assert intake.job.done_by == FinishedBy.SWEEPER
    assert {match.location_id for match in intake.matches.all()} == listed

    publish(intake.job.pk)  # as the broker does with a message that was never acknowledged
    start_worker()
    next_in_line = submit_intake(answers=answers(), owner=A_BROWSER, now=timezone.now())
    wait_until(lambda: is_done(next_in_line.job))
    assert set(intake.matches.values_list("pk", flat=True)) == stored


@pytest.mark.parametrize("who", ["child", "parent"])
def test_whichever_process_of_a_worker_is_killed_by_itself_the_list_comes_once(listed, answers, start_worker, who):
    """Without its child the worker hands the message back; without its parent the child ends what it does."""
    worker = psutil.Process(start_worker().pid)
    with held("search_nearmiss") as somebody_waits:
        intake = on_own_connection(lambda: submit_intake(answers=answers(), owner=A_BROWSER, now=timezone.now()))
        wait_until(somebody_waits)
        (child,) = worker.children()
        (child if who == "child" else worker).kill()
        wait_until(lambda: who == "parent" or not somebody_waits())

    wait_until(lambda: call_command("sweep", once=True, grace=0) or is_done(intake.job), seconds=30)

    assert sorted(intake.matches.values_list("location_id", flat=True)) == sorted(listed)


def test_a_task_that_is_killed_at_its_hard_limit_leaves_its_list_to_the_sweeper(listed, answers, start, own_queue):
    start("-c", LIMITED_WORKER, own_queue)
    with held("search_nearmiss") as somebody_waits:
        intake = on_own_connection(lambda: submit_intake(answers=answers(), owner=A_BROWSER, now=timezone.now()))
        wait_until(somebody_waits)
        wait_until(lambda: not somebody_waits())
    assert not Match.objects.exists()

    wait_until(lambda: call_command("sweep", once=True, grace=0) or is_done(intake.job), seconds=30)

    assert intake.job.done_by == FinishedBy.SWEEPER
    assert sorted(intake.matches.values_list("location_id", flat=True)) == sorted(listed)


def test_a_finisher_killed_in_its_transaction_leaves_nothing_half_written_and_its_attempt_counted(listed, start):
    now = timezone.now()
    job = make_intake(now=now).job
    with held("search_nearmiss") as somebody_waits:
        process = start("-c", FINISH, str(job.pk))
        wait_until(somebody_waits)
        kill_group(process)
        wait_until(lambda: not somebody_waits())

    job.refresh_from_db()
    assert (job.state, job.attempts, job.done_by) == (JobState.PENDING, 1, "")
    assert not Match.objects.exists()
    assert not NearMiss.objects.exists()
    assert finish_match_job(job_id=job.pk, by=FinishedBy.PAGE, now=now + timedelta(minutes=1)) == JobOutcome.DONE
    assert {match.location_id for match in Match.objects.all()} == listed
    assert NearMiss.objects.count() == 1


def test_a_finisher_killed_while_it_ranks_anew_leaves_the_old_list_whole(listed, start):
    now = timezone.now()
    job = make_intake(now=now).job
    finish_match_job(job_id=job.pk, by=FinishedBy.PAGE, now=now)
    stored = set(Match.objects.values_list("pk", flat=True))
    MatchJob.objects.update(state=JobState.PENDING, attempts=0, done_at=None, done_by="")

    with held("search_nearmiss") as somebody_waits:
        process = start("-c", FINISH, str(job.pk))
        wait_until(somebody_waits)
        kill_group(process)
        wait_until(lambda: not somebody_waits())

    assert set(Match.objects.values_list("pk", flat=True)) == stored

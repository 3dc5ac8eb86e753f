"""What Celery calls."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from caarisma.celery import app
from caarisma.common.advisory import Lock, held
from caarisma.common.chores.declaring import Look
from caarisma.common.outbox import writing
from matching.search import chores, tasks
from matching.search.enums import FinishedBy, JobState
from matching.search.models import HealthAnswers, Intake, IntakeChange, Match, MatchJob, NearMiss
from matching.search.services import publishing, retention
from matching.search.services.jobs import finish_match_job
from matching.snapshots.models import ListingChange
from providers.calendars.services import busy
from providers.errands import running
from providers.runs.tasks import LISTS, ROSTERS
from providers.vetting.documents import staging
from tests.factories.matching import make_intake
from tests.factories.providers import make_listed_location
from tests.factories.treatments import make_area_concern
from tests.matching.conftest import on_own_connection


def test_every_message_has_its_task_and_celery_does_nothing_else():
    """It only hurries what the sweeper would do as well."""
    app.loader.import_default_modules()
    ours = {name for name in app.tasks if not name.startswith("celery.")}

    assert ours == {
        publishing.TASK,
        staging.TASK,
        writing.TASK,
        chores.RANK_DUE,
        running.TASK,
        LISTS.task,
        ROSTERS.task,
        busy.TASK,
    }
    assert not app.conf.beat_schedule


@pytest.mark.django_db
def test_the_task_ranks_as_a_worker_and_tolerates_what_a_newer_release_sends():
    make_area_concern()
    job = make_intake(now=timezone.now()).job

    tasks.rank_intake(job_id=job.pk, priority="high")

    job.refresh_from_db()
    assert (job.state, job.done_by) == (JobState.DONE, FinishedBy.WORKER)


@pytest.mark.django_db
def test_an_expired_intake_goes_with_all_that_hangs_on_it(now):
    make_listed_location(now=now)
    make_listed_location(now=now, price=300)
    intake = make_intake(now=now, expires_at=now + timedelta(days=1))
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    HealthAnswers.objects.create(
        intake=intake, answers={"version": "1", "ticked": []}, consented_at=now, consent_version="1"
    )
    IntakeChange.objects.create(intake=intake, relaxation={}, before={}, made_at=now)

    deleted = retention.delete_expired_intakes(now=now + timedelta(days=1))

    assert deleted == 1
    for model in (Intake, MatchJob, Match, NearMiss, HealthAnswers, IntakeChange):
        assert not model.objects.exists()


@pytest.mark.django_db
def test_an_intake_stays_until_its_day(now):
    make_intake(now=now, expires_at=now + timedelta(days=1))

    assert retention.delete_expired_intakes(now=now + timedelta(hours=23)) == 0
    assert Intake.objects.count() == 1


@pytest.mark.django_db
def test_more_than_a_batch_goes_batch_by_batch(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    long_ago = timezone.now() - timedelta(days=60)
    for _ in range(5):
        make_intake(now=long_ago)

    retention.delete_all_expired(now=timezone.now())

    assert not Intake.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_finds_another_deleting_deletes_nothing(now):
    make_intake(now=now)
    later = now + timedelta(days=60)

    with held(Lock.DELETE_INTAKES) as mine:
        assert mine
        meanwhile = on_own_connection(lambda: retention.delete_expired_intakes(now=later))

    assert meanwhile == 0
    assert retention.delete_expired_intakes(now=later) == 1


@pytest.mark.django_db
def test_sessions_past_their_end_go_and_others_stay(client, now):
    for key, expires in (("old", now - timedelta(seconds=1)), ("new", now + timedelta(days=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=expires)

    retention.delete_all_expired(now=now)

    assert [session.session_key for session in Session.objects.all()] == ["new"]


@pytest.mark.django_db
def test_the_change_log_is_kept_short_where_no_snapshot_can_be_built(settings, tmp_path):
    (tmp_path / "file").touch()
    settings.SNAPSHOT_DIR = tmp_path / "file" / "snapshots"
    make_listed_location(now=timezone.now())
    ListingChange.objects.update(rematched=True, logged_at=timezone.now() - timedelta(days=2), xact=3)

    retention.delete_all_expired(now=timezone.now())

    assert not ListingChange.objects.exists()


@pytest.mark.django_db
def test_what_died_is_tried_again_by_the_hourly_chore(now):
    make_area_concern()
    job = make_intake(now=timezone.now()).job
    MatchJob.objects.update(state=JobState.DEAD, attempts=5, available_at=timezone.now() - timedelta(hours=2))

    chores.rematch_by_date(Look(now=timezone.now(), grace=timedelta()))

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.PENDING, 4)


@pytest.mark.django_db
def test_the_task_that_a_change_publishes_makes_lists_anew():
    make_area_concern()
    job = make_intake(now=timezone.now()).job

    tasks.rank_due(told_by="a newer release")

    job.refresh_from_db()
    assert (job.state, job.done_by) == (JobState.DONE, FinishedBy.WORKER)


@pytest.mark.django_db(transaction=True)
def test_a_change_hurries_a_worker_and_no_change_does_not(monkeypatch):
    make_listed_location(now=timezone.now())
    published = []
    monkeypatch.setattr(chores, "publish", published.append)

    for _look in range(2):
        chores.rematch(Look(now=timezone.now(), grace=timedelta()))

    assert published == [chores.RANK_DUE]

"""A worker keeps its database session from task to task, and never a broken one."""

from collections.abc import Iterator

import pytest
from celery import states
from celery.fixups.django import DjangoWorkerFixup
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from caarisma.celery import app, keep_a_sound_session, leave_an_old_session
from caarisma.common.prepared import Prepared
from matching.search import tasks
from matching.search.enums import FinishedBy, JobState
from tests.factories.matching import make_intake
from tests.factories.treatments import make_area_concern
from tests.matching.conftest import on_own_connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session() -> Iterator[int]:
    """The process at the server that works for this thread, kept as long as in production: not as in other tests."""
    connection.ensure_connection()
    connection.close_at = None
    yield here()
    connection.close()


def here() -> int:
    connection.ensure_connection()
    return connection.connection.info.backend_pid


def after_task(state: str) -> None:
    """What Celery calls once a task has ended and before the next one begins."""
    celery = DjangoWorkerFixup(app)
    celery.on_task_postrun(sender=tasks.rank_intake)
    keep_a_sound_session(task=tasks.rank_intake, state=state)
    next_task_begins()


def next_task_begins() -> None:
    DjangoWorkerFixup(app).on_task_prerun(sender=tasks.rank_intake)
    leave_an_old_session(task=tasks.rank_intake)


def test_after_a_task_that_went_well_the_session_is_kept(session: int):
    for _ in range(3):
        after_task(states.SUCCESS)

    assert here() == session


@pytest.mark.parametrize("state", [states.FAILURE, states.RETRY])
def test_after_any_other_it_is_not(session: int, state: str):
    after_task(state)

    assert here() != session


def test_nor_after_a_transaction_that_nobody_ended(session: int):
    connection.set_autocommit(False)

    after_task(states.SUCCESS)

    assert here() != session


def test_nor_for_longer_than_django_keeps_one(session: int):
    connection.close_at = 0

    after_task(states.SUCCESS)

    assert here() != session


def test_nor_for_a_worker_that_had_nothing_to_do_for_so_long(session: int):
    after_task(states.SUCCESS)
    connection.close_at = 0

    next_task_begins()

    assert here() != session


def test_what_was_cut_off_inside_a_transaction_is_not_passed_on(session: int):
    connection.in_atomic_block = True

    after_task(states.SUCCESS)

    assert not connection.in_atomic_block
    assert here() != session


def test_a_statement_whose_columns_changed_is_planned_anew_after_the_task(session: int):
    statement = Prepared("of_a_table", ["integer"], lambda least: f"SELECT * FROM changing WHERE {least} > 0")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE changing (number integer)")
    try:
        statement.fetch(1)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE changing ALTER number TYPE text")
        with pytest.raises(DatabaseError, match="cached plan"):
            statement.fetch(1)
        after_task(states.SUCCESS)
        assert statement.fetch(1) == []
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE changing")


def test_a_task_that_is_called_here_leaves_the_session_alone(session: int):
    with transaction.atomic():
        tasks.rank_intake.apply(kwargs={"job_id": "no number"})

        assert here() == session


def test_a_session_that_died_between_two_tasks_is_replaced(session: int):
    make_area_concern()
    job = make_intake(now=timezone.now()).job
    after_task(states.SUCCESS)
    until_it_ended = "SELECT pg_terminate_backend(%s, 60000)"  # ms; else it may live on for a moment, and take our task
    on_own_connection(lambda: connection.cursor().execute(until_it_ended, [session]))

    tasks.rank_intake(job_id=job.pk)

    job.refresh_from_db()
    assert (job.state, job.done_by) == (JobState.DONE, FinishedBy.WORKER)
    assert here() != session

"""The Celery application. Celery only makes matching faster: PostgreSQL is the queue of record (docs/adr/0004)."""

import os
import sys

from celery import Celery, Task, states
from celery.signals import before_task_publish, task_postrun, task_prerun
from django.db import close_old_connections, connections
from kombu.transport.redis import Channel

from caarisma.common import request_id
from caarisma.common.broker import NamedRootAlone
from caarisma.common.tallies.counting import count

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caarisma.settings.development")

Channel.connection_class_ssl = NamedRootAlone
app = Celery("caarisma")
app.set_default()  # in every thread: `current_app` is by thread, and a request or a chore may have one of its own
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# By itself Celery opens a database session for each task: to open one and plan its statements outlasted the ranking.
app.conf.CELERY_DB_REUSE_MAX = sys.maxsize


@before_task_publish.connect
def say_whose_request(*, headers: dict[str, object], **_signal: object) -> None:
    headers["request_id"] = request_id.current()


@task_prerun.connect
def hear_whose_request(*, task: Task, **_signal: object) -> None:
    """A task that came of no request, or of an older release, gets a name of its own."""
    if not task.request.is_eager:  # then it is the caller's
        request_id.begin(getattr(task.request, "request_id", "") or request_id.fresh())


@task_prerun.connect
def leave_an_old_session(*, task: Task, **_signal: object) -> None:
    """The worker may have waited for hours, over a restart of the database or a migration."""
    if not task.request.is_eager:  # then the session is the caller's
        close_old_connections()


@task_postrun.connect
def tally_the_task(*, task: Task, state: str | None, **_signal: object) -> None:
    count("task", task.name, (state or "unknown").lower())


@task_postrun.connect
def keep_a_sound_session(*, task: Task, state: str, **_signal: object) -> None:
    """After a task that went well, for as long as Django keeps one, and it is asked for a sign of life before its next
    query. Whatever went wrong in any other task, maybe amid a query, is not passed on to the next.
    """
    if task.request.is_eager:
        return
    for database in connections.all(initialized_only=True):
        if state != states.SUCCESS or database.errors_occurred or database.in_atomic_block:
            database.close()
            del connections[database.alias]  # a wrapper that was cut off in a transaction would stay in it
        else:
            database.close_if_unusable_or_obsolete()

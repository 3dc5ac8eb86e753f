"""Tell a worker about a job: see caarisma/common/publishing.py."""

from celery import current_app as app

from caarisma.common import publishing

TASK = "search.rank_intake"

app.amqp  # noqa: B018  Made now: the first message would wait for it.


def publish_after_commit(job_id: int) -> None:
    publishing.publish_after_commit(TASK, job_id=job_id)


def publish(job_id: int) -> None:
    publishing.publish(TASK, job_id=job_id)

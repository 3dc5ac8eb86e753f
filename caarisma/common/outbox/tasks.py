"""What Celery calls: an id in, one service call. The sweeper sends what no worker does."""

from celery import shared_task
from django.utils import timezone

from caarisma.common.outbox.sending import send_one
from caarisma.common.outbox.writing import TASK


# A mail server may take ten seconds over each step. Below the visibility timeout; what is cut off, the sweeper sends.
@shared_task(name=TASK, soft_time_limit=90, time_limit=100)
def send(mail_id: int, **_future: object) -> None:
    send_one(mail_id=mail_id, now=timezone.now())

"""The Celery application. Celery only makes matching faster: PostgreSQL is the queue of record (docs/adr/0004)."""

import logging
import os

from celery import Celery
from celery.signals import worker_init, worker_ready

from matching.index import ENGINE, warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caarisma.settings.development")

app = Celery("caarisma")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def ready_the_index(**_worker: object) -> None:
    """Before the first task: compiling, where numba is installed, takes longer than a task may."""
    warm_up()


@worker_ready.connect
def say_how_it_searches(**_worker: object) -> None:
    """Once there is a log to say it in."""
    logging.getLogger(__name__).info("index ready", extra={"source": ENGINE})

"""The Celery application. Celery only makes matching faster: PostgreSQL is the queue of record (docs/adr/0004)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caarisma.settings.development")

app = Celery("caarisma")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

"""After erasing, no table of the database holds anything of the answers: looked for in every row there is."""

import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from matching.search.enums import FinishedBy
from matching.search.health.keeping import HEALTH_KEY
from matching.search.models import HealthAnswers, Intake, IntakeChange
from matching.search.services.jobs import finish_match_job
from tests.factories.providers import make_listed_location
from tests.matching.search.filling_in import answer, answer_all, begin, send

pytestmark = pytest.mark.django_db

ZIP = "94601"  # where no clinic of the test is
FRACTION = re.compile(r"(?<=:\d\d)\.\d+")  # a table made at 23:38:50.794601 holds no ZIP


def rows_by_table() -> dict[str, list[str]]:
    """Each row as text, with what the sessions hold in clear."""
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT row_to_json(held)::text FROM {connection.ops.quote_name(table)} held")
            rows[table] = [FRACTION.sub("", text) for (text,) in cursor.fetchall()]
    rows["sessions in clear"] = [str(session.get_decoded()) for session in Session.objects.all()]
    return rows


def holding(words: list[str]) -> dict[str, list[str]]:
    found = {
        table: [row for row in rows if any(word in row for word in words)] for table, rows in rows_by_table().items()
    }
    return {table: rows for table, rows in found.items() if rows}


def counts() -> dict[str, int]:
    return {table: len(rows) for table, rows in rows_by_table().items() if "session" not in table}


def test_nothing_of_an_intake_is_left_in_any_table(client, caplog):
    caplog.set_level("DEBUG")
    make_listed_location(now=timezone.now())
    make_listed_location(now=timezone.now(), price=300)
    before = counts()
    begin(client)
    answer_all(client, up_to="zip")
    for slug in ("zip", "distance", "price", "times", "wishes", "most", "health"):
        changes = {"zip_code": ZIP} if slug == "zip" else {}
        skipped = (
            {"slots": [], "doctor": "", "language": "", "language_level": ""} if slug in ("times", "wishes") else {}
        )
        assert answer(client, slug, **changes, **skipped).status_code == 303, slug
    send(client)
    intake = Intake.objects.get()
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=timezone.now())
    miss = intake.near_misses.get()
    client.post(reverse("matching:relax", args=[intake.token]), {"near_miss": miss.pk})
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=timezone.now())
    client.post(reverse("matching:change", args=[intake.token]))  # the answers are in the session again
    words = [intake.token, str(intake.form_key), ZIP]
    assert IntakeChange.objects.exists()
    assert HealthAnswers.objects.exists()
    assert HEALTH_KEY in client.session
    assert {"search_intake", "sessions in clear"} <= set(holding(words))

    client.post(reverse("matching:erase", args=[intake.token]))

    assert holding(words) == {}
    assert HEALTH_KEY not in client.session
    assert counts() == before
    assert not [record for record in caplog.records if any(word in record.getMessage() for word in words)]
    assert settings.CELERY_TASK_IGNORE_RESULT  # what a task gave stays nowhere

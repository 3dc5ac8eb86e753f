"""A health word, planted as an answer, is nowhere but under lock: every code, every word of every row, both languages.

Looked for in every column of every table, the sessions in clear, each log line, the broker, the mails, and the titles,
addresses and headers of every page on the way.
"""

import re
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from caarisma.accounts.management.commands.rotate_keys import encrypted_fields
from caarisma.common import publishing
from caarisma.common.fields import EncryptedJSONField
from matching.search.enums import FinishedBy
from matching.search.models import HealthAnswers, Intake
from matching.search.services.jobs import finish_match_job
from tests.factories.catalog import fill_catalog
from tests.factories.providers import make_listed_location
from tests.matching.search.filling_in import SEEN, answer, answer_all, begin, send, text
from treatments.health_gate import NONE_OF_THESE, RATHER_NOT_SAY
from treatments.health_gate_file import current_gate

pytestmark = pytest.mark.django_db

ROWS = [row for row in current_gate().rows if row.code != RATHER_NOT_SAY]
CIPHER_TABLES = {"search_healthanswers"}
# The questions themselves are the site's, the same for everybody; tables that hold them from the start hold no answer.
CATALOG = re.compile(r"^treatments_")
CHECK = reverse("matching:check")


def planted() -> set[str]:
    """What could tell on a person: all that a row is, says or asks. Lower case."""
    words = {row.code for row in ROWS} | {NONE_OF_THESE, RATHER_NOT_SAY}
    for row in ROWS:
        words |= {said.in_language(each) for said in (row.question, row.card, row.ask) for each in ("en", "es")}
        words |= set() if row.hint is None else {row.hint.en, row.hint.es}
    return {word.lower() for word in words}


def stored() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in CIPHER_TABLES or CATALOG.match(table):
                continue
            cursor.execute(f"SELECT row_to_json(held)::text FROM {connection.ops.quote_name(table)} held")
            yield from ((table, row.lower()) for (row,) in cursor.fetchall())
    yield from (("sessions in clear", str(session.get_decoded()).lower()) for session in Session.objects.all())


def tells(said: str, words: set[str]) -> list[str]:
    return [word for word in words if word in said.lower()]


@pytest.fixture
def published(monkeypatch) -> list[str]:
    """What was handed to the broker."""
    sent: list[str] = []
    monkeypatch.setattr(publishing, "publish", lambda *args, **kwargs: sent.append(f"{args} {kwargs}"))
    return sent


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_nothing_of_it_is_anywhere_but_under_lock(
    client, caplog, published, prefix, django_capture_on_commit_callbacks
):
    caplog.set_level("DEBUG")
    fill_catalog(now=timezone.now())
    make_listed_location(now=timezone.now())
    words = planted()
    pages = []

    def met(response):
        pages.append(response)
        return response

    before = {row for row in stored() if tells(row[1], words)}
    everything = {"health": [row.code for row in ROWS], "keep": "on", "seen": SEEN}
    met(
        client.post(
            f"{prefix}/check/result/", {"areas": ["face"], "concerns": ["dull-tone"], "start": "soon", **everything}
        )
    )
    met(client.get(f"{prefix}/check/result/"))
    begin(client)
    answer_all(client, up_to="health")
    met(client.get(f"{prefix}/find/health/?before"))
    met(client.post(f"{prefix}/find/health/", {**everything, "keep": ""}))  # a mistake
    met(answer(client, "health", **everything))
    met(client.get(f"{prefix}{CHECK}"))  # the card
    met(client.post(f"{prefix}{CHECK}", {"agreed": "on"}))
    met(client.post(f"{prefix}{CHECK}", {"save": "on"}))
    met(client.post(f"{prefix}{CHECK}", {"agreed": "on", "doctor": "on"}))
    met(client.get(f"{prefix}{CHECK}"))
    waiting = list(stored())
    with django_capture_on_commit_callbacks(execute=True):
        met(send(client))
    intake = Intake.objects.get()
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=timezone.now())
    for name in ("results", "doctor_sheet", "health_answers"):
        met(client.get(prefix + reverse(f"matching:{name}", args=[intake.token])))
    met(client.post(reverse("matching:health_answers", args=[intake.token]), everything))
    met(client.post(reverse("matching:change", args=[intake.token])))

    assert HealthAnswers.objects.get().answers["ticked"]
    found = {row for row in [*waiting, *stored()] if tells(row[1], words)} - before
    assert found == set()
    lines = [
        f"{record.getMessage()} {record.__dict__}" for record in caplog.records if record.name != "django.db.backends"
    ]
    assert [line for line in lines if tells(line, words)] == []
    assert [line for line in published if tells(line, words)] == []
    assert [each.body for each in mail.outbox] == []
    for page in pages:
        title = "".join(re.findall("<title>(.*?)</title>", text(page)))
        addresses = " ".join(re.findall(r'(?:href|action|formaction|src)="([^"]*)"', text(page)))
        headers = " ".join(f"{name}: {value}" for name, value in page.headers.items())
        assert tells(" ".join([title, addresses, headers, page.cookies.output()]), words) == []
        assert page.headers["Cache-Control"] == "no-store, private"


def test_the_tables_left_out_hold_nothing_but_cipher_and_what_stands_beside_it():
    """So that leaving them out by name is no hole."""
    [model] = [model for model, _names in encrypted_fields() if model._meta.db_table in CIPHER_TABLES]

    plain = {field.name for field in model._meta.concrete_fields if not isinstance(field, EncryptedJSONField)}
    assert plain == {"id", "intake", "consented_at", "consent_version"}

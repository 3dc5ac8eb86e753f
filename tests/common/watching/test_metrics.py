"""The page of metrics: closed, of all processes, and silent about people."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as site
from django.db import connections
from django.test import Client

from caarisma.common.tallies import counting
from caarisma.common.tallies.counting import count, write
from caarisma.common.tallies.models import Tally
from caarisma.site.watching import facts
from caarisma.site.watching.facts import SiteFact
from matching.search.enums import FinishedBy
from matching.search.models import MatchJob
from matching.search.services.jobs import finish_match_job
from providers.listing.gate import admitted
from tests.common.watching.conftest import TOKEN, Ask
from tests.factories.matching import make_intake
from tests.factories.providers import make_listed_location, make_location
from tests.factories.treatments import make_area_concern

ADDRESS = "/health/metrics"


# --- Who may read it --------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("said", ["", f"Bearer {TOKEN}x", "Bearer ", f"Basic {TOKEN}", "Bearer \u00e9", TOKEN])
def test_without_the_token_there_is_no_such_page(client, settings, said):
    settings.METRICS_TOKEN = TOKEN

    assert client.get(ADDRESS, headers={"Authorization": said}).status_code == 404


@pytest.mark.django_db
def test_where_no_token_is_set_none_opens_it(client, settings):
    settings.METRICS_TOKEN = ""

    assert client.get(ADDRESS, headers={"Authorization": "Bearer "}).status_code == 404


def test_production_refuses_a_short_token():
    env = {"SECRET_KEY": "x", "ALLOWED_HOSTS": "a.example", "DATABASE_URL": "postgres://a/b", "REDIS_URL": "redis://a"}
    env |= {"FIELD_KEYS": "x", "PROOF_KEYS": "x", "EMAIL_HOST": "a", "METRICS_TOKEN": "guessable"}
    said = subprocess.run(
        [sys.executable, "-c", "import caarisma.settings.production"],
        env=env, cwd=site.BASE_DIR, capture_output=True, text=True,
    )  # fmt: skip

    assert "METRICS_TOKEN is too short" in said.stderr


# --- What it says -----------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_requests_are_told_by_route_method_and_status(client, ask: Ask):
    for path in ("/privacy/", "/es/privacy/", "/matches/a-secret-token/", "/no/such/page?zip=94612"):
        client.get(path)
    client.generic("BREW", "/privacy/")
    write()

    told = ask()
    requests = told["caarisma_requests_total"]  # by method, route, status: the parser sorts them by name
    assert requests["GET", "pages:privacy", "200"] == 2
    assert requests["GET", "matching:results", "404"] == 1
    assert requests["GET", "unmatched", "404"] == 1
    assert requests["other", "pages:privacy", "405"] == 1
    assert told["caarisma_request_seconds_count"]["pages:privacy",] == 3
    assert told["caarisma_request_seconds_bucket"]["+Inf", "pages:privacy"] == 3
    assert 0 < told["caarisma_request_seconds_sum"]["pages:privacy",] < 30


@pytest.mark.django_db
def test_nothing_that_somebody_typed_is_on_it(client, settings, ask: Ask):
    client.get("/matches/a-secret-token/?zip=94612", headers={"User-Agent": "Ana", "Cookie": "sid=secret"})
    client.post("/", {"zip_code": "94612"})
    client.get("/find/?concern=cellulite")
    write()

    page = client.get(ADDRESS, headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    for word in ("secret", "94612", "Ana", "cellulite", "/matches/", "?"):
        assert word not in page
    assert set(re.findall(r"[{,](\w+)=", page)) <= {
        *("route", "method", "status", "state", "task", "answer", "by", "list", "chore", "machine", "le")
    }


@pytest.mark.django_db(transaction=True)
def test_a_list_that_was_made_is_told_with_how_long_it_took(now, ask: Ask):
    make_area_concern()
    intake = make_intake(now=now)

    finish_match_job(job_id=MatchJob.objects.get(intake=intake).pk, by=FinishedBy.SWEEPER, now=now)
    write()

    told = ask()
    assert told["caarisma_lists_total"] == {("sweeper", "first"): 1}
    assert told["caarisma_list_seconds_count"] == {("sweeper", "first"): 1}


@pytest.mark.django_db
def test_whom_the_gate_refused_is_counted(now, ask: Ask):
    listed, unlisted = make_listed_location(now=now), make_location()

    admitted([listed.pk, unlisted.pk, listed.pk], now=now)
    write()

    assert ask()["caarisma_gate_answers_total"] == {("admitted",): 1, ("refused",): 1}


@pytest.mark.django_db
def test_a_number_that_cannot_be_read_hides_no_other(ask: Ask, monkeypatch):
    def breaks(_now: object) -> object:
        raise ValueError("words about a person")

    monkeypatch.setattr(
        "caarisma.site.watching.metrics.FACTS", (SiteFact(name="bad", told="x", read=breaks), *facts.FACTS)
    )

    told = ask()
    assert told["caarisma_facts_unread"] == {(): 1}
    assert told["caarisma_bad"] == {}
    assert told["caarisma_cases"] == {(): 0}


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_told_too(settings):
    """The page itself needs it for all but that."""
    settings.METRICS_TOKEN, settings.DATABASE_BACK_WITHIN_SECONDS = TOKEN, 0
    there = dict(connections["default"].settings_dict)
    connections["default"].close()
    connections["default"].settings_dict["PORT"] = "1"
    try:
        answer = Client().get(ADDRESS, headers={"Authorization": f"Bearer {TOKEN}"})
    finally:
        connections["default"].settings_dict.update(there)

    assert answer.status_code == 200
    assert "caarisma_database_up 0.0" in answer.content.decode()


# --- Counting ---------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_counts_add_up_over_processes_and_times():
    for _process in range(2):
        count("dust", "a", "b", seconds=0.3)
        count("dust", "a", "b", seconds=0.3, times=2)
        count("dust", "a", "b", seconds=99)
        assert write() == 2

    rows = Tally.objects.filter(name="dust").order_by("bucket").values_list("labels", "bucket", "times")
    assert list(rows) == [("a b", 3, 6), ("a b", len(counting.BUCKETS), 2)]
    assert Tally.objects.get(bucket=3).seconds == pytest.approx(4 * 0.3)
    assert write() == 0


@pytest.mark.django_db(transaction=True)
def test_what_could_not_be_written_is_kept():
    count("dust")
    there = dict(connections["default"].settings_dict)
    connections["default"].close()
    connections["default"].settings_dict["PORT"] = "1"
    try:
        with pytest.raises(Exception, match="refused"):
            write()
    finally:
        connections["default"].settings_dict.update(there)
    count("dust")

    assert write() == 1
    assert Tally.objects.get(name="dust").times == 2


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_child_writes_its_own_and_nobody_elses():
    """As gunicorn and Celery fork: what the parent counted before is written once, by the parent."""
    script = """
import os, time, django; django.setup()
from django.conf import settings
settings.TALLY_SECONDS = 0.2
from caarisma.common.tallies import counting
from caarisma.common.tallies.models import Tally
settings.TALLY_SECONDS = 0
counting.count("before")
settings.TALLY_SECONDS = 0.2
if os.fork() == 0:
    counting.count("child")
    end = time.monotonic() + 60
    while not Tally.objects.filter(name="child").exists() and time.monotonic() < end:
        time.sleep(0.1)
    os._exit(0)
os.wait()
counting.write()
settings.TALLY_SECONDS = 0
"""
    url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connections["default"].settings_dict)
    env = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "caarisma.settings.test"}
    subprocess.run([sys.executable, "-c", script], env=env, cwd=site.BASE_DIR, check=True)

    assert json.dumps(dict(Tally.objects.values_list("name", "times"))) == '{"child": 1, "before": 1}'

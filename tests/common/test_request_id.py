"""All that comes of one request goes by one random name: in the log of the web server, and in that of a worker."""

import json
import logging
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from caarisma.celery import app, hear_whose_request
from caarisma.common import publishing, request_id
from caarisma.common.logs import JsonFormatter
from caarisma.site import urls
from matching.search import tasks
from tests.matching.conftest import broker_at, own_queue, start, start_worker, wait_until  # noqa: F401  fixtures

handler400, handler500 = urls.handler400, urls.handler500
NAME = re.compile(r"[0-9a-f]{12}")


def publishes_and_breaks(_request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        publishing.publish_after_commit("search.rank_intake", no_job_at_all=1)  # so the task breaks as well
    raise ZeroDivisionError


urlpatterns = [path("breaks/", publishes_and_breaks), *urls.urlpatterns]


class Lines(logging.Handler):
    """Each line as the site writes it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.lines: list[dict[str, object]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))


@pytest.fixture
def lines(settings) -> Iterator[list[dict[str, object]]]:
    settings.ROOT_URLCONF = __name__
    handler, root = Lines(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler.lines
    root.removeHandler(handler)
    root.setLevel(level)


def queued(queue: str) -> dict[str, object]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        (message,) = client.lrange(queue, 0, -1)
    return json.loads(message)


@pytest.mark.django_db(transaction=True)
def test_a_fault_in_a_view_and_the_task_that_it_published_carry_one_name(lines, own_queue):  # noqa: F811
    answer = Client(raise_request_exception=False).get("/breaks/")

    name = answer.headers["X-Request-ID"]
    assert NAME.fullmatch(name)
    told = {line["message"]: line["request_id"] for line in lines}
    assert {message: told[message] for message in ("request", "publish", "500 on breaks/")} == dict.fromkeys(
        ("request", "publish", "500 on breaks/"), name
    )
    assert queued(own_queue)["headers"]["request_id"] == name


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_worker_writes_the_name_on_its_lines(lines, start_worker, tmp_path: Path):  # noqa: F811
    name = Client(raise_request_exception=False).get("/breaks/").headers["X-Request-ID"]

    start_worker()

    def broken() -> list[dict[str, object]]:
        log = (tmp_path / "process-0.log").read_text()
        said = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
        return [line for line in said if line.get("exception") == "TypeError"]

    wait_until(broken, seconds=120)
    assert [(line["request_id"], line["message"]) for line in broken()] == [(name, "task failed: search.rank_intake")]


@pytest.mark.django_db
def test_two_requests_have_two_names_and_after_them_there_is_none(lines):
    client = Client()

    names = {client.get("/health/live").headers["X-Request-ID"] for _ in range(2)}

    assert len(names) == 2
    assert request_id.current() == ""


def test_a_task_of_nobodys_request_gets_a_name_of_its_own():
    def heard() -> None:
        hear_whose_request(task=tasks.rank_intake)
        names.append(request_id.current())

    names: list[str] = []
    for _ in range(2):
        alone = threading.Thread(target=heard)
        alone.start()
        alone.join()

    assert len(set(names)) == 2
    assert all(NAME.fullmatch(name) for name in names)


def test_nothing_is_said_outside_of_any():
    record = logging.LogRecord("caarisma", logging.INFO, __file__, 1, "sweeper started", (), None)

    assert "request_id" not in json.loads(JsonFormatter().format(record))
    assert app.conf.task_ignore_result

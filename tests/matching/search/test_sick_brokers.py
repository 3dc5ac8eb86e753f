"""A broker that is there and takes nothing, or forgot what it took: the list comes without it. A real one, our own."""

import socket
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from caarisma.common import publishing
from caarisma.local import broker
from caarisma.local.supervisor import Supervisor
from matching.search.enums import FinishedBy, JobState
from matching.search.models import MatchJob
from matching.search.services.intake import submit_intake
from tests.factories.matching import A_BROWSER
from tests.factories.providers import make_listed_location

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
QUEUE = "of-this-test"


@pytest.fixture
def own_broker(tmp_path, broker_at, monkeypatch) -> Iterator[redis.Redis]:
    monkeypatch.setattr(publishing, "WAIT_SECONDS", 10)  # so that what it says is heard on a busy machine, too
    servers = Supervisor(logs=tmp_path, cwd=settings.BASE_DIR)
    try:
        url = broker.start(servers, root=settings.BASE_DIR)
        broker_at(url, QUEUE)
        with redis.Redis.from_url(url) as client:
            yield client
    finally:
        servers.stop()


def submitted_and_swept(answers, caplog, between=lambda: None) -> tuple[str, str]:
    """What became of the message, and who made the list."""
    caplog.set_level("INFO")
    make_listed_location(now=timezone.now())
    intake = submit_intake(answers=answers(), owner=A_BROWSER, now=timezone.now())
    between()
    call_command("sweep", once=True, grace=0)
    job = MatchJob.objects.get(intake=intake)
    assert (job.state, intake.matches.count()) == (JobState.DONE, 1)
    said = [record.outcome for record in caplog.records if record.name == publishing.log.name]
    return said[0], job.done_by


def test_one_without_room_is_not_missed(own_broker, answers, caplog):
    own_broker.config_set("maxmemory", 1)
    with pytest.raises(redis.exceptions.OutOfMemoryError):
        own_broker.lpush(QUEUE, "a message")

    assert submitted_and_swept(answers, caplog) == ("OperationalError", FinishedBy.SWEEPER)


def test_one_that_only_reads_is_not_missed(own_broker, answers, caplog):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and never listens
        own_broker.replicaof("127.0.0.1", taken.getsockname()[1])
        with pytest.raises(redis.ReadOnlyError):
            own_broker.lpush(QUEUE, "a message")

        assert submitted_and_swept(answers, caplog) == ("OperationalError", FinishedBy.SWEEPER)


def test_one_that_forgot_all_is_not_missed(own_broker, answers, caplog):
    def forget() -> None:
        assert own_broker.llen(QUEUE) == 1
        own_broker.flushall()

    assert submitted_and_swept(answers, caplog, forget) == ("sent", FinishedBy.SWEEPER)

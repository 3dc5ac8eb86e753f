"""What only real processes and threads show: an import that is killed, and two people who decide at once."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from providers.exclusions.enums import RunState
from providers.exclusions.models import ExclusionHit, ExclusionList, ExclusionRecord
from providers.exclusions.services import judging
from providers.screening.enums import EventKind
from providers.screening.models import CaseEvent
from providers.vetting.exclusions import matching
from providers.vetting.exclusions.decisions import CannotDecide, clear_exclusion, propose_clearing
from tests.factories.providers import make_exclusion, make_location, make_provider, make_user
from tests.providers.exclusions.leie_file import entries, entry, write

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.worker,
    pytest.mark.usefixtures("on_the_lists_day"),
]

MANY = 60_000


def start(path) -> subprocess.Popen:
    """The command as a real process on the tests' database."""
    about = connection.settings_dict
    where = f"{about['HOST']}:{about['PORT']}/{about['NAME']}"
    url = f"postgres://{about['USER']}:{about['PASSWORD']}@{where}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_leie", str(path)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def wait_for(condition, process: subprocess.Popen) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert process.poll() is None, process.stderr.read().decode()
        assert time.monotonic() < until, "it never came so far"
        time.sleep(0.01)


def records() -> set[tuple[str, str]]:
    return set(ExclusionRecord.objects.values_list("identity", "city"))


def test_a_kill_in_the_middle_of_reading_leaves_the_list_before_and_the_next_run_finishes(tmp_path):
    before = write(tmp_path / "before.csv", *entries(MANY, excldate="20261120"))
    after = write(tmp_path / "after.csv", *entries(MANY, city="BERKELEY", excldate="20261120"))
    call_command("import_leie", before, stdout=io.StringIO(), stderr=io.StringIO())
    held = records()

    process = start(after)
    wait_for(lambda: ExclusionList.objects.filter(state=RunState.READING, rows_read__gt=0).exists(), process)
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    process.stderr.close()

    assert ExclusionList.objects.latest("pk").state == RunState.READING
    assert records() == held

    call_command("import_leie", after, stdout=io.StringIO(), stderr=io.StringIO())

    killed, finished = list(ExclusionList.objects.order_by("pk"))[1:]
    assert (killed.state, killed.stopped_in) == (RunState.FAILED, RunState.READING)
    assert (finished.state, finished.records) == (RunState.DONE, MANY)
    assert {city for _, city in records()} == {"BERKELEY"}


def test_a_run_that_dies_while_matching_has_its_list_in_use_and_the_next_run_matches_everybody(tmp_path, monkeypatch):
    for _ in range(3):
        make_location(make_provider(last_name="Osei"))
    monkeypatch.setattr(judging, "LEAST_IN_FULL", 1)
    path = write(tmp_path / "list.csv", entry())
    quiet = {"stdout": io.StringIO(), "stderr": io.StringIO()}
    monkeypatch.setattr(matching, "CHUNK", 1)
    matched, match = [], matching._match

    def dies(*args, **kwargs):
        matched.append(match(*args, **kwargs))
        if len(matched) == 2:
            raise MemoryError
        return matched[-1]

    monkeypatch.setattr(matching, "_match", dies)
    with pytest.raises(MemoryError):
        call_command("import_leie", path, **quiet)
    stopped = ExclusionList.objects.get()
    assert (stopped.state, stopped.stopped_in) == (RunState.FAILED, RunState.MATCHING)
    assert (stopped.records, stopped.providers_checked, ExclusionHit.objects.count()) == (1, 1, 1)

    call_command("import_leie", path, **quiet)

    finished = ExclusionList.objects.latest("pk")
    assert (finished.state, finished.providers_checked) == (RunState.DONE, 3)
    assert ExclusionHit.objects.count() == 3


def test_of_two_people_who_clear_at_once_one_wins_and_the_other_is_told(now):
    first, *seconds = (make_user(is_staff=True, is_superuser=True) for _ in range(3))
    hit = make_exclusion(make_provider(), now=now)
    propose_clearing(hit_id=hit.pk, reason="Born in 1988", seen="", by=first, now=now)
    together = threading.Barrier(2)

    def clear(by) -> str:
        try:
            together.wait(10)
            clear_exclusion(hit_id=hit.pk, reason="Saw the ID", seen="", by=by, now=now)
            return "cleared"
        except CannotDecide as error:
            return error.message
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(clear, seconds))

    assert said == ["This match was cleared already.", "cleared"]
    assert CaseEvent.objects.filter(kind=EventKind.EXCLUSION_CLEARED).count() == 1

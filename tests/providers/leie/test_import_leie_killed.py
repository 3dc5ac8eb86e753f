"""An import that is killed in the middle leaves the list before it whole, and running it again ends the same."""

import io
import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from providers.enums import RunState
from providers.models import ExclusionList, ExclusionRecord
from tests.providers.leie.leie_file import entries, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.worker]

FEW, MANY = 40, 60_000


def start(path) -> subprocess.Popen:
    """The command as a real process on the tests' database."""
    about = connection.settings_dict
    where = f"{about['HOST']}:{about['PORT']}/{about['NAME']}"
    url = f"postgres://{about['USER']}:{about['PASSWORD']}@{where}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_leie", str(path), "--force"],
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
    before = write(tmp_path / "before.csv", *entries(FEW))
    after = write(tmp_path / "after.csv", *entries(MANY, city="BERKELEY"))
    call_command("import_leie", before, force=True, stdout=io.StringIO(), stderr=io.StringIO())
    held = records()

    process = start(after)
    wait_for(lambda: ExclusionList.objects.filter(state=RunState.READING, rows_read__gt=0).exists(), process)
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    process.stderr.close()

    assert ExclusionList.objects.latest("pk").state == RunState.READING
    assert records() == held

    call_command("import_leie", after, force=True, stdout=io.StringIO(), stderr=io.StringIO())

    killed, finished = list(ExclusionList.objects.order_by("pk"))[1:]
    assert (killed.state, killed.stopped_in) == (RunState.FAILED, RunState.READING)
    assert (finished.state, finished.records) == (RunState.DONE, MANY)
    assert {city for _, city in records()} == {"BERKELEY"}

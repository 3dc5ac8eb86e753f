"""`make run`, as a person meets it: it starts, says what is wrong, and leaves nothing behind."""

import shutil
import signal
import socket
import sys

import psutil
import pytest

from tests.local.conftest import ORDINARY, ROOT, Site, command, free_port, wait_until


def test_it_says_ready_with_the_logins_once_the_site_answers(site: Site):
    site.run_until_ready()

    assert f"ready: http://127.0.0.1:{site.port}/" in site.said()
    assert "patient@example.com" in site.said()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_every_process_within_seconds(site: Site, stop: signal.Signals):
    process = site.run_until_ready()

    process.send_signal(stop)

    assert process.wait(30) == 0
    assert site.processes() == []
    assert "Nothing is left running" in site.said()


def test_a_dying_child_stops_everything_and_is_named_with_its_last_words(site: Site):
    process = site.run_until_ready()

    (site.folder / "die").touch()

    assert process.wait(30) == 1
    assert "worker ended with exit code 1" in site.said()
    assert "the worker's last words" in site.said()
    assert site.processes() == []


def test_a_failing_preparation_says_why_and_stops_what_was_started(site: Site):
    (site.folder / "fail").touch()

    process = site.run()

    assert process.wait(30) == 1
    assert "prepare failed with exit code 1" in site.said()
    assert "the table is not there" in site.said()
    assert site.processes() == []


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("make") is None, reason="needs Linux and make")
def test_kill_9_of_make_stops_the_site_too(site: Site):
    shutil.copy(ROOT / "Makefile", site.folder)
    make = site.run_until_ready(by_make=True)

    make.kill()

    assert wait_until(lambda: not site.processes(), 30), site.processes()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can end the children of a process that was killed")
def test_kill_9_of_the_supervisor_leaves_no_orphan_that_it_started(site: Site):
    process = site.run_until_ready(DATABASE_URL="", REDIS_URL="")
    before = " ".join(map(command, site.processes()))

    process.kill()

    assert "postgres" in before
    assert "valkey-server" in before or "redis-server" in before
    assert wait_until(lambda: not started_by_us(site), 30), started_by_us(site)


def started_by_us(site: Site) -> list[psutil.Process]:
    """Not the grandchild: that one is the business of the service which started it."""
    return [process for process in site.processes() if "grandchild" not in command(process)]


def test_a_run_after_a_kill_9_finds_its_database_again(site: Site):
    first = site.run_until_ready(DATABASE_URL="", REDIS_URL="")
    first.kill()
    first.wait()
    password = (site.folder / "var" / "postgres" / "password").read_text()

    again = site.run_until_ready(DATABASE_URL="", REDIS_URL="")

    assert again.poll() is None
    assert (site.folder / "var" / "postgres" / "password").read_text() == password


def test_modules_are_compiled_once_where_nothing_may_be_written_beside_the_code(site: Site):
    """As many images have it. Else each process compiles everything anew, for longer than it takes to start."""
    site.run_until_ready(PYTHONDONTWRITEBYTECODE="1")

    assert list((site.folder / "var" / "bytecode").rglob("*.pyc"))
    assert not list(site.folder.glob("caarisma/**/*.pyc"))


def test_a_second_run_of_the_same_checkout_says_where_the_first_is(site: Site):
    first = site.run_until_ready()
    said_first = site.said()

    second = site.run(PORT=str(free_port()))

    assert second.wait(30) == 1
    assert f"already runs from this checkout at http://127.0.0.1:{site.port}/ (process {first.pid})" in site.said()
    assert "ready: " in said_first
    assert first.poll() is None
    first.terminate()
    first.wait(30)


def test_a_taken_port_is_said_before_anything_starts(site: Site):
    with socket.create_server(("127.0.0.1", site.port)):
        process = site.run()

        assert process.wait(30) == 1

    assert f"Port {site.port} is taken by another program" in site.said()
    assert f"make run PORT={site.port + 1}" in site.said()


@pytest.mark.parametrize("port", ["abc", "0", "70000"])
def test_a_port_that_is_none_is_refused_in_words(site: Site, port: str):
    assert site.run(PORT=port).wait(30) == 1
    assert f"PORT must be a number from 1 to 65535, and it is '{port}'" in site.said()


def test_a_folder_that_cannot_be_written_is_named_with_its_owner(site: Site, ordinary_python: str):
    (site.folder / "var").mkdir(mode=0o555)

    process = site.run(python=ordinary_python, account=ORDINARY)

    assert process.wait(30) == 1
    assert f"Cannot write in {site.folder / 'var'}: Permission denied. It belongs to" in site.said()


def test_an_ordinary_user_gets_a_database_too(site: Site, ordinary_python: str):
    site.give_to(ORDINARY, ordinary_python)

    process = site.run_until_ready(python=ordinary_python, account=ORDINARY, DATABASE_URL="", REDIS_URL="")

    assert process.poll() is None
    assert (site.folder / "var" / "postgres" / "data" / "PG_VERSION").exists()


def test_reset_refuses_while_the_site_runs(site: Site):
    first = site.run_until_ready()

    assert site.run("reset", FORCE="1").wait(30) == 1
    assert "already runs" in site.said()
    assert (site.folder / "var" / "log" / "web.log").exists()
    first.terminate()
    first.wait(30)


def test_reset_asks_first_and_keeps_the_data_without_a_yes(site: Site):
    (site.folder / "var").mkdir()
    (site.folder / "var" / "kept").touch()

    assert site.run("reset", FORCE="").wait(30) == 1
    assert "Nothing was deleted" in site.said()
    assert (site.folder / "var" / "kept").exists()


def test_reset_with_force_drops_the_data(site: Site):
    (site.folder / "var").mkdir()
    (site.folder / "var" / "dropped").touch()

    assert site.run("reset", FORCE="1").wait(30) == 0
    assert not (site.folder / "var").exists()

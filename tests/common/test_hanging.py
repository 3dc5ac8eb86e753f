"""What is asked of something that may hang: whoever asks first waits for it, and nobody else does."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from caarisma.common import hanging
from caarisma.common.hanging import Late, MayHang
from tests.local.conftest import wait_until

pytestmark = pytest.mark.real_clock

LONG = 60.0


@pytest.fixture
def stuck() -> Iterator[threading.Event]:
    """Whatever waits for it hangs until it is set."""
    event = threading.Event()
    yield event
    event.set()


def test_what_was_asked_is_answered():
    assert MayHang(seconds=LONG, at_once=1).ask(lambda: "here") == "here"


def test_its_own_errors_are_told():
    disk = MayHang(seconds=LONG, at_once=1)

    with pytest.raises(TimeoutError, match="its own") as caught:
        disk.ask(lambda: (_ for _ in ()).throw(TimeoutError("its own")))

    assert not isinstance(caught.value, Late)
    assert not disk.is_late


def test_who_waits_too_long_is_told():
    with pytest.raises(Late):
        MayHang(seconds=0.05, at_once=1).ask(threading.Event().wait)


def test_meanwhile_nobody_else_is_let_in_and_then_everybody_is(stuck):
    disk, came = MayHang(seconds=0.05, at_once=4), []
    with pytest.raises(Late):
        disk.ask(stuck.wait)

    with pytest.raises(Late):
        disk.ask(lambda: came.append(1))
    assert came == []

    stuck.set()
    assert wait_until(lambda: not disk.is_late, 30)
    disk.ask(lambda: came.append(1))
    assert came == [1]


def test_of_twenty_who_ask_at_once_only_some_keep_a_thread(stuck, monkeypatch):
    monkeypatch.setattr(hanging, "A_MOMENT", 0.05)
    disk, begun = MayHang(seconds=LONG, at_once=4), threading.Semaphore(0)

    def hang() -> bool:
        begun.release()
        return stuck.wait()

    def outcome() -> str:
        try:
            return str(disk.ask(hang))
        except Late:
            return "late"

    with ThreadPoolExecutor(20) as crowd:
        asked = [crowd.submit(outcome) for _ in range(20)]
        assert wait_until(lambda: sum(one.done() for one in asked) == 16, 30)
        assert {one.result() for one in asked if one.done()} == {"late"}
        stuck.set()
        assert sorted(one.result() for one in asked)[:4] == ["True"] * 4
    assert begun._value == 4

"""What a supervisor leaves behind when all is stopped: nothing, in the process that it lived in too."""

import signal

import pytest

from caarisma.local.supervisor import STOP_SIGNALS, Stopped, Supervisor, stopping_on_signals


def heard() -> list[object]:
    return [signal.getsignal(each) for each in STOP_SIGNALS]


def test_once_all_is_stopped_signals_are_heard_as_before(tmp_path):
    """Or each child that this process starts later would be born deaf to them."""
    before = heard()

    Supervisor(logs=tmp_path, cwd=tmp_path).stop()

    assert heard() == before


def test_who_was_told_to_stop_hears_no_second_signal_while_all_is_stopped(tmp_path):
    before, while_it_stops = heard(), []

    def run() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            Supervisor(logs=tmp_path, cwd=tmp_path).stop()
            while_it_stops.extend(heard())

    with pytest.raises(Stopped), stopping_on_signals():
        run()

    assert while_it_stops == [signal.SIG_IGN] * 3
    assert heard() == before

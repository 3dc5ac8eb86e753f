"""How far the importer has come, on a terminal and in a log."""

import io

from providers.files.progress import ReadingProgress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_gets_a_line_now_and_then():
    times = iter([0.0, 1.0, 6.0, 7.0])
    out = io.StringIO()
    progress = ReadingProgress(out, position=lambda: 50, total=200, clock=lambda: next(times))

    for count in (1000, 6000, 7000):
        progress.rows(count)
    progress.done(7000)

    assert out.getvalue() == " 25%  6,000 rows, 1,000 a second\n"


def test_a_terminal_gets_a_bar_of_bytes():
    times = iter([0.0, 10.0, 10.0])
    out = Terminal()
    progress = ReadingProgress(out, position=lambda: 100, total=200, clock=lambda: next(times))

    progress.rows(5000)
    progress.done(5000)

    assert out.getvalue().startswith("\r[###############...............]  50%  5,000 rows, 500 a second")
    assert out.getvalue().endswith("\n")


def test_without_a_size_there_is_no_share():
    times = iter([0.0, 10.0])
    out = io.StringIO()

    ReadingProgress(out, position=lambda: 0, total=None, clock=lambda: next(times)).rows(10)

    assert out.getvalue() == "10 rows, 1 a second\n"

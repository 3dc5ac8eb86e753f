"""How far a long run is: one line that renews itself in a terminal, a line every few seconds elsewhere."""

import time
from typing import Final, TextIO

SECONDS_BETWEEN_LINES: Final = 5.0


class DemoProgress:
    """Counts up to `total`. Rate and time left are those of this run, without what was there before (`start`)."""

    def __init__(self, total: int, what: str, out: TextIO, start: int = 0) -> None:
        self.total, self.what, self.out, self.start = total, what, out, start
        self._terminal = out.isatty()
        self._began = time.monotonic()
        self._told = self._began

    def show(self, done: int) -> None:
        now = time.monotonic()
        if self._terminal:
            self.out.write(f"\r\x1b[K{self.line(done, now)}" + ("\n" if done >= self.total else ""))
        elif done >= self.total or now - self._told >= SECONDS_BETWEEN_LINES:
            self.out.write(self.line(done, now) + "\n")
            self._told = now
        self.out.flush()

    def line(self, done: int, now: float) -> str:
        rate = (done - self.start) / max(now - self._began, 1e-3)
        share = done / self.total if self.total else 1.0
        line = f"{share:4.0%}  {done:,} of {self.total:,} {self.what}"
        return f"{line}, {rate:,.0f} a second, {_duration((self.total - done) / rate)} left" if rate > 0 else line


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"

"""How far the importer has come: a bar on a terminal, a line now and then in a log."""

import time
from collections.abc import Callable
from typing import Final, TextIO

BAR: Final = 30
SECONDS_BETWEEN_LINES: Final = 5.0
SECONDS_BETWEEN_DRAWINGS: Final = 0.2


class ReadingProgress:
    """Told now and then how many rows were read; asks `position` how many of `total` bytes are behind it.

    `total` is None where nobody knows (standard input). With gzip both count packed bytes.
    """

    def __init__(
        self,
        out: TextIO,
        *,
        position: Callable[[], int],
        total: int | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.out, self.position, self.total, self.clock = out, position, total, clock
        self.on_terminal = out.isatty()
        self.started = self.last = clock()

    def rows(self, count: int) -> None:
        """Draws when it is time to."""
        pause = SECONDS_BETWEEN_DRAWINGS if self.on_terminal else SECONDS_BETWEEN_LINES
        now = self.clock()
        if now - self.last >= pause:
            self.last = now
            self._draw(count, now)

    def done(self, count: int) -> None:
        """Draws a last time and leaves the line."""
        if self.on_terminal:
            self._draw(count, self.clock())
            self.out.write("\n")

    def _draw(self, count: int, now: float) -> None:
        text = f"{count:,} rows, {count / max(now - self.started, 0.001):,.0f} a second"
        if self.total:
            share = min(self.position() / self.total, 1.0)
            bar = f"[{'#' * round(share * BAR):.<{BAR}}] " if self.on_terminal else ""
            text = f"{bar}{share:4.0%}  {text}"
        self.out.write(f"\r{text}\x1b[K" if self.on_terminal else f"{text}\n")
        self.out.flush()

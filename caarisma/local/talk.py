"""Words for the person at the terminal: one line a step, colored only on a terminal."""

from __future__ import annotations

import os
import sys

GREEN, RED, BOLD = "32", "31", "1"


class Problem(Exception):
    """Something the person at the terminal can mend. The text says what is wrong and what to do."""


def colored(text: str, color: str) -> str:
    on_terminal = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return f"\033[{color}m{text}\033[0m" if on_terminal else text


def say(label: str, text: str) -> None:
    """One finished step: `  database      PostgreSQL 15.18 ...`."""
    print(f"  {label:<12} {text}", flush=True)


def headline(text: str, color: str = BOLD) -> None:
    print(colored(text, color), flush=True)


def complain(text: str) -> None:
    print(colored(f"\n{text}\n", RED), file=sys.stderr, flush=True)

"""One run per checkout: a lock that the system drops with its holder, and a note of what runs where."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from caarisma.local.environment import require_writable
from caarisma.local.talk import Problem

Tell = Callable[[dict[str, str]], None]


@contextlib.contextmanager
def only_one(root: Path, port: int | None) -> Iterator[Tell]:
    """Hold the checkout's lock. Yields a function that writes down the servers' URLs for `make shell`.

    Raises Problem that says where the other run is.
    """
    require_writable(root / "var")
    note = root / "var" / "running.json"
    with (root / "var" / "run.lock").open("w") as lock:
        if not _locked(lock.fileno()):
            raise Problem(_who_runs(note))

        def tell(urls: dict[str, str]) -> None:
            note.touch(mode=0o600)
            note.write_text(json.dumps({"process": os.getpid(), "port": port, "urls": urls}))

        tell({})
        try:
            yield tell
        finally:
            note.unlink(missing_ok=True)


def running(root: Path) -> dict[str, Any] | None:
    """What the run that holds the lock wrote down, once its servers are up; None if there is no such run."""
    try:
        with (root / "var" / "run.lock").open("a") as lock:
            if _locked(lock.fileno()):
                return None
        note: dict[str, Any] = json.loads((root / "var" / "running.json").read_text())
    except (OSError, ValueError):
        return None
    return note if note["urls"] else None


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _who_runs(note: Path) -> str:
    try:
        found = json.loads(note.read_text())
        where = f" at http://127.0.0.1:{found['port']}/" if found["port"] else ""
        process = found["process"]
    except (OSError, ValueError, KeyError):
        return "Another command is at work in this checkout. Wait for it, or stop it with Ctrl-C where it runs."
    return (
        f"Caarisma already runs from this checkout{where} (process {process}).\n"
        f"Stop it with Ctrl-C where it runs, or with: kill {process}"
    )

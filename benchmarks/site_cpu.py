"""CPU time of the whole site: web server, worker and the database's sessions that serve them, as Linux accounts it."""

import os
from collections.abc import Collection
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


def milliseconds(servers: Collection[int], database: str) -> float:
    """Of these processes, their descendants and ended children, and of the sessions of one database, so far. A tick is
    10 ms, so ask before and after some seconds of work.
    """
    parents = {pid: parent for pid in map(int, filter(str.isdigit, os.listdir(PROC))) if (parent := _parent(pid))}
    counted = set(servers)
    while more := {pid for pid, parent in parents.items() if parent in counted} - counted:
        counted |= more
    counted |= {pid for pid in parents if database in _title(pid)}
    return sum(_ticks(pid) for pid in counted) * 1000 / TICKS


def _fields(pid: int) -> list[str]:
    """Those after the program's name, which may hold anything; none when the process is gone."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _parent(pid: int) -> int:
    fields = _fields(pid)
    return int(fields[1]) if fields else 0


def _ticks(pid: int) -> int:
    return sum(map(int, _fields(pid)[11:15]))


def _title(pid: int) -> str:
    """A session of PostgreSQL names its database there."""
    try:
        title = (PROC / str(pid) / "cmdline").read_text()
    except OSError:
        return ""
    return title if title.startswith("postgres:") else ""

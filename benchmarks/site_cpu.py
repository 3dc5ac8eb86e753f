"""CPU time of the whole site: web server, worker and the database's sessions that serve them, as Linux accounts it."""

import os
from collections.abc import Mapping
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


def milliseconds(servers: Mapping[str, int], database: str) -> dict[str, float]:
    """So far, of each server by name, its descendants and ended children with it, and of the sessions of one database
    as `database`. A tick is 10 ms, so ask before and after some seconds of work.
    """
    parents = {pid: parent for pid in map(int, filter(str.isdigit, os.listdir(PROC))) if (parent := _parent(pid))}
    families = {name: _family({pid}, parents) for name, pid in servers.items()}
    families["database"] = {pid for pid in parents if database in _title(pid)}
    return {name: sum(map(_ticks, family)) * 1000 / TICKS for name, family in families.items()}


def _family(counted: set[int], parents: Mapping[int, int]) -> set[int]:
    while more := {pid for pid, parent in parents.items() if parent in counted} - counted:
        counted |= more
    return counted


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

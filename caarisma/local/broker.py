"""Start a private Redis-protocol broker: loopback, a free port, a password, nothing on disk."""

from __future__ import annotations

import os
import secrets
import socket
import time
from pathlib import Path

from caarisma.local import engines
from caarisma.local.engines import free_port
from caarisma.local.supervisor import Child, Supervisor
from caarisma.local.talk import Problem, say

SECONDS_TO_START = 10.0


def start(supervisor: Supervisor, *, root: Path) -> str:
    """Start the broker and return its URL."""
    programs = engines.find_broker(root / ".venv")
    if not programs:
        raise Problem("No Redis or Valkey was found, and the wheel with one is not made for this system.\n"
                      "Install one (Debian: apt-get install redis-server; macOS: brew install valkey),\n"
                      "or set REDIS_URL to redis://host:6379/0 of one that runs.")  # fmt: skip
    for _attempt in range(3):
        port, password = free_port(), secrets.token_urlsafe(24)
        child = supervisor.spawn(
            "broker",
            [str(programs[0].path), "-"],
            env={"PATH": os.defpath, "LC_ALL": "C"},
            engine=True,
            typed=configuration(port, password),
        )
        if _became_ready(child, port, password):
            say("broker", str(programs[0]))
            return f"redis://:{password}@127.0.0.1:{port}/0"
        supervisor.children.remove(child)
    raise Problem(f"{programs[0]} did not start. The end of {child.log}:\n{child.last_lines()}")


def configuration(port: int, password: str) -> bytes:
    """Read from standard input, so that the password shows in no process list.

    Nothing is saved: PostgreSQL is the queue of record, and the sweeper takes up what a stopped broker forgot.
    `noeviction` because a broker that drops messages under memory pressure would do so silently.
    """
    return (
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\n"
        'daemonize no\nsave ""\nappendonly no\nmaxmemory 256mb\nmaxmemory-policy noeviction\n'
    ).encode()


def _became_ready(child: Child, port: int, password: str) -> bool:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and child.process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
                if b"+PONG" in _answer(connection):
                    return True
        except OSError:
            pass
        time.sleep(0.05)
    child.process.kill()
    child.process.wait()
    return False


def _answer(connection: socket.socket) -> bytes:
    """Two short lines, +OK and +PONG, which may come one by one."""
    answer = b""
    while answer.count(b"\r\n") < 2 and (part := connection.recv(256)):
        answer += part
    return answer

"""The real site on a benchmark's database with the demonstration directory, started as `make run` starts it."""

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from caarisma import probe
from caarisma.local import commands
from caarisma.local.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[1]
SECONDS_TO_READY = 120

# The sweeper would build it within a minute; it plays no part here.
BUILD_INDEX = """
import django; django.setup()
from django.utils import timezone
from matching.snapshots.services.indexing import tend_index
tend_index(now=timezone.now())
"""


def supervisor() -> Supervisor:
    for folder in ("log/bench", "static"):
        (ROOT / "var" / folder).mkdir(parents=True, exist_ok=True)
    return Supervisor(logs=ROOT / "var" / "log" / "bench", cwd=ROOT)


def fill(servers: Supervisor, env: Mapping[str, str]) -> None:
    """Tables, catalog, directory, index. Quick where an earlier run did it."""
    servers.step("prepare", commands.with_python(commands.PREPARE_DEMO, sys.executable), env=env)
    servers.step("index", [sys.executable, "-c", BUILD_INDEX], env=env)


def serve(servers: Supervisor, env: Mapping[str, str], port: int, names: Sequence[str]) -> None:
    """Start the services of these names; return when the site says that it is ready."""
    for name in names:
        own = {"GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{port}"} | dict(commands.SERVICE_ENVIRONMENT.get(name, {}))
        servers.spawn(name, commands.with_python(commands.SERVICES[name], sys.executable), env=dict(env) | own)
    end = time.monotonic() + SECONDS_TO_READY
    servers.watch(until=lambda: probe.answer(port)[0] == 200 or time.monotonic() > end)

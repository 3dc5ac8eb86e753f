"""Start processes, watch them, stop them all. Nothing it starts outlives it, not even after kill -9."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caarisma.local.talk import Problem

PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECONDS_TO_STOP = 6.0  # above the 5 s in which a worker hands back its task


@dataclass(frozen=True)
class Account:
    """The user that a server runs as, when we are root and it must not be."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Child:
    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals
    engine: bool  # database and broker: stopped last, so that the others can finish

    def last_lines(self, count: int = 15) -> str:
        return last_lines(self.log, count)


class Stopped(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal. A BaseException, so that no `except Exception` swallows it."""


class Supervisor:
    def __init__(self, *, logs: Path, cwd: Path) -> None:
        self.logs = logs
        self.cwd = cwd
        self.children: list[Child] = []

    def spawn(
        self,
        name: str,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path | None = None,
        account: Account | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        engine: bool = False,
        typed: bytes = b"",
    ) -> Child:
        """Start a process that ends with us. `typed` is what it reads on its standard input."""
        log = fresh_log(self.logs, name)
        with log.open("ab") as out:
            process = subprocess.Popen(
                argv,
                cwd=cwd or self.cwd,
                env=dict(env),
                stdin=subprocess.PIPE if typed else subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us alone, and we stop the children in order
                preexec_fn=dies_with_us(stop_signal),
                **as_account(account),
            )
        child = Child(name, process, log, stop_signal, engine)
        self.children.append(child)
        if process.stdin:
            process.stdin.write(typed)
            process.stdin.close()
        return child

    def watch(self, until: Callable[[], bool] = lambda: False, but_not: Child | None = None) -> None:
        """Return when `until()` is true; raise Problem as soon as a child (`but_not` this one) ends by itself."""
        while not until():
            for child in self.children:
                if child is not but_not and child.process.poll() is not None:
                    raise Problem(obituary(child))
            time.sleep(0.1)

    def step(self, name: str, argv: Sequence[str], *, env: Mapping[str, str]) -> str:
        """Run a command to its end and return what it printed. Problem if it fails, or a server dies meanwhile."""
        child = self.spawn(name, argv, env=env)
        self.watch(until=lambda: child.process.poll() is not None, but_not=child)
        self.children.remove(child)
        if child.process.returncode:
            raise Problem(f"{name} failed with exit code {child.process.returncode}. "
                          f"The end of {child.log}:\n{child.last_lines(30)}")  # fmt: skip
        return child.log.read_text(errors="replace")

    def foreground(self, argv: Sequence[str], *, env: Mapping[str, str]) -> int:
        """Run a command at the person's terminal, to its end. Returns its exit code."""
        process = subprocess.Popen(argv, cwd=self.cwd, env=dict(env), preexec_fn=dies_with_us(signal.SIGTERM))
        try:
            return process.wait()
        finally:
            process.terminate()
            try:
                process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                process.kill()

    def stop(self) -> None:
        """End every child: services first, then broker and database. Never raises; takes 1 s, at worst some 20."""
        with handled_by(signal.SIG_IGN):  # a second Ctrl-C must not leave half of them running
            for engines in (False, True):
                group = [child for child in self.children if child.engine is engines]
                for child in group:
                    _signal(child, child.stop_signal)
                _wait(group, SECONDS_TO_STOP)
                for child in group:
                    _signal(child, signal.SIGKILL)
                _wait(group, SECONDS_TO_STOP)
            self.children.clear()


def dies_with_us(stop_signal: signal.Signals) -> Callable[[], None]:
    """What a child does between fork and exec, after its change of user (which would clear the death signal).

    Linux sends `stop_signal` to the child when we die, however we die. macOS has no such call: there a `kill -9` of
    the supervisor leaves its children, and the next run ends the database that it finds.
    """
    us = os.getpid()
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

    def set_up() -> None:
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, int(stop_signal), 0, 0, 0)
        if os.getppid() != us:  # we died between fork and prctl
            os._exit(1)

    return set_up


def die_with(parent: int, with_signal: signal.Signals = signal.SIGTERM) -> None:
    """Ask Linux to stop this very process when `parent` (make) dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0)
        if os.getppid() != parent:
            raise Stopped


@contextlib.contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Ctrl-C, SIGTERM and SIGHUP raise Stopped once; while we clean up, further ones are ignored."""

    def stop(number: int, _frame: object) -> None:
        ignore_signals()
        raise Stopped(signal.Signals(number).name)

    with handled_by(stop):
        yield


@contextlib.contextmanager
def handled_by(handler: Callable[[int, Any], object] | signal.Handlers) -> Iterator[None]:
    """Afterwards what stops us is heard as before."""
    before = {each: signal.signal(each, handler) for each in STOP_SIGNALS}
    try:
        yield
    finally:
        for each, was in before.items():
            signal.signal(each, was)


def ignore_signals() -> None:
    for each in STOP_SIGNALS:
        signal.signal(each, signal.SIG_IGN)


def as_account(account: Account | None) -> dict[str, Any]:
    """The keywords that make subprocess start a program as `account`, without root's groups."""
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}


def obituary(child: Child) -> str:
    code = child.process.returncode
    how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
    return f"{child.name} {how}, so everything was stopped. The end of {child.log}:\n{child.last_lines()}"


def fresh_log(folder: Path, name: str) -> Path:
    """An empty log of this name; the one of the run before is kept beside it."""
    log = folder / f"{name}.log"
    if log.exists():
        log.replace(folder / f"{name}.log.old")
    log.touch(mode=0o600)
    return log


def last_lines(log: Path, count: int = 15) -> str:
    lines = log.read_text(errors="replace").rstrip().splitlines() if log.exists() else []
    return "\n".join(f"    {line}" for line in lines[-count:]) or "    (nothing was written there)"


def _signal(child: Child, which: signal.Signals) -> None:
    """To the child while it lives; SIGKILL also to what it left in its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if which is signal.SIGKILL:
            os.killpg(child.process.pid, which)
        elif child.process.poll() is None:
            child.process.send_signal(which)


def _wait(children: list[Child], seconds: float) -> None:
    end = time.monotonic() + seconds
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(max(0.0, end - time.monotonic()))

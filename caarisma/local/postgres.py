"""Make, start and mend a private PostgreSQL: loopback TCP on a free port, a password, data in a folder of its own."""

from __future__ import annotations

import contextlib
import locale
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from caarisma.local import engines
from caarisma.local.engines import Program, free_port
from caarisma.local.environment import require_writable
from caarisma.local.supervisor import Account, Child, Supervisor, as_account, last_lines
from caarisma.local.talk import Problem, say

USER = DATABASE = "caarisma"
SECONDS_TO_START = 30.0
# A refused row would stand in the server's log word for word: a person's ZIP code, the link to their list.
DISCREET = ("log_min_error_statement=panic", "log_error_verbosity=terse", "log_parameter_max_length_on_error=0")
# For tests alone: a crash may lose everything, which makes them fast. A new database knows no statistics, so its
# plans look dear, and PostgreSQL would compile each of them to machine code for longer than it runs: no jit. Nor does
# autovacuum run: between two tests it finds tables empty and says so, and the plans for what the next test writes read
# all of one table for each row of another (a page of the guide: 12 s, not 0.1). tests/emptying.py sweeps instead.
THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "jit=off", "autovacuum=off",
             "max_connections=200")  # fmt: skip
# Room for a million locations. Nothing that makes a rival slow or us fast.
FOR_BENCHMARKS = ("shared_buffers=1GB", "max_wal_size=4GB", "checkpoint_timeout=30min")


def start(supervisor: Supervisor, *, root: Path, folder: Path | None = None, data_settings: Sequence[str] = ()) -> str:
    """Start PostgreSQL and return its URL. `folder`: where the data go; None: the one that lasts between runs."""
    programs = engines.find_postgres(root / ".venv")
    if not programs:
        raise Problem("No PostgreSQL 14 or later was found, and the wheel with one is not made for this system.\n"
                      "Install PostgreSQL (Debian: apt-get install postgresql; macOS: brew install postgresql@17),\n"
                      "or set DATABASE_URL to postgres://user:password@host:5432/name of one that runs.")  # fmt: skip
    folder = folder or home(root)
    data = folder / "data"
    account = engines.server_account(data)
    program, path = _choose(programs, data, account, root)
    if not data.exists():
        _create(path, folder, account)
    _end_leftover(data)
    url = _run(supervisor, path, folder, account, data_settings)
    say("database", f"{program}, data in {folder}")
    return url


def home(root: Path) -> Path:
    """The folder of the lasting data: var/postgres, or a system folder where the server's account cannot reach that."""
    inside = root / "var" / "postgres"
    require_writable(inside)
    account = engines.server_account(inside / "data")
    if engines.can_use(inside, account):
        return inside
    outside = engines.system_folder(root) / "postgres"
    require_writable(outside)
    for ours in (outside.parent, outside):
        ours.chmod(0o755)
    return outside


def _choose(programs: list[Program], data: Path, account: Account | None, root: Path) -> tuple[Program, Path]:
    """The first program that can serve this data folder (a major version reads only its own), and its usable path."""
    made_by = int((data / "PG_VERSION").read_text()) if data.exists() else None
    fitting = [program for program in programs if made_by in (None, program.major)]
    if not fitting:
        here = ", ".join(str(program) for program in programs)
        raise Problem(
            f"The data in {data} were made by PostgreSQL {made_by}, and only that version can read them.\n"
            f"Here is: {here}.\nInstall PostgreSQL {made_by} again, or drop the demo data and start afresh: make reset"
        )
    refused: list[str] = []
    for program in fitting:
        try:
            return program, engines.usable_copy(program, account, root)
        except Problem as problem:
            refused.append(str(problem))
    raise Problem("\n".join(refused))


def _create(postgres: Path, folder: Path, account: Account | None) -> None:
    """initdb in a folder beside, renamed when whole: an interrupted first run leaves nothing half made."""
    data, unfinished, password = folder / "data", folder / "unfinished", folder / "password"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    for_initdb = folder / "password.initdb"
    password.touch(mode=0o600)
    password.write_text(secrets.token_urlsafe(24))
    for_initdb.touch(mode=0o600)
    for_initdb.write_text(password.read_text())
    if account:
        for path in (unfinished, for_initdb):
            os.chown(path, account.uid, account.gid)
    try:
        _run_tool([postgres.with_name("initdb"), "-D", unfinished, "--username", USER, "--pwfile", for_initdb, "--auth",
               "scram-sha-256", "--encoding", "UTF8", "--locale", _locale(), "--no-sync"], account)  # fmt: skip
        _run_tool([postgres, "--single", "-D", unfinished, "postgres"], account, typed=f"CREATE DATABASE {DATABASE}\n")
    finally:
        for_initdb.unlink()
    unfinished.rename(data)


def _locale() -> str:
    """C.UTF-8 where the system has it (upper() knows accents), else C."""
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, "C.UTF-8")
    except locale.Error:
        return "C"
    else:
        return "C.UTF-8"
    finally:
        locale.setlocale(locale.LC_ALL, before)


def _run_tool(argv: Sequence[str | Path], account: Account | None, typed: str = "") -> None:
    """Run one of PostgreSQL's programs to its end, from a folder that every account can enter."""
    done = subprocess.run(
        [str(word) for word in argv],
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C"},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        **as_account(account),
    )
    if done.returncode or "FATAL" in done.stderr or "ERROR" in done.stderr:
        raise Problem(f"PostgreSQL could not be set up: {argv[0]} said\n{(done.stdout + done.stderr).strip()[-2000:]}")


def _run(supervisor: Supervisor, postgres: Path, folder: Path, account: Account | None, settings: Sequence[str]) -> str:
    """Start the server and wait until it takes connections. A port that was snatched away is tried again."""
    for attempt in range(3):
        port = free_port()
        wanted = ["listen_addresses=127.0.0.1", "unix_socket_directories=", f"port={port}"]
        wanted += [*DISCREET, *settings]
        child = supervisor.spawn(
            "postgres",
            [str(postgres), "-D", str(folder / "data"), *(word for each in wanted for word in ("-c", each))],
            env={"PATH": os.defpath, "LC_ALL": "C"},
            cwd=Path("/"),
            account=account,
            stop_signal=signal.SIGINT,  # "fast shutdown": ends sessions, writes everything down, is gone in a moment
            engine=True,
        )
        if _became_ready(child, folder / "data"):
            return f"postgres://{USER}:{(folder / 'password').read_text()}@127.0.0.1:{port}/{DATABASE}"
        supervisor.children.remove(child)
        if "Address already in use" not in last_lines(child.log) or attempt == 2:
            break
    raise Problem(f"PostgreSQL did not start. The end of {child.log}:\n{child.last_lines()}")


def _became_ready(child: Child, data: Path) -> bool:
    """postmaster.pid tells: its first line is the server's process, its last one `ready`. So does pg_ctl decide."""
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and child.process.poll() is None:
        lines = _pid_file(data)
        if len(lines) >= 8 and lines[0] == str(child.process.pid) and lines[7].strip() == "ready":
            return True
        time.sleep(0.05)
    child.process.kill()
    child.process.wait()
    return False


def _end_leftover(data: Path) -> None:
    """After a kill -9: wait for, or end, the server that still has these data; forget one that is long gone.

    Whoever calls this holds the checkout's lock, so no other run of ours owns that server.
    """
    lines = _pid_file(data)
    if not lines:
        return
    process = int(lines[0])
    for stop_signal, seconds in ((0, 3.0), (signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0)):
        if not _serves(process, data):
            break
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(process, stop_signal)
        end = time.monotonic() + seconds
        while _serves(process, data) and time.monotonic() < end:
            time.sleep(0.1)
    else:
        if _serves(process, data):
            raise Problem(f"PostgreSQL process {process} has the data in {data} and does not stop. End it first.")
    # Its number may be another program's by now, which PostgreSQL would take for a running server.
    (data / "postmaster.pid").unlink(missing_ok=True)


def _serves(process: int, data: Path) -> bool:
    """Whether that process is alive and is a server of this very data folder."""
    if Path("/proc/self").exists():
        with contextlib.suppress(OSError):
            return os.fsencode(data) in Path(f"/proc/{process}/cmdline").read_bytes()
        return False
    ps = ["ps", "-ww", "-o", "args=", "-p", str(process)]
    return str(data) in subprocess.run(ps, capture_output=True, text=True, check=False).stdout


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []

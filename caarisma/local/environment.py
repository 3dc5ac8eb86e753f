"""The virtual environment: made from locked requirements with hashes, and only when they changed."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from caarisma.local.supervisor import fresh_log, last_lines
from caarisma.local.talk import Problem, say

RUN = "requirements-embedded.txt"
DEVELOP = "requirements-dev.txt"  # holds all of RUN
UV = Path(__file__).with_name("uv.txt")  # uv itself, locked like the rest: installs ten times faster than pip


def ensure(root: Path, requirements: str) -> Path:
    """The environment's interpreter, with `requirements` installed. Raises Problem with what to do if that fails."""
    require_writable(root / "var" / "log")
    with (root / "var" / "environment.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # `make run` and `make test` may start together
        return _ensure(root, requirements)


def compiled_once(root: Path) -> dict[str, str]:
    """What the environment of our processes needs so that Python compiles each module once, and not in every process.

    Many machines forbid it to write what it compiled beside the code (PYTHONDONTWRITEBYTECODE). Each process of ours
    then took 6 s of work to start instead of 2, and the suite starts dozens: so it goes into var/, and nothing beside.
    """
    if not os.environ.get("PYTHONDONTWRITEBYTECODE"):
        return {}
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(root / "var" / "bytecode")}


def _ensure(root: Path, requirements: str) -> Path:
    python = root / ".venv" / "bin" / "python"
    if _is_current(root, requirements) or (requirements == RUN and _is_current(root, DEVELOP)):
        return python
    say("environment", f"installing {requirements} into .venv")
    start = time.monotonic()
    log = fresh_log(root / "var" / "log", "environment")
    require_writable(root / ".venv")
    tool = _install(root, requirements, log)
    _stamp(root, requirements).write_text(_fingerprint(root, requirements))
    say("environment", f"ready: Python {_version(python)}, installed by {tool} in {time.monotonic() - start:.0f} s")
    return python


def _install(root: Path, requirements: str, log: Path) -> str:
    """Install with uv from PATH, or uv in the environment, or pip. Returns the name of the one that did it."""
    venv = root / ".venv"
    locked = ["--require-hashes", "-r", str(root / requirements)]
    if _moved(root):
        shutil.rmtree(venv)
    if uv := shutil.which("uv"):
        made = _works(venv) or _run([uv, "venv", "--clear", "--python", sys.executable, str(venv)], log)
        if made and _run([uv, "pip", "install", "--python", str(venv / "bin" / "python"), *locked], log):
            return "uv"
    if not _works(venv):
        _make_with_venv(venv, log)
    python = str(venv / "bin" / "python")
    if not _run([python, "-m", "pip", "--version"], log):
        _run([python, "-m", "ensurepip"], log)
    if _run([python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(UV)], log) and _run(
        [python, "-m", "uv", "pip", "install", "--python", python, *locked], log
    ):
        return "uv"
    say("environment", "uv could not do it here, so pip does: about a minute")
    if _run([python, "-m", "pip", "install", "--quiet", *locked], log):
        return "pip"
    raise Problem(
        f"{requirements} could not be installed. Is a package index reachable from here?\n"
        f"The end of {log}:\n{last_lines(log)}"
    )


def _make_with_venv(venv: Path, log: Path) -> None:
    if not _run([sys.executable, "-m", "venv", "--clear", str(venv)], log):
        raise Problem(
            f"{sys.executable} could not make a virtual environment. Debian, Ubuntu: apt-get install python3-venv\n"
            f"The end of {log}:\n{last_lines(log)}"
        )


def _run(argv: Sequence[str], log: Path) -> bool:
    """Whether the command succeeded; what it printed goes to the log."""
    quiet = {"UV_SYSTEM_CERTS": "1", "UV_NO_PROGRESS": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    with log.open("ab") as out:
        out.write(f"$ {' '.join(argv)}\n".encode())
        out.flush()
        try:
            return subprocess.run(argv, env=quiet | os.environ, stdout=out, stderr=out, check=False).returncode == 0
        except OSError as error:
            out.write(f"{error}\n".encode())
            return False


def _is_current(root: Path, requirements: str) -> bool:
    stamp = _stamp(root, requirements)
    return _works(root / ".venv") and stamp.exists() and stamp.read_text() == _fingerprint(root, requirements)


def _works(venv: Path) -> bool:
    """Its interpreter is there: not a link to a Python that was removed or that this user cannot reach."""
    return os.access(venv / "bin" / "python", os.X_OK)


def _moved(root: Path) -> bool:
    """The checkout has another path than when this was installed, so the scripts in .venv/bin name a lost Python."""
    stamps = (root / ".venv").glob(".installed-*")
    return any(stamp.read_text().splitlines()[1:] != [str(root)] for stamp in stamps)


def _stamp(root: Path, requirements: str) -> Path:
    return root / ".venv" / f".installed-{requirements}"


def _fingerprint(root: Path, requirements: str) -> str:
    """What was installed, and where."""
    return f"{hashlib.sha256((root / requirements).read_bytes()).hexdigest()}\n{root}"


def _version(python: Path) -> str:
    return subprocess.run([python, "-V"], capture_output=True, text=True, check=True).stdout.split()[-1]


def require_writable(folder: Path) -> None:
    """Make the folder if need be and try to write in it. Raises Problem that says whose it is."""
    probe = folder / f".writable-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        blocked = next(path for path in (folder, *folder.parents) if path.exists())
        raise Problem(
            f"Cannot write in {blocked}: {error.strerror}. It belongs to {_owner(blocked)}, and you are {_me()}.\n"
            "Run this as that user, or give the folder to yourself, or clone the project into a folder of your own."
        ) from None


def _owner(path: Path) -> str:
    try:
        return path.owner()
    except KeyError:
        return f"user {path.stat().st_uid}"


def _me() -> str:
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return f"user {os.geteuid()}"

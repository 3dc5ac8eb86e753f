"""Snapshots on this machine's disk: one folder a version, and a file that names the one in use.

The name is swapped by renaming a file over it, so a reader sees the old version or the new one, whenever the writer is
killed. The version before is kept until the next is built, for a reader that has just read its name; memory maps
outlive even their files.
"""

import contextlib
import errno
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from matching.index import Saved, Snapshot, SnapshotUnusable, load, save
from matching.snapshots.changes import Watermark

CURRENT = "current"
LOCK = "building.lock"
Stamp = tuple[int, int]


def stamp() -> Stamp | None:
    """Changes with each swap. None: there is no snapshot. Costs microseconds."""
    try:
        found = (_folder() / CURRENT).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def age_seconds() -> float:
    """Since the last swap. SnapshotUnusable when there was none."""
    found = stamp()
    if found is None:
        raise SnapshotUnusable("there is none")
    return time.time() - found[1] / 1e9


def current() -> Saved:
    """The snapshot in use. SnapshotUnusable: there is none, it is torn, or a release with another layout wrote it."""
    try:
        name = (_folder() / CURRENT).read_text()
    except (OSError, ValueError) as error:
        raise SnapshotUnusable("there is none") from error
    if not name or Path(name).name != name:
        raise SnapshotUnusable("its name is damaged")
    return load(_folder() / name)


def put(snapshot: Snapshot, *, watermark: Watermark, catalog: str) -> Path:
    """Write a snapshot, read it back, and put it in use. Call it with the lock of `only_builder` held.

    Raises OSError when the disk is full, read-only or broken; what was in use stays so, and nothing is left behind.
    """
    before = _name_in_use()
    _clean(keep={before})  # first, because on a full disk it is what killed builders left that makes room
    version = _folder() / f"version-{time.time_ns()}-{secrets.token_hex(4)}"
    save(snapshot, version, watermark=watermark.to_bytes(), catalog=catalog)
    try:
        load(version, verify=True)
        _swap(version.name)
    except SnapshotUnusable as error:
        _clean(keep={before})
        raise OSError(errno.EIO, "what was written reads differently") from error
    except OSError:
        _clean(keep={before})
        raise
    return version


def _swap(name: str) -> None:
    beside = _folder() / f".{CURRENT}.{secrets.token_hex(4)}.part"
    with beside.open("w") as file:
        file.write(name)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(_folder() / CURRENT)


@contextlib.contextmanager
def only_builder() -> Iterator[bool]:
    """Whether this process may build: one a folder, since each machine has its own. The system drops the lock of a
    process that dies."""
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (_folder() / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _folder() -> Path:
    return Path(settings.SNAPSHOT_DIR)


def _name_in_use() -> str:
    try:
        return (_folder() / CURRENT).read_text()
    except (OSError, ValueError):
        return ""


def _clean(keep: set[str]) -> None:
    """Remove older versions, and what killed builders left: nobody else builds here now. As far as it can be done."""
    for path in _folder().iterdir():
        if path.name not in keep and path.name.startswith(("version-", ".")):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    path.unlink()

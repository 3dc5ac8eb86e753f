"""A snapshot on disk: one .npy file for each array, and a manifest that says what must be there.

Written beside its place and renamed, so that a reader sees all of it or nothing, also when the writer is killed. Read
as memory maps: every process of a machine shares one copy, and starts at once.
"""

import json
import os
import secrets
import shutil
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from matching.index.snapshot import Snapshot

FORMAT = 5  # change it with any change of the arrays or their meaning
MANIFEST = "manifest.json"
WORDS = ("time_zones", "trait_codes")


class SnapshotUnusable(Exception):
    """The folder holds no whole snapshot of this version. Says why; build a new one."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Saved:
    """A snapshot with what its writer said of it."""

    snapshot: Snapshot
    watermark: bytes  # where in the change log it stands
    catalog: str  # fingerprint of the services that it knows


def save(snapshot: Snapshot, folder: Path, *, watermark: bytes = b"", catalog: str = "") -> None:
    """Write a snapshot, whole or not at all.

    Raises FileExistsError when `folder` is there already: it is never written over, since readers may have it mapped.
    A killed writer leaves a folder named `.*.part` beside it, which nobody reads.
    """
    if folder.exists():
        raise FileExistsError(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
    beside.mkdir()
    try:
        _write(snapshot, beside, watermark, catalog)
        beside.rename(folder)  # atomic
        _sync(folder.parent)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def load(folder: Path, *, verify: bool = False) -> Saved:
    """Map a saved snapshot into memory, read-only. Raises SnapshotUnusable: missing, torn or of another version.

    Sizes and the manifest's checksum are always compared. `verify` compares every byte: once, by whoever wrote it.
    """
    try:
        manifest = _manifest(folder)
        files: dict[str, list[int]] = manifest["files"]
        columns: dict[str, Any] = {
            name: _array(folder / f"{name}.npy", size, checksum, verify) for name, (size, checksum) in files.items()
        }
        words: dict[str, Any] = {name: tuple(manifest[name]) for name in WORDS}
        snapshot = Snapshot(**columns, **words, locations=manifest["locations"])
        return Saved(snapshot=snapshot, watermark=bytes.fromhex(manifest["watermark"]), catalog=manifest["catalog"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError, EOFError) as error:
        raise SnapshotUnusable(f"{folder.name}: {error}") from error


def _write(snapshot: Snapshot, folder: Path, watermark: bytes, catalog: str) -> None:
    arrays = snapshot.arrays()
    for name, array in arrays.items():
        with (folder / f"{name}.npy").open("wb") as file:
            np.save(file, array, allow_pickle=False)
            _flush(file)
    body = {
        "watermark": watermark.hex(),
        "catalog": catalog,
        "locations": snapshot.locations,
        **{name: list(getattr(snapshot, name)) for name in WORDS},
        "files": {name: _fingerprint(folder / f"{name}.npy") for name in arrays},
    }
    text = json.dumps(body, sort_keys=True)
    with (folder / MANIFEST).open("w") as file:
        json.dump({"format": FORMAT, "checksum": zlib.crc32(text.encode()), "body": text}, file)
        _flush(file)
    _sync(folder)


def _manifest(folder: Path) -> dict[str, Any]:
    outer = json.loads((folder / MANIFEST).read_text())
    if outer["format"] != FORMAT:
        raise ValueError(f"it is of format {outer['format']}, not {FORMAT}")
    if zlib.crc32(outer["body"].encode()) != outer["checksum"]:
        raise ValueError("its manifest is damaged")
    body: dict[str, Any] = json.loads(outer["body"])
    return body


def _array(path: Path, size: int, checksum: int, verify: bool) -> NDArray[Any]:
    """An empty array is read, since nothing cannot be mapped."""
    if path.stat().st_size != size:
        raise ValueError(f"{path.name} has {path.stat().st_size} bytes, not {size}")
    if verify and _fingerprint(path)[1] != checksum:
        raise ValueError(f"{path.name} is damaged")
    try:
        mapped: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except ValueError:
        mapped = np.load(path, allow_pickle=False)
    return np.asarray(mapped)  # the plain class: numpy.memmap costs time at each slice


def _fingerprint(path: Path) -> list[int]:
    """[bytes, CRC-32]"""
    data = path.read_bytes()
    return [len(data), zlib.crc32(data)]


def _flush(file: IO[Any]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """A rename is kept only when the folder that holds the name is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

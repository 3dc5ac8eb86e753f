"""A saved snapshot is read whole, or refused in plain words."""

import json
import random
import zlib

import numpy as np
import pytest

from matching.index import SnapshotUnusable, build, load, save
from matching.index.files import MANIFEST
from tests.matching.index.directories import a_directory, listings


@pytest.fixture
def snapshot():
    return build(listings(a_directory(random.Random(1), 40)))


@pytest.fixture
def folder(snapshot, tmp_path):
    save(snapshot, tmp_path / "snapshot", watermark=b"\x00\xff", catalog="abc")
    return tmp_path / "snapshot"


def test_what_is_saved_is_loaded(snapshot, folder):
    saved = load(folder, verify=True)

    assert (saved.watermark, saved.catalog) == (b"\x00\xff", "abc")
    assert saved.snapshot.time_zones == snapshot.time_zones
    assert saved.snapshot.trait_codes == snapshot.trait_codes
    assert saved.snapshot.locations == snapshot.locations == 40
    for name, array in snapshot.arrays().items():
        loaded = getattr(saved.snapshot, name)
        assert loaded.dtype == array.dtype
        assert np.array_equal(loaded, array)


def test_a_snapshot_of_nobody_can_be_saved(tmp_path):
    save(build(listings([])), tmp_path / "empty")

    assert len(load(tmp_path / "empty").snapshot) == 0


def test_arrays_are_mapped_and_cannot_be_written(folder):
    latitude = load(folder).snapshot.latitude

    assert isinstance(latitude.base, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        latitude[0] = 0


def test_a_snapshot_is_never_written_over(snapshot, folder):
    with pytest.raises(FileExistsError):
        save(snapshot, folder)


def test_a_missing_folder_is_unusable(tmp_path):
    with pytest.raises(SnapshotUnusable):
        load(tmp_path / "nothing")


@pytest.mark.parametrize("size", [0, 1, 100, -1])
@pytest.mark.parametrize("name", ["latitude.npy", "posting_row.npy", MANIFEST])
def test_a_file_cut_short_makes_it_unusable(folder, name, size):
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[:size])

    with pytest.raises(SnapshotUnusable):
        load(folder)


def test_a_missing_array_makes_it_unusable(folder):
    (folder / "fee.npy").unlink()

    with pytest.raises(SnapshotUnusable):
        load(folder)


def test_any_flipped_byte_of_the_manifest_makes_it_unusable(folder):
    whole = (folder / MANIFEST).read_bytes()

    for place in range(len(whole)):
        (folder / MANIFEST).write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(SnapshotUnusable):
            load(folder)


def test_another_version_is_unusable(folder):
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(manifest | {"format": manifest["format"] + 1}))

    with pytest.raises(SnapshotUnusable, match="format"):
        load(folder)


def test_an_array_too_few_in_the_manifest_is_unusable(folder):
    manifest = json.loads((folder / MANIFEST).read_text())
    body = json.loads(manifest["body"])
    del body["files"]["slots"]
    text = json.dumps(body)
    (folder / MANIFEST).write_text(json.dumps(manifest | {"body": text, "checksum": zlib.crc32(text.encode())}))

    with pytest.raises(SnapshotUnusable):
        load(folder)


def test_a_damaged_array_is_found_by_verifying(folder):
    data = bytearray((folder / "latitude.npy").read_bytes())
    data[-1] ^= 1
    (folder / "latitude.npy").write_bytes(data)

    with pytest.raises(SnapshotUnusable, match="latitude"):
        load(folder, verify=True)


def test_a_writer_that_fails_leaves_nothing_to_load(snapshot, tmp_path, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError("no space left")

    monkeypatch.setattr("matching.index.files.json.dump", full)
    with pytest.raises(OSError, match="no space"):
        save(snapshot, tmp_path / "snapshot")

    assert list(tmp_path.iterdir()) == []

"""A backup that is missing, old or small is said: by the chore at the desk, and by a command's exit code."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from caarisma.common.backups import (
    BackupsMissing,
    BackupsOld,
    BackupsSmall,
    BackupTrouble,
    backups_state,
    require_backups,
)


@pytest.fixture
def nights(tmp_path: Path, settings, now):
    """Writes the backup of so many hours ago, of so many bytes each."""
    settings.BACKUPS_DIR = str(tmp_path)

    def write(hours: float, *, database: int = 1000, documents: int = 1000) -> None:
        stamp = f"{now - timedelta(hours=hours):%Y-%m-%dT%H%M%SZ}"
        (tmp_path / f"caarisma-{stamp}.dump.age").write_bytes(b"x" * database)
        (tmp_path / f"documents-{stamp}.tar.age").write_bytes(b"x" * documents)

    return write


def test_last_nights_backup_is_well(nights, now, capsys):
    for night in range(8):
        nights(1 + 24 * night, database=1000 - 50 * night)

    state = backups_state(now)

    assert (state.trouble, state.newest_at, state.size, state.kept) == (None, now - timedelta(hours=1), (1000, 1000), 8)
    require_backups(now=now)
    call_command("check_backups")
    assert "1,000 bytes of database" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("written", "fault", "said"),
    [
        ([], BackupsMissing, BackupTrouble.MISSING),
        ([{"hours": 1, "database": 0}], BackupsMissing, BackupTrouble.MISSING),
        ([{"hours": 1, "documents": 0}, {"hours": 25}], None, None),
        ([{"hours": 1, "documents": 0}, {"hours": 27}], BackupsOld, BackupTrouble.OLD),
        ([{"hours": 26.1}], BackupsOld, BackupTrouble.OLD),
        ([{"hours": 25.9}], None, None),
        # The clock was wrong when it was made, and no backup came since
        ([{"hours": -30}, {"hours": 30}], BackupsOld, BackupTrouble.OLD),
        ([{"hours": -30}], BackupsMissing, BackupTrouble.MISSING),
        ([{"hours": -0.5}], None, None),
        ([{"hours": 1, "database": 499}, {"hours": 25}], BackupsSmall, BackupTrouble.SMALL),
        ([{"hours": 1, "documents": 499}, {"hours": 25}], BackupsSmall, BackupTrouble.SMALL),
        ([{"hours": 1, "database": 500}, {"hours": 25}], None, None),
        # What was large once, and long ago, is forgotten
        ([{"hours": 1}, *({"hours": 24 * n} for n in range(1, 8)), {"hours": 200, "database": 9000}], None, None),
    ],
)
def test_what_is_missing_old_or_small_is_said(nights, now, written, fault, said):
    for night in written:
        nights(**night)

    state = backups_state(now)

    assert state.trouble == said
    if fault is None:
        call_command("check_backups")
        return
    with pytest.raises(fault):
        require_backups(now=now)
    with pytest.raises(CommandError, match=str(said)):
        call_command("check_backups")


def test_half_a_file_and_strange_names_are_no_backup(nights, now, tmp_path):
    nights(1)
    for path in list(tmp_path.iterdir()):
        path.rename(f"{path}.part")
    (tmp_path / "caarisma-tomorrow.dump.age").write_text("x")

    assert backups_state(now).trouble == BackupTrouble.MISSING


def test_where_nobody_named_a_folder_nobody_looks(settings, now):
    settings.BACKUPS_DIR = ""

    assert backups_state(now) is None
    require_backups(now=now)
    with pytest.raises(CommandError, match="nobody looks"):
        call_command("check_backups")

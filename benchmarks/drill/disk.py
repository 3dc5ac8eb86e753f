"""The disk of the documents, with faults by order of a file."""

import errno
import os
import time
from pathlib import Path
from typing import Any

from caarisma.common import private_files


class Disk(private_files.Disk):
    def _save(self, name: str, content: Any) -> str:
        if _fault() == "stopped":
            raise OSError(errno.ENOSPC, "No space left on device")
        _take_time()
        return super()._save(name, content)

    def _open(self, name: str, mode: str = "rb") -> Any:
        _take_time()
        return super()._open(name, mode)


def _take_time() -> None:
    time.sleep(1.0 if _fault() == "slow" else 0)
    while _fault() == "hung":
        time.sleep(0.1)


def _fault() -> str:
    told = Path(os.environ["DRILL_FOLDER"], "disk")
    return told.read_text() if told.exists() else ""

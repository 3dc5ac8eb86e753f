"""What is known of the newest backup. Whoever makes backups writes a small file, and settings.BACKUP_FACTS names it."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Backup:
    at: datetime
    bytes: int


def newest_backup() -> Backup | None:
    """{"at": "2026-11-30T02:00:00Z", "bytes": 123}. None: no file, or not such a file; the alarm then rings."""
    try:
        told = json.loads(Path(settings.BACKUP_FACTS).read_text()) if settings.BACKUP_FACTS else None
        return Backup(datetime.fromisoformat(told["at"]), int(told["bytes"])) if told else None
    except (OSError, ValueError, KeyError, TypeError):
        return None

"""Delete files whose row is gone or names them no more. What does not work now, the sweeper does within the hour."""

import logging
from collections.abc import Iterable
from uuid import UUID

from caarisma.common import private_files

log = logging.getLogger(__name__)


def drop_folders(folders: Iterable[UUID]) -> int:
    """Returns how many would not go. For after the commit: what is rolled back must not lose its files."""
    failed = 0
    for folder in folders:
        try:
            private_files.delete(folder)
        except Exception as error:  # whatever a storage raises: this runs after a commit, and somebody waits for a page
            failed += 1
            log.warning("files not deleted yet", extra={"error": type(error).__name__})
    return failed

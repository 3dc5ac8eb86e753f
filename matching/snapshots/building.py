"""Builds a snapshot in a process of its own: at a million listings it takes a minute, and no other chore may wait."""

import logging
import subprocess
import sys
from typing import Final

from django.conf import settings

from matching.snapshots.services import indexing

log = logging.getLogger(__name__)

BUILD: Final = ("-m", "django", "build_index", "--if-due")


class SnapshotNotBuilt(Exception):
    """The builder ended with a fault. Searches go on with what there is."""


class Builder:
    """At most one at a time. A build that fails is told of at each look, and tried again, until one works."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.failed = False

    def tend(self) -> None:
        """Begin to build if a snapshot is due and nobody is at it. SnapshotNotBuilt while the last build failed."""
        if self.process is not None and (ended := self.process.poll()) is not None:
            self.process, self.failed = None, ended != 0
            if self.failed:
                log.error("no snapshot could be built", extra={"outcome": ended})
        if self.process is None:
            self._begin_if_due()
        if self.failed:
            raise SnapshotNotBuilt

    def stop(self) -> None:
        """What is in use stays whole."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def _begin_if_due(self) -> None:
        if why := indexing.why_due():
            log.info("snapshot due", extra={"outcome": why})
            self.process = subprocess.Popen([sys.executable, *BUILD], cwd=settings.BASE_DIR)  # noqa: S603  our own
        else:
            self.failed = False


builder = Builder()  # one a process, as its child is

"""Private files in a bucket of an S3-compatible store, not in a folder: for several machines that share no disk.

`STORAGES["private"]` names it where PRIVATE_FILES_BUCKET is set. A file is there as a whole or not at all, and whoever
asks after that sees it: the store promises both. What it gets is encrypted by private_files.py, as on a disk.
"""

import threading
from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

# A call gives up before whoever waits for it does (private_files.WAIT_SECONDS), so none stays for ever.
PATIENCE = Config(
    connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 2}, max_pool_connections=20,
    request_checksum_calculation="when_required",  # stores other than Amazon's know no newer ones
)  # fmt: skip


class Bucket(S3Storage):
    """One line to the store for all threads: each call comes from a thread of its own (hanging.py), and a line costs
    more than a call. The client below is made to be shared; nothing here keeps what a call found.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(client_config=PATIENCE, file_overwrite=True, querystring_auth=True, **options)
        self._line: Any = None
        self._making = threading.Lock()

    @property
    def connection(self) -> Any:
        with self._making:
            if self._line is None:
                self._line = super().connection
            return self._line

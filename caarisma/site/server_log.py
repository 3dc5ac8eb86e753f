"""What gunicorn may write. The address of a list is the key to it, so no line of ours holds one."""

import sys
from typing import Any

from gunicorn.glogging import Logger


class WithoutAddresses(Logger):
    """Gunicorn quotes the address, and a traceback that may quote a form, when an answer fails past Django."""

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        if str(msg).startswith("Error handling request"):
            kind = sys.exc_info()[0]
            self.error_log.error("Error handling a request: %s", kind.__name__ if kind else "unknown")
        else:
            super().exception(msg, *args, **kwargs)

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """A request that is not HTTP is quoted too; who sent it is enough."""
        super().warning(str(msg).partition(": ")[0] if str(msg).startswith("Invalid request") else msg, *args, **kwargs)

"""Telling the room that wrote a mail whether its mailbox exists. The outbox knows no room: each names its kinds of mail
when it starts (`AppConfig.ready`).
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

log = logging.getLogger(__name__)

# Called with the address, whether it was reached, and when. It may be called again with the same.
Owner = Callable[[str, bool, datetime], None]
_OWNERS: Final[dict[str, Owner]] = {}


def own_mails(kind_starts: str, owner: Owner) -> None:
    """Tell this function of each mail whose kind begins so."""
    _OWNERS[kind_starts] = owner


def tell_owner(kind: str, address: str, *, reached: bool, now: datetime) -> None:
    """After the mail is settled: what an owner makes of it keeps no other mail waiting."""
    for kind_starts, owner in _OWNERS.items():
        if kind.startswith(kind_starts):
            try:
                owner(address, reached, now)
            except Exception as error:  # its text may quote an address
                log.error("mail owner failed", extra={"error": type(error).__name__})

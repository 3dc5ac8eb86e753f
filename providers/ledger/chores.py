"""What of the ledger has to be done again and again."""

from datetime import datetime, timedelta
from typing import Final

from caarisma.common.chores.declaring import Chore
from providers.ledger.anchoring import anchor_ledger, tell_auditors
from providers.ledger.verifying import Broken, verify_all, verify_anchors

DAY: Final = timedelta(days=1)
SHOWN: Final = 20
VERIFY: Final = "verify the ledger"


class LedgerBroken(Exception):
    """The chore failed for a reason that a person has to look at."""


def verify_ledger(*, now: datetime) -> None:
    """Read all chains and anchors. What is broken is told to the auditors, and the chore shows as failed."""
    broken = [one for _done, some in verify_all() for one in some] + verify_anchors(now=now)
    if broken:
        _tell(broken, now)
        raise LedgerBroken(f"{len(broken)} broken, see manage.py verify_ledger")


def _tell(broken: list[Broken], now: datetime) -> None:
    context = {"count": len(broken), "rows": broken[:SHOWN]}
    key = f"ledger broken {now:%Y-%m-%d}"
    tell_auditors("providers/ledger/emails/broken.txt", context, kind="ledger_broken", key=key, now=now)


CHORES: Final = (
    # Everywhere: each machine has a folder of its own, and a gap of two days in it is told as a fault.
    Chore(name="anchor the ledger", every=DAY, run=lambda look: anchor_ledger(now=look.now) and None, everywhere=True),
    Chore(name=VERIFY, every=30 * DAY, run=lambda look: verify_ledger(now=look.now)),
)

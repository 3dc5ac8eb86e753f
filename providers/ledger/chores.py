"""What of the ledger has to be done again and again."""

from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from django.conf import settings
from django.db import transaction

from caarisma.common.chores.declaring import Chore
from caarisma.common.outbox.parts import render_letter
from caarisma.common.outbox.writing import post
from providers.ledger.anchoring import LIFE, anchor_ledger
from providers.ledger.verifying import Broken, verify_all, verify_anchors

DAY: Final = timedelta(days=1)
SHOWN: Final = 20


class LedgerBroken(Exception):
    """The chore failed for a reason that a person has to look at."""


def verify_ledger(*, now: datetime) -> None:
    """Read all chains and anchors. What is broken is told to the auditors, and the chore shows as failed."""
    broken = [one for _done, some in verify_all() for one in some] + verify_anchors(now=now)
    if broken:
        _tell(broken, now)
        raise LedgerBroken(f"{len(broken)} broken, see manage.py verify_ledger")


@transaction.atomic
def _tell(broken: list[Broken], now: datetime) -> None:
    letter = render_letter(
        "providers/ledger/emails/broken.txt", language="en-us", count=len(broken), rows=list(islice(broken, SHOWN))
    )
    for address in settings.LEDGER_AUDITORS:
        post(
            letter, kind="ledger_broken", to=address, language="en-us", life=LIFE, now=now,
            key=f"ledger broken {now:%Y-%m-%d}:{address}"[:80],
        )  # fmt: skip


CHORES: Final = (
    Chore(name="anchor the ledger", every=DAY, run=lambda look: anchor_ledger(now=look.now) and None),
    Chore(name="verify the ledger", every=30 * DAY, run=lambda look: verify_ledger(now=look.now)),
)

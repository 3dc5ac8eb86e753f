"""A new value for PROOF_KEYS, with a new key in front. It changes nothing by itself: whoever runs it sets the value."""

import base64
import secrets
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from matching.proofs.keys import LOST, SEED_BYTES, KeyStatus, ProofKey, proof_keys
from matching.proofs.services.signing import written_instant

ANNOUNCED: Final = timedelta(hours=72)  # a copy of the key file may be some days old
HOW: Final = """Put this value in place of PROOF_KEYS and start web, worker and sweeper anew. Keep a copy as
safe as that of FIELD_KEYS. The new key is published at once and signs from {start} on. Until then the old one signs."""
HOW_LOST: Final = """Put this value in place of PROOF_KEYS and start web, worker and sweeper anew, now.
The new key signs at once. Nothing that the lost one signed can be confirmed any more."""


class Command(BaseCommand):
    help = "Print a new value for PROOF_KEYS: a new key, announced for three days before it signs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lost", action="store_true", help="Somebody else may have the key that signs now.")

    def handle(self, *args: Any, **options: Any) -> None:
        now, lost = timezone.now().replace(second=0, microsecond=0), options["lost"]  # a proof is of a whole minute
        if not lost and proof_keys()[0].status(now) == KeyStatus.ANNOUNCED:
            raise CommandError(f"A new key is announced already. It signs from {proof_keys()[0].sign_from} on.")
        start = now if lost else now + ANNOUNCED
        self.stdout.write(",".join([_new(start), *_known(now, lost=lost)]))
        self.stderr.write((HOW_LOST if lost else HOW).format(start=written_instant(start)))


def _new(start: datetime) -> str:
    return f"{base64.urlsafe_b64encode(secrets.token_bytes(SEED_BYTES)).decode()}@{written_instant(start)}"


def _known(now: datetime, *, lost: bool) -> Iterator[str]:
    """The keys of today. Of those that sign nothing more, the public half alone. `lost`: what signs now, and what waits
    beside it in the same place."""
    for entry, key in zip(settings.PROOF_KEYS, proof_keys(), strict=True):
        status = key.status(now)
        if lost and key.private and status != KeyStatus.RETIRED:
            if status == KeyStatus.SIGNING:
                yield f"{LOST}{_public(key)}"
        elif status == KeyStatus.SIGNING:
            yield entry
        else:
            yield f"{LOST if key.is_lost else ''}{_public(key)}"


def _public(key: ProofKey) -> str:
    return key.multibase + (f"@{written_instant(key.sign_from)}" if key.sign_from else "")

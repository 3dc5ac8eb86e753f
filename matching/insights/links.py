"""The address that stops the weekly mail: signed, so nothing need be kept for it, and it opens nothing."""

from typing import Final
from uuid import UUID

from django.core.signing import BadSignature, Signer

STOPS: Final = Signer(salt="matching.insights.stop", sep=".")


def signed_stop(key: UUID) -> str:
    return STOPS.sign(key.hex)


def stopped_by(signed: str) -> UUID | None:
    try:
        return UUID(STOPS.unsign(signed))
    except (BadSignature, ValueError):
        return None

"""The newest row of a provider's ledger of looks, sealed into a proof: it binds us and tells nobody anything.

A row is short, so whoever had its bare hash could try what it says. The seal is salted by the minute: two proofs of two
minutes have two seals, and do not tell whether we looked at anything in between. Whoever is to check a saved proof gets
salt and hash of that one from us (`manage.py open_ledger_head`): no other history fits it.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Final, NamedTuple

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils.crypto import salted_hmac

from matching.proofs.services.signing import written_instant
from providers.ledger.models import ProviderLook

SALT: Final = "caarisma.proofs.ledger_head"
NEWEST_HASH: Final = Subquery(  # seen from a place
    ProviderLook.objects.filter(provider=OuterRef("provider")).order_by("-number").values("hash")[:1]
)


class OpenedHead(NamedTuple):
    """Look `number` was the newest; SHA-256 of salt and hash, both as bytes, is the seal."""

    number: int
    hash: str
    salt: str


def seal(head: str, *, provider_id: int, begins: datetime) -> str:
    return _sealed(head, _salt(provider_id, begins, settings.SECRET_KEY))


def open_seal(sealed: str, *, provider_id: int, begins: datetime) -> OpenedHead | None:
    """None: no row that we have is in it."""
    looks = list(ProviderLook.objects.filter(provider=provider_id).order_by("-number").values_list("number", "hash"))
    for secret in _secrets():
        salt = _salt(provider_id, begins, secret)
        for number, head in looks:
            if _sealed(head, salt) == sealed:
                return OpenedHead(number, head, salt.hex())
    return None


def _sealed(head: str, salt: bytes) -> str:
    return sha256(salt + bytes.fromhex(head)).hexdigest()


def _salt(provider_id: int, begins: datetime, secret: str) -> bytes:
    said = f"{provider_id} {written_instant(begins)}"
    return salted_hmac(SALT, said, secret=secret, algorithm="sha256").digest()


def _secrets() -> Iterable[str]:
    return [str(each) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]

"""The keys that sign, from the setting PROOF_KEYS alone: newest first, each with the instant from which it signs.

    SEED                          32 random bytes in base64; the oldest key may say no instant
    SEED@2026-12-03T09:00:00Z     signs from then on, and is published before
    z6Mk...@2026-06-01T09:00:00Z  its public half, kept once the private one is gone
    lost:z6Mk...                  somebody else may have it: nothing that it signed can be believed

A key signs until the next newer one does. So all machines change at the same instant without being told, and no key is
in the database, nor in a backup of it.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from matching.proofs.caarisma_verify import ED25519, base58, unbase58

LOST: Final = "lost:"
SEED_BYTES: Final = 32
MULTIBASE: Final = "z6Mk"


class KeyStatus(StrEnum):
    """Words of the published file."""

    ANNOUNCED = "announced"
    SIGNING = "signing"
    RETIRED = "retired"
    COMPROMISED = "compromised"


@dataclass(frozen=True, slots=True)
class ProofKey:
    public: Ed25519PublicKey
    private: Ed25519PrivateKey | None
    sign_from: datetime | None  # None: from the beginning
    sign_until: datetime | None  # None: no newer key is known
    is_lost: bool

    @property
    def multibase(self) -> str:
        return base58(ED25519 + self.public.public_bytes(Encoding.Raw, PublicFormat.Raw))

    @property
    def pem(self) -> str:
        return self.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def status(self, now: datetime) -> KeyStatus:
        if self.is_lost:
            return KeyStatus.COMPROMISED
        if self.sign_from and now < self.sign_from:
            return KeyStatus.ANNOUNCED
        if self.sign_until and now >= self.sign_until:
            return KeyStatus.RETIRED
        return KeyStatus.SIGNING


def proof_keys() -> tuple[ProofKey, ...]:
    """Newest first. Raises ImproperlyConfigured for a setting that cannot be read."""
    return read_keys(tuple(settings.PROOF_KEYS))


@lru_cache(maxsize=4)
def read_keys(entries: tuple[str, ...]) -> tuple[ProofKey, ...]:
    if not entries:
        raise ImproperlyConfigured("PROOF_KEYS is not set. Without it nothing can be signed.")
    keys: list[ProofKey] = []
    for entry in entries:
        keys.append(_key(entry, until=keys[-1].sign_from if keys else None))
    _require_turn(keys)
    return tuple(keys)


def signing_key(now: datetime) -> ProofKey:
    """The one that signs at the instant `now` (aware)."""
    for key in proof_keys():
        if key.status(now) == KeyStatus.SIGNING and key.private:
            return key
    raise ImproperlyConfigured("No key of PROOF_KEYS signs now. Run `manage.py rotate_proof_keys` for a new value.")


def _key(entry: str, *, until: datetime | None) -> ProofKey:
    """The words of an entry may be a secret, so no error repeats them."""
    is_lost, rest = entry.startswith(LOST), entry.removeprefix(LOST)
    written, _, start = rest.partition("@")
    try:
        sign_from = datetime.fromisoformat(start) if start else None
        if sign_from and sign_from.tzinfo is None:
            raise ValueError
        public, private = _halves(written)
    except (ValueError, binascii.Error):
        raise ImproperlyConfigured(
            "PROOF_KEYS: an entry is neither 32 bytes in base64 nor a public key, or its instant has no zone."
        ) from None
    return ProofKey(public, private, sign_from, until, is_lost)


def _halves(written: str) -> tuple[Ed25519PublicKey, Ed25519PrivateKey | None]:
    if written.startswith(MULTIBASE):
        raw = unbase58(written)
        return Ed25519PublicKey.from_public_bytes(raw.removeprefix(ED25519)), None
    seed = base64.b64decode(written.replace("-", "+").replace("_", "/"), validate=True)
    if len(seed) != SEED_BYTES:
        raise ValueError
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return private.public_key(), private


def _require_turn(keys: Sequence[ProofKey]) -> None:
    starts = [key.sign_from for key in keys]
    if None in starts[:-1]:
        raise ImproperlyConfigured("PROOF_KEYS: every key but the oldest, the last, needs the instant it signs from.")
    dated = [start for start in starts if start]
    if dated != sorted(set(dated), reverse=True):
        raise ImproperlyConfigured("PROOF_KEYS: the newest key comes first, and no two begin at the same instant.")
    if len({key.multibase for key in keys}) != len(keys):
        raise ImproperlyConfigured("PROOF_KEYS: a key stands in it twice.")

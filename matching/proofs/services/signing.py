"""Signing: raw Ed25519 for files that `openssl` checks, and Data Integrity proofs (eddsa-jcs-2022) for JSON."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from matching.proofs.caarisma_verify import PROOF, base58, what_is_signed
from matching.proofs.keys import ProofKey, signing_key


def sign_bytes(data: bytes, *, now: datetime | None = None) -> bytes:
    """64 bytes. The same data and key give the same signature, whenever it is made."""
    return _sign(signing_key(now or timezone.now()), data)


def sign_document(document: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """The document with its proof. Raises ValueError for what JSON cannot hold exactly, and for one that is signed."""
    if "proof" in document:
        raise ValueError("the document has a proof already")
    key = signing_key(now)
    proof = {
        **PROOF,
        "created": written_instant(now),
        "verificationMethod": method_of(key),
    }
    if "@context" in document:
        proof["@context"] = document["@context"]
    value = base58(_sign(key, what_is_signed(document, proof)))
    return {**document, "proof": {**proof, "proofValue": value}}


def public_pem(*, now: datetime | None = None) -> str:
    """Of the key that signs now, as `openssl` reads it."""
    return signing_key(now or timezone.now()).pem


def issuer() -> str:
    """Who we are to programs: did:web, whose file is at /.well-known/did.json."""
    return f"did:web:{urlsplit(settings.SITE_URL).netloc.replace(':', '%3A')}"


def method_of(key: ProofKey) -> str:
    return f"{issuer()}#{key.multibase}"


def written_instant(at: datetime) -> str:
    """To the second, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _sign(key: ProofKey, data: bytes) -> bytes:
    assert key.private is not None  # signing_key() gives no other
    return key.private.sign(data)

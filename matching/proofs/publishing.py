"""The published keys: our own file, which says when each signs, and did.json for programs that know did:web."""

from datetime import datetime
from typing import Any

from matching.proofs.keys import KeyStatus, ProofKey, proof_keys
from matching.proofs.services.signing import issuer, method_of, written_instant


def key_file(*, now: datetime) -> dict[str, Any]:
    """All keys that ever signed, and the next one: without the old ones, old proofs could not be read."""
    return {"issuer": issuer(), "asOf": now.date().isoformat(), "keys": [_told(key, now) for key in proof_keys()]}


def _told(key: ProofKey, now: datetime) -> dict[str, Any]:
    told = {**_method(key), "publicKeyPem": key.pem, "status": str(key.status(now))}
    if key.sign_from:
        told["signFrom"] = written_instant(key.sign_from)
    if key.sign_until:
        told["signUntil"] = written_instant(key.sign_until)
    return told


def did_file(*, now: datetime) -> dict[str, Any]:
    """Without keys that somebody else may have: who reads this file alone would believe them."""
    keys = [key for key in proof_keys() if key.status(now) != KeyStatus.COMPROMISED]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": issuer(),
        "verificationMethod": [_method(key) for key in keys],
        "assertionMethod": [method_of(key) for key in keys],
    }


def _method(key: ProofKey) -> dict[str, str]:
    return {
        "id": method_of(key),
        "type": "Multikey",
        "controller": issuer(),
        "publicKeyMultibase": key.multibase,
    }

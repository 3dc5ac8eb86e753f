"""What we sign is what the standards say: RFC 8785 for the text, the Data Integrity specification for the proof."""

import base64
import json
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.core.exceptions import ImproperlyConfigured

from matching.proofs.caarisma_verify import base58, canonical, unbase58, what_is_signed
from matching.proofs.checks import proof_keys_sign
from matching.proofs.keys import KeyStatus, proof_keys, signing_key
from matching.proofs.services.signing import public_pem, sign_bytes, sign_document

VECTORS = Path(__file__).parent / "vectors"
BEGIN = datetime(2026, 12, 3, 9, tzinfo=UTC)
LATER = BEGIN + timedelta(days=180)


def seed(letter: str) -> str:
    return base64.b64encode(letter.encode() * 32).decode()


# --- The standards' own examples ------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_the_canonical_form_is_that_of_rfc_8785(name):
    pairs = json.loads((VECTORS / "rfc8785.json").read_text())

    assert canonical(json.loads(pairs[name]["input"])) == bytes.fromhex(pairs[name]["outhex"])


@pytest.mark.parametrize(
    ("bits", "text"),
    [  # RFC 8785, appendix B
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("444b1ae4d6e2ef4f", "999999999999999900000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555554", "333333333.33333325"),
        ("41b3de4355555557", "333333333.33333343"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_numbers_are_written_as_rfc_8785_says(bits, text):
    (number,) = struct.unpack(">d", bytes.fromhex(bits))

    assert canonical(number) == text.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53, -(2**53), "\ud800", {1: 2}, {"a": datetime.max}])
def test_what_json_cannot_hold_exactly_is_not_signed(value):
    with pytest.raises(ValueError, match=r"number|codec|no place"):
        canonical(value)


def test_a_proof_is_byte_for_byte_that_of_the_specification():
    """w3c/vc-di-eddsa, TestVectors/eddsa-jcs-2022, at the Recommendation of 2025-05-15."""
    vector = json.loads((VECTORS / "eddsa-jcs-2022.json").read_text())
    document, key = vector["signed"], Ed25519PrivateKey.from_private_bytes(unbase58(vector["private"])[2:])
    proof = document.pop("proof")
    value = proof.pop("proofValue")

    signed = what_is_signed(document, proof)

    assert signed.hex() == vector["combinedHash"]
    assert base58(key.sign(signed)) == value


# --- Ours -----------------------------------------------------------------------------------------------------------
def test_a_signed_document_holds_until_a_letter_is_changed(now):
    signed = sign_document({"@context": ["https://www.w3.org/ns/credentials/v2"], "name": "Núñez", "n": 7}, now=now)
    document = dict(signed)
    proof = document.pop("proof")
    value = unbase58(proof.pop("proofValue"))
    key = signing_key(now).public

    key.verify(value, what_is_signed(document, proof))
    assert proof["@context"] == document["@context"]
    assert proof["verificationMethod"].startswith("did:web:caarisma.example#z6Mk")
    with pytest.raises(InvalidSignature):
        key.verify(value, what_is_signed({**document, "n": 8}, proof))
    with pytest.raises(InvalidSignature):
        key.verify(value, what_is_signed(document, {**proof, "created": "2020-01-01T00:00:00Z"}))
    with pytest.raises(ValueError, match="proof already"):
        sign_document(signed, now=now)


def test_bytes_are_signed_so_that_the_published_key_checks_them():
    load_pem_public_key(public_pem().encode()).verify(sign_bytes(b"SHA256SUMS"), b"SHA256SUMS")

    assert sign_bytes(b"SHA256SUMS") == sign_bytes(b"SHA256SUMS")


def test_a_new_key_signs_from_its_instant_on_and_the_old_one_stays_known(settings):
    settings.PROOF_KEYS = [f"{seed('b')}@{BEGIN.isoformat()}", seed("a")]
    new, old = proof_keys()
    just_before = BEGIN - timedelta(seconds=1)

    assert signing_key(just_before) == old
    assert [new.status(just_before), old.status(just_before)] == [KeyStatus.ANNOUNCED, KeyStatus.SIGNING]
    assert signing_key(BEGIN) == new
    assert [new.status(BEGIN), old.status(BEGIN)] == [KeyStatus.SIGNING, KeyStatus.RETIRED]


def test_public_halves_stay_after_the_private_ones_are_gone(settings):
    settings.PROOF_KEYS = [seed("a")]
    public = proof_keys()[0].multibase

    settings.PROOF_KEYS = [f"{seed('b')}@{BEGIN.isoformat()}", f"lost:{public}"]

    assert proof_keys()[1].multibase == public
    assert proof_keys()[1].status(LATER) == KeyStatus.COMPROMISED
    with pytest.raises(ImproperlyConfigured, match="rotate_proof_keys"):
        signing_key(BEGIN - timedelta(days=1))  # a lost key signs nothing, not even until the new one does


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([], "PROOF_KEYS is not set"),
        (["dG9vIHNob3J0"], "neither"),
        (["z6MkNotAKey0OIl"], "neither"),
        ([f"{seed('b')}@2026-12-03T09:00:00", seed("a")], "no zone"),
        ([seed("b"), seed("a")], "every key but the oldest"),
        ([f"{seed('b')}@{BEGIN.isoformat()}", f"{seed('a')}@{LATER.isoformat()}"], "newest key comes first"),
        ([f"{seed('a')}@{BEGIN.isoformat()}", seed("a")], "twice"),
        ([f"{seed('b')}@2999-12-03T09:00:00Z"], "No key of PROOF_KEYS signs now"),
        # Not a secret: the one of the settings for tests.
        (["dGVzdHMtb25seS1rZXktbm90LWZvci1wZW9wbGUhISE="], "which everybody has"),
    ],
)
def test_the_deploy_check_refuses_what_cannot_sign_and_repeats_no_secret(settings, entries, words):
    settings.PROOF_KEYS = entries

    (error,) = proof_keys_sign(None)

    assert words in error.msg
    assert all(entry not in error.msg for entry in entries)


def test_the_deploy_check_lets_a_key_of_ones_own_pass(settings):
    settings.PROOF_KEYS = [seed("q")]

    assert proof_keys_sign(None) == []

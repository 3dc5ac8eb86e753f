"""Drawing entries so that anybody can check who was drawn, and nobody can choose. Pure, and nothing but SHA-256.

Before the month we publish the hash of a seed that nobody can guess. When the month begins, the entries of that moment
are written down as a list of codes, the frame, whose hash is published at once. The order of the draw is by

    sha256(seed ":" sha256(frame) ":" code)

so that neither the seed alone nor the list alone says who comes first. After the month the seed is published. Whoever
has frame and seed draws the same. A code is `sha256(cover ":" address of the place)` with a cover of its own, which we
give to the place on request: so a list of old months tells nobody who has left since.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from hmac import digest
from typing import Final

SAMPLE: Final = 96  # for +-5 of 100 at a share of 93, see wilson.py
SEPARATOR: Final = ":"


def hashed(*parts: str) -> str:
    return sha256(SEPARATOR.join(parts).encode()).hexdigest()


def cover_of(secret: str, place_id: int) -> str:
    """What opens the code of one place, and no other."""
    return digest(secret.encode(), str(place_id).encode(), "sha256").hex()


def code_of(secret: str, place_id: int, address: str) -> str:
    return hashed(cover_of(secret, place_id), address)


def frame_of(codes: Iterable[str]) -> str:
    """One code a line, in the order of the alphabet: it says nothing of when somebody joined."""
    return "".join(f"{code}\n" for code in sorted(codes))


def drawn(frame: str, seed: str, *, most: int) -> list[str]:
    """Codes in the order of the draw."""
    fingerprint = sha256(frame.encode()).hexdigest()
    return sorted(frame.split(), key=lambda code: (hashed(seed, fingerprint, code), code))[:most]


def sample_of(entries: int, *, sample: int = SAMPLE) -> int:
    """Of few entries fewer tell as much: n / (1 + (n - 1) / N), rounded up."""
    return min(entries, -(-sample * entries // (entries + sample - 1))) if entries else 0


def places_of(secret: str, addresses: Mapping[int, str]) -> dict[str, int]:
    """Code -> place."""
    return {code_of(secret, place_id, address): place_id for place_id, address in addresses.items()}

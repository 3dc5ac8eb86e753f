"""References, links, codes and keyed hashes. What opens something is stored as a hash alone."""

import hashlib
import secrets
from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT: Final = "matching.consultations"
# Without 0, 1, I, L, O, U: read out on the phone and written down by hand.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """For the phone. It finds a row for a clinic that is signed in, and opens nothing."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def new_token() -> str:
    return secrets.token_urlsafe(24)  # 192 bits


def new_code() -> str:
    return f"{secrets.randbelow(10**8):08d}"


def hashed(secret: str) -> str:
    """Of something that is long and random by itself."""
    return hashlib.sha256(secret.encode()).hexdigest()


def keyed(kind: str, value: str, *, secret: str | bytes | None = None) -> str:
    """Of something that could be guessed: a code, an address."""
    return salted_hmac(f"{SALT}.{kind}", value, secret=secret, algorithm="sha256").hexdigest()


def address_key(address: str) -> str:
    return keyed("address", plain_address(address))


def address_keys(address: str) -> list[str]:
    """Also those that older keys of the site would give, so that a new key makes nobody a stranger."""
    secrets_of_site = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [keyed("address", plain_address(address), secret=one) for one in secrets_of_site]


def plain_address(address: str) -> str:
    return address.strip().lower()


def plain_reference(typed: str) -> str:
    """As it is said on the phone or copied from paper: small letters, spaces, no hyphen."""
    letters = "".join(character for character in typed.upper() if character.isascii() and character.isalnum())[:8]
    return f"{letters[:4]}-{letters[4:]}"

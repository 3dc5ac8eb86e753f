"""A JSON field that the database only ever sees encrypted.

Fernet (AES-128-CBC with HMAC-SHA256) through `cryptography`; MultiFernet reads with every key in FIELD_KEYS and writes
with the first, so keys rotate without a stop. Nothing can be searched by these values, which is the point.
"""

import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

BLOCK = 1024


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured("FIELD_KEYS is not set. Without it health answers can be neither written nor read.")
    return MultiFernet([Fernet(key) for key in keys])


def field_cipher() -> MultiFernet:
    """The cipher for the keys now in settings, newest first."""
    return _cipher(tuple(settings.FIELD_KEYS))


def padded(text: str) -> bytes:
    """To whole kilobytes with blanks, which JSON allows at its end: the length of a token tells nothing either."""
    clear = text.encode()
    return clear.ljust(-(-len(clear) // BLOCK) * BLOCK)


class EncryptedJSONField(models.BinaryField):
    """JSON in Python, a Fernet token (bytea) in PostgreSQL."""

    description = "Encrypted JSON"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = False  # never in a form or the admin by accident
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> bytes | None:
        if value is None:
            return None
        return field_cipher().encrypt(padded(json.dumps(value, separators=(",", ":"))))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        token = value if prepared else self.get_prep_value(value)
        return None if token is None else connection.Database.Binary(token)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else json.loads(field_cipher().decrypt(bytes(value)))

    def to_python(self, value: Any) -> Any:
        return value

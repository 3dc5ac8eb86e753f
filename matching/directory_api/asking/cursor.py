"""Where the next page begins, for whoever asks with the same query: stateless, signed, and good for ever.

The key of a page is that of its last row in an order in which rows never move, so what comes and goes between two pages
doubles nobody and skips nobody. Signed, or everybody could walk the directory in leaps of their own.
"""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from hmac import compare_digest
from typing import Final, NamedTuple

from django.conf import settings
from django.utils.crypto import salted_hmac

from matching.directory_api.asking.terms import SearchTerms

FORM: Final = struct.Struct(">BB8sqq")  # version, order, hash of the query, two numbers
VERSION: Final = 1
ORDERS: Final = ("_id", "_lastUpdated", "near", "history")
SIGNATURE: Final = 12
NO_TERMS: Final = ("_count", "_total", "_totalMethod", "_format")
SALT: Final = "caarisma.directory_api.cursor"


class BadCursor(Exception):
    """Forged, cut, or not ours."""


class OtherQuery(Exception):
    """Ours, and of another query."""


class After(NamedTuple):
    """The last row of the page before: an instant in microseconds or a distance in tenths of a meter, and its id."""

    key: int
    entry: int


BEGINNING: Final = After(-(2**62), 0)


def query_hash(terms: SearchTerms) -> bytes:
    """Of what was asked and in which order, without how many on a page."""
    asked = sorted(pair for pair in terms.understood if pair[0] not in NO_TERMS)
    return sha256(repr([int(terms.kind), terms.order, asked]).encode()).digest()[:8]


def write(after: After, *, order: str, query: bytes) -> str:
    data = FORM.pack(VERSION, ORDERS.index(order), query, after.key, after.entry)
    return urlsafe_b64encode(data + _signature(data, settings.SECRET_KEY)).decode().rstrip("=")


def read(text: str, *, order: str, query: bytes) -> After:
    """Raises BadCursor or OtherQuery."""
    try:
        raw = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        if urlsafe_b64encode(raw).decode().rstrip("=") != text:
            raise BadCursor
        data, signature = raw[:-SIGNATURE], raw[-SIGNATURE:]
        version, number, asked, key, entry = FORM.unpack(data)
    except (ValueError, struct.error) as error:
        raise BadCursor from error
    keys: list[str] = [str(each) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    if version != VERSION or not any(compare_digest(signature, _signature(data, each)) for each in keys):
        raise BadCursor
    if asked != query or ORDERS[number] != order:
        raise OtherQuery
    return After(key, entry)


def _signature(data: bytes, secret: str) -> bytes:
    return salted_hmac(SALT, data, secret=secret, algorithm="sha256").digest()[:SIGNATURE]

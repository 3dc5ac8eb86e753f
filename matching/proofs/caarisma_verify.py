"""Check a signed file of Caarisma without asking anybody: neither Caarisma nor the network.

    python -m caarisma_verify proof.json --keys caarisma-proof-keys.json

Needs Python 3.11 or later and `cryptography`, nothing else. What it cannot tell, it says.
"""

import json
import math
from typing import Any, Final

BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519: Final = b"\xed\x01"  # what a public key begins with in the Multikey form
EXACT: Final = 2**53  # whole numbers from here on are not exact in JSON
ES_EXPONENT: Final = range(-6, 21)  # powers of ten that JavaScript writes out; others get an exponent


# --- The canonical form (RFC 8785, JCS) -----------------------------------------------------------------------------
def canonical(value: Any) -> bytes:
    """`value` as the one text that is signed. Raises ValueError for what JSON cannot hold exactly."""
    return _written(value).encode()


def _written(value: Any) -> str:
    match value:
        case None | bool() | str():
            return json.dumps(value, ensure_ascii=False)
        case int():
            if abs(value) >= EXACT:
                raise ValueError("a number is too large to be exact")
            return str(value)
        case float():
            return _number(value)
        case list() | tuple():
            return f"[{','.join(map(_written, value))}]"
        case dict():
            # By UTF-16 code units, as JavaScript sorts.
            names = sorted(value, key=lambda name: name.encode("utf-16-be"))
            return f"{{{','.join(f'{_written(name)}:{_written(value[name])}' for name in names)}}}"
    raise ValueError(f"{type(value).__name__} has no place in JSON")


def _number(value: float) -> str:
    """As JavaScript writes it: the shortest digits that mean this number, and its rule for exponents."""
    if not math.isfinite(value):
        raise ValueError("a number is not finite")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, power = f"{abs(value)!r}e0".partition("e")
    whole, _, part = mantissa.partition(".")
    exponent = int(power.partition("e")[0]) + len(whole)
    digits = (whole + part).lstrip("0")
    exponent -= len(whole + part) - len(digits)
    digits = digits.rstrip("0")
    point = exponent  # how many digits stand before the point
    if point - 1 not in ES_EXPONENT:
        rest = f".{digits[1:]}" if digits[1:] else ""
        return f"{sign}{digits[0]}{rest}e{point - 1:+d}"
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    if len(digits) <= point:
        return f"{sign}{digits.ljust(point, '0')}"
    return f"{sign}{digits[:point]}.{digits[point:]}"


# --- base58btc, as keys and signatures are written ("z" in front) ---------------------------------------------------
def base58(data: bytes) -> str:
    number, text = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, 58)
        text = BASE58[digit] + text
    return f"z{'1' * (len(data) - len(data.lstrip(bytes(1))))}{text}"


def unbase58(text: str) -> bytes:
    """Raises ValueError for what is none."""
    if not text.startswith("z"):
        raise ValueError("not base58btc")
    number, digits = 0, text[1:]
    for digit in digits:
        number = number * 58 + BASE58.index(digit)
    zeros = len(digits) - len(digits.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)

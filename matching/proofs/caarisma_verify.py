"""Check a signed file of Caarisma without asking anybody: neither Caarisma nor the network.

    python -m caarisma_verify proof.json --keys caarisma-proof-keys.json

Needs Python 3.11 or later and `cryptography`, nothing else. It says what holds, what does not, and what it cannot tell.
Exit codes: 0 genuine and in time, 1 not genuine, 2 a file could not be read, 3 genuine but old, 4 the key was lost,
5 unknown key, 6 its time has not begun, 7 about somebody made up.
"""

import argparse
import hashlib
import json
import math
import os
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    sys.exit("Get the library first: python -m pip install cryptography")

LARGEST: Final = 1_000_000  # bytes; a proof has some three thousand
SLOW_CLOCK: Final = timedelta(seconds=60)
LONGEST: Final = timedelta(hours=24)  # a proof that says it holds for longer is none of ours
LISTING: Final = "CaarismaListing"  # among the types of a proof that somebody is listed
PROOF: Final = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "proofPurpose": "assertionMethod"}
OF_A_PROOF: Final = {*PROOF, "created", "verificationMethod", "proofValue"}
NOBODYS_NPI: Final = "2"  # numbers are given out from 1 upwards; those of made-up people begin so

BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519: Final = b"\xed\x01"  # what a public key begins with in the Multikey form
EXACT: Final = 2**53  # whole numbers from here on are not exact in JSON
WRITTEN_OUT: Final = range(-6, 21)  # powers of ten that JavaScript writes out; others get an exponent


class Exit(IntEnum):
    GENUINE = 0
    NOT_GENUINE = 1
    UNREADABLE = 2
    OLD = 3
    KEY_LOST = 4
    KEY_UNKNOWN = 5
    EARLY = 6
    MADE_UP = 7


class NotGenuineError(Exception):
    """Its argument names the reason in WORDS."""


@dataclass(frozen=True)
class FileVerdict:
    exit: Exit
    why: str = ""  # of what is not genuine: a name in WORDS
    document: Mapping[str, Any] | None = None  # only what is genuine is ever repeated
    made_at: datetime | None = None


# --- The question ---------------------------------------------------------------------------------------------------
def verify(proof_file: bytes, keys: Iterable[Mapping[str, Any]], *, at: datetime) -> FileVerdict:
    """`keys`: those of the published file. `at` (aware): the instant to ask about."""
    try:
        return _verdict(_read(proof_file), keys, at)
    except NotGenuineError as error:
        return FileVerdict(Exit.NOT_GENUINE, why=str(error))


def read_keys(key_file: bytes) -> list[Mapping[str, Any]]:
    """Raises ValueError for a file that is no key file."""
    try:
        keys = _read(key_file).get("keys")
    except NotGenuineError as error:
        raise ValueError("not a key file") from error
    if not isinstance(keys, list) or not all(isinstance(key, dict) and isinstance(key.get("id"), str) for key in keys):
        raise ValueError("not a key file")
    return keys


def _verdict(signed: dict[str, Any], keys: Iterable[Mapping[str, Any]], at: datetime) -> FileVerdict:
    proof = signed.get("proof")
    if not isinstance(proof, dict) or any(proof.get(name) != value for name, value in PROOF.items()):
        raise NotGenuineError("unsigned")
    if {*proof} - {"@context"} != OF_A_PROOF or proof.get("@context") != signed.get("@context"):
        raise NotGenuineError("unsigned")
    key = next((each for each in keys if each["id"] == proof["verificationMethod"]), None)
    if key is None:
        return FileVerdict(Exit.KEY_UNKNOWN)
    document = {name: value for name, value in signed.items() if name != "proof"}
    _require_signed(document, proof, key)
    made_at = _instant(proof["created"])
    if key.get("status") == "compromised":
        return FileVerdict(Exit.KEY_LOST)
    if not _signed_then(key, made_at) or document.get("issuer", key.get("controller")) != key.get("controller"):
        raise NotGenuineError("wrong_key")
    return FileVerdict(_when(document, made_at, at), document=document, made_at=made_at)


def _when(document: Mapping[str, Any], made_at: datetime, at: datetime) -> Exit:
    """Whether it speaks about now."""
    if not _is_listing(document):
        return Exit.EARLY if at < made_at - SLOW_CLOCK else Exit.GENUINE
    first, last = _instant(document.get("validFrom")), _instant(document.get("validUntil"))
    about = document.get("credentialSubject")
    if not first <= last <= first + LONGEST or abs(made_at - first) > SLOW_CLOCK:
        raise NotGenuineError("wrong_times")
    if not isinstance(about, dict) or about.get("listed") is not True or not isinstance(about.get("checks"), list):
        raise NotGenuineError("wrong_facts")
    if about.get("demonstration") is not False:
        return Exit.MADE_UP
    if str(about.get("npi", NOBODYS_NPI)).startswith(NOBODYS_NPI):
        raise NotGenuineError("wrong_facts")
    if at < first - SLOW_CLOCK:
        return Exit.EARLY
    return Exit.OLD if at > last + SLOW_CLOCK else Exit.GENUINE


def _is_listing(document: Mapping[str, Any]) -> bool:
    """Whatever else we sign must not pass for one."""
    kinds, about = document.get("type"), document.get("credentialSubject")
    if isinstance(kinds, list) and LISTING in kinds:
        return True
    if isinstance(about, dict) and "listed" in about:
        raise NotGenuineError("wrong_facts")
    return False


def _require_signed(document: dict[str, Any], proof: dict[str, Any], key: Mapping[str, Any]) -> None:
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        public = Ed25519PublicKey.from_public_bytes(unbase58(key["publicKeyMultibase"]).removeprefix(ED25519))
        public.verify(unbase58(proof["proofValue"]), what_is_signed(document, options))
    except (InvalidSignature, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        raise NotGenuineError("changed") from None


def _signed_then(key: Mapping[str, Any], made_at: datetime) -> bool:
    first, last = key.get("signFrom"), key.get("signUntil")
    return (not first or _instant(first) <= made_at) and (not last or made_at < _instant(last))


def _instant(written: Any) -> datetime:
    try:
        at = datetime.fromisoformat(written)
    except (TypeError, ValueError):
        raise NotGenuineError("wrong_times") from None
    if at.tzinfo is None:
        raise NotGenuineError("wrong_times")
    return at


# --- Reading strictly -----------------------------------------------------------------------------------------------
def _read(content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST:
        raise NotGenuineError("too_large")
    try:
        found = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_require_no_constant)
    except (ValueError, RecursionError):
        raise NotGenuineError("not_json") from None
    if not isinstance(found, dict):
        raise NotGenuineError("not_json")
    return found


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Of a name that stands twice, two readers may take two different values."""
    if len({name for name, _value in pairs}) != len(pairs):
        raise NotGenuineError("doubled")
    return dict(pairs)


def _require_no_constant(word: str) -> None:
    raise ValueError(f"{word} has no place in JSON")


# --- The canonical form (RFC 8785, JCS) -----------------------------------------------------------------------------
def what_is_signed(document: dict[str, Any], proof: dict[str, Any]) -> bytes:
    """The hash of the proof without its value, and that of the document without its proof."""
    return hashlib.sha256(canonical(proof)).digest() + hashlib.sha256(canonical(document)).digest()


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
        case dict() if all(isinstance(name, str) for name in value):
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
    mantissa, _, power = repr(abs(value)).partition("e")
    whole, _, part = mantissa.partition(".")
    digits = (whole + part).lstrip("0")
    point = int(power or 0) + len(whole) - (len(whole + part) - len(digits))  # how many digits stand before the point
    digits = digits.rstrip("0")
    if point - 1 not in WRITTEN_OUT:
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


# --- Words ----------------------------------------------------------------------------------------------------------
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "GENUINE": "Genuine and in time.",
        "GENUINE_OTHER": "Genuine. Caarisma signed this on {made}. It says what was so then.",
        "NOT_GENUINE": "Not genuine.",
        "UNREADABLE": "Could not be checked: {file} could not be read.",
        "NO_KEYS": "Could not be checked: {file} is not a key file of Caarisma.",
        "OLD": "Genuine, but old. It says what was so on {made}. It says nothing about today. Look at {page}",
        "KEY_LOST": "Cannot be confirmed: somebody else may have the key that signed this.",
        "KEY_UNKNOWN": "Unknown key: your key file does not have it. Get the key file of today, and ask again.",
        "EARLY": "Genuine, but its time has not begun by your clock. Is your clock right?",
        "MADE_UP": "Made up: it is signed, but about a person of the demonstration. It proves nothing about anybody.",
        "too_large": "The file is far larger than any that Caarisma signs.",
        "not_json": "The file is no JSON, or a part of it is missing. Did you save the page and not the file?",
        "doubled": "A name stands in it twice, so two readers could read two things.",
        "unsigned": "It has no signature of the kind that Caarisma makes.",
        "changed": "The signature does not fit. Somebody changed the file, or Caarisma never signed it.",
        "wrong_key": "The key did not sign for Caarisma at that time.",
        "wrong_times": "Its times make no sense.",
        "wrong_facts": "It is signed, but it is no proof of a listing.",
        "who": "{name}, NPI {npi}",
        "where": "{clinic}, {city}, {state}",
        "span": "Listed at {first}. This file holds until {last}.",
        "check": "{label}: looked at on {day}, good until {until}.",
        "check_other": "{label}: looked at on {day}. This is no passed check.",
        "exception": "Two of the staff let this check pass, not the source itself.",
        "confirmed": "The clinic last said on {day} that what is shown of it is right.",
        "head": "Bound to our ledger of looks as it was then: {head}",
        "page": "The page of today: {page}",
        "CANNOT": "What this cannot tell you:",
        "cannot": "whether anything changed since the file was made, up to ten minutes ago;\n"
        "whether the person before you is the person who is named;\n"
        "how well somebody works, or how a treatment will turn out;\n"
        "whether the key was lost after you got the key file, or the key file itself is not ours.",
        "usage": "The signed file",
        "keys": "The key file, from /.well-known/caarisma-proof-keys.json",
        "at": "Ask about this instant and not about now, as 2026-12-03T09:00:00Z",
    },
    "es": {
        "GENUINE": "Auténtico y a tiempo.",
        "GENUINE_OTHER": "Auténtico. Caarisma lo firmó el {made}. Dice lo que era cierto entonces.",
        "NOT_GENUINE": "No es auténtico.",
        "UNREADABLE": "No se pudo comprobar: no se pudo leer {file}.",
        "NO_KEYS": "No se pudo comprobar: {file} no es un archivo de claves de Caarisma.",
        "OLD": "Auténtico, pero viejo. Dice lo que era cierto el {made}. No dice nada de hoy. Mire {page}",
        "KEY_LOST": "No se puede confirmar: otra persona puede tener la clave que firmó esto.",
        "KEY_UNKNOWN": "Clave desconocida: no está en su archivo de claves. Baje el de hoy y pruebe otra vez.",
        "EARLY": "Auténtico, pero según su reloj aún no vale. ¿Está bien su reloj?",
        "MADE_UP": "Inventado: está firmado, pero trata de una persona de la demostración. No prueba nada de nadie.",
        "too_large": "El archivo es mucho más grande que los que firma Caarisma.",
        "not_json": "El archivo no es JSON, o le falta una parte. ¿Guardó la página y no el archivo?",
        "doubled": "Un nombre está dos veces, y dos lectores podrían leer dos cosas.",
        "unsigned": "No tiene una firma como las que hace Caarisma.",
        "changed": "La firma no corresponde. Alguien cambió el archivo, o Caarisma nunca lo firmó.",
        "wrong_key": "En ese momento la clave no firmaba por Caarisma.",
        "wrong_times": "Sus horas no tienen sentido.",
        "wrong_facts": "Está firmado, pero no es una prueba de estar en la lista.",
        "who": "{name}, NPI {npi}",
        "where": "{clinic}, {city}, {state}",
        "span": "En la lista el {first}. Este archivo vale hasta el {last}.",
        "check": "{label}: se miró el {day}, vale hasta el {until}.",
        "check_other": "{label}: se miró el {day}. No es una comprobación aprobada.",
        "exception": "Dos personas del equipo dejaron pasar esto, no la fuente misma.",
        "confirmed": "La clínica dijo por última vez el {day} que lo que se muestra de ella es correcto.",
        "head": "Ligado a nuestro registro de comprobaciones tal como era entonces: {head}",
        "page": "La página de hoy: {page}",
        "CANNOT": "Lo que esto no le puede decir:",
        "cannot": "si algo cambió desde que se hizo el archivo, hace diez minutos o menos;\n"
        "si la persona que usted tiene delante es la que se nombra;\n"
        "qué tan bien trabaja alguien, o cómo resultará un tratamiento;\n"
        "si la clave se perdió después de que usted bajó el archivo de claves, o si ese archivo no es nuestro.",
        "usage": "El archivo firmado",
        "keys": "El archivo de claves, de /.well-known/caarisma-proof-keys.json",
        "at": "Preguntar por este momento y no por ahora, como 2026-12-03T09:00:00Z",
    },
}


def told(verdict: FileVerdict, *, language: str = "en") -> str:
    """The verdict for people: what holds, what does not, and what nobody can tell from a file."""
    words = WORDS[language]
    lines = [words[verdict.exit.name], *([words[verdict.why]] if verdict.why else [])]
    if verdict.document is not None:
        lines = _told_facts(verdict, verdict.document, words)
    cannot = [f"- {line}" for line in words["cannot"].split("\n")]
    return _plain("\n".join([*lines, "", words["CANNOT"], *cannot]))


def _told_facts(verdict: FileVerdict, document: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    assert verdict.made_at is not None  # what is genuine has it
    made = verdict.made_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    if not _is_listing(document):
        name = "GENUINE_OTHER" if verdict.exit == Exit.GENUINE else verdict.exit.name
        return [words[name].format(made=made)]
    about = document["credentialSubject"]
    said = {"made": made, "page": about.get("page", "")}
    place = {name: about.get("place", {}).get(name, "") for name in ("clinic", "city", "state")}
    lines = [words[verdict.exit.name].format(**said), ""]
    lines.append(words["who"].format(name=about.get("name", ""), npi=about.get("npi", "")))
    lines.append(words["where"].format(**place))
    lines.append(words["span"].format(first=document["validFrom"], last=document["validUntil"]))
    for check in about["checks"]:
        until, passed = check.get("goodUntil"), check.get("result") == "pass"
        shape = words["check" if passed and until else "check_other"]
        line = shape.format(label=check.get("label", ""), day=check.get("checkedOn", ""), until=until)
        lines.append(f"- {line} {words['exception']}" if check.get("byException") else f"- {line}")
    if about.get("accuracyConfirmedOn"):
        lines.append(words["confirmed"].format(day=about["accuracyConfirmedOn"]))
    if about.get("ledgerHead"):
        lines.append(words["head"].format(head=about["ledgerHead"]))
    return [*lines, words["page"].format(**said)]


def _plain(text: str) -> str:
    """Without what could move the cursor or turn letters around in a terminal."""
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cf"})


# --- The command ----------------------------------------------------------------------------------------------------
def main(argv: Sequence[str] | None = None) -> int:
    language = "es" if os.environ.get("LANG", "").lower().startswith("es") else "en"
    words = WORDS[language]
    parser = argparse.ArgumentParser(prog="caarisma_verify", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path, help=words["usage"])
    parser.add_argument("--keys", type=Path, default=Path("caarisma-proof-keys.json"), help=words["keys"])
    parser.add_argument("--at", type=instant, default=datetime.now(UTC), help=words["at"])
    parser.add_argument("--lang", choices=sorted(WORDS), default=language)
    asked = parser.parse_args(argv)
    code, text = answer(asked.file, asked.keys, at=asked.at, language=asked.lang)
    sys.stdout.write(f"{text}\n")
    return code


def answer(
    file: Path, keys: Path | Iterable[Mapping[str, Any]], *, at: datetime, language: str = "en"
) -> tuple[Exit, str]:
    """The exit code, and what to say. `keys`: the file, or what is in it."""
    words, reading = WORDS[language], file
    try:
        content = _start_of(file)
        if isinstance(keys, Path):
            reading = keys
            keys = read_keys(_start_of(keys))
    except OSError:
        return Exit.UNREADABLE, words["UNREADABLE"].format(file=reading)
    except ValueError:
        return Exit.UNREADABLE, words["NO_KEYS"].format(file=reading)
    verdict = verify(content, keys, at=at)
    return verdict.exit, told(verdict, language=language)


def _start_of(file: Path) -> bytes:
    """No more than tells that it is too large."""
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def instant(written: str) -> datetime:
    at = datetime.fromisoformat(written)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


if __name__ == "__main__":
    sys.exit(main())

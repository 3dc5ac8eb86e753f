"""The newest row of each chain, written down outside the database every day: a signed file, and a mail to auditors.

A file lists the chains that grew since the one before it, and carries that one's hash. So the files are a chain too.
It seals the audit trail in the same way: each line that the trail got since, with its hash (sealing.py).
"""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from caarisma.common.outbox.parts import render_letter
from caarisma.common.outbox.writing import post
from providers.ledger.models import ProviderLook
from providers.ledger.sealing import TRAILS, Sealed, to_seal

FIRST_LINE: Final = "caarisma ledger anchor 1"
OVERLAP: Final = timedelta(days=1)  # a row that was written before the last anchor and committed after it
LIFE: Final = timedelta(days=14)
NO_FILE: Final = "-"


class Head(NamedTuple):
    """The newest look of one provider."""

    provider: int
    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class LedgerAnchor:
    taken_at: datetime
    before: str  # SHA-256 of the file before, "" for the first
    heads: tuple[Head, ...]
    sealed: tuple[Sealed, ...]
    sha256: str


class CannotRead(Exception):
    """The file is no anchor of ours."""


def anchor_ledger(*, now: datetime) -> Path:
    """Write today's file and the mails about it. Once a day: a second time it stands.

    CannotRead, after that: a file before it is damaged. It can prove nothing any more, but stops no other.
    """
    folder = Path(settings.LEDGER_ANCHORS_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"anchor-{now.astimezone(UTC):%Y-%m-%d}.txt"
    earlier, damaged = _read_all()
    if not path.exists():
        _write(path, _content(earlier, now))
    _tell(path, now)
    if damaged:
        raise CannotRead(f"{', '.join(damaged)}, see manage.py verify_ledger")
    return path


def files() -> list[Path]:
    """In the order of their days."""
    return sorted(Path(settings.LEDGER_ANCHORS_DIR).glob("anchor-*.txt"))


def read_anchor(path: Path) -> LedgerAnchor:
    """CannotRead: it was not signed by us, or was changed."""
    content = path.read_bytes()
    signed, mark, signature = content.rpartition(b"signature: ")
    if not mark or not _is_ours(signed, signature.decode("ascii", "replace").strip()):
        raise CannotRead("the signature is not ours, or the file was changed")
    first, taken, before, *rows = signed.decode().splitlines()
    if first != FIRST_LINE:
        raise CannotRead("it is of another version")
    earlier = before.partition(": ")[2]
    cells = [row.split() for row in rows]
    return LedgerAnchor(
        taken_at=datetime.fromisoformat(taken.partition(": ")[2]),
        before="" if earlier == NO_FILE else earlier,
        heads=tuple(Head(int(who), int(number), digest) for who, number, digest in cells if who not in TRAILS),
        sealed=tuple(Sealed(name, int(pk), digest) for name, pk, digest in cells if name in TRAILS),
        sha256=sha256(content).hexdigest(),
    )


def _read_all() -> tuple[list[LedgerAnchor], list[str]]:
    """Those of the days before, and the names of files that are none."""
    anchors, damaged = [], []
    for path in files():
        try:
            anchors.append(read_anchor(path))
        except CannotRead:
            damaged.append(path.name)
    return anchors, damaged


def _content(earlier: list[LedgerAnchor], now: datetime) -> bytes:
    last = earlier[-1] if earlier else None
    lines = [
        FIRST_LINE,
        f"taken: {now.astimezone(UTC).isoformat()}",
        f"before: {last.sha256 if last else NO_FILE}",
        *(f"{head.provider} {head.number} {head.hash}" for head in _heads(last.taken_at - OVERLAP if last else None)),
        *(f"{line.trail} {line.pk} {line.hash}" for line in to_seal(_last_sealed(earlier))),
    ]
    signed = "".join(f"{line}\n" for line in lines).encode()
    return signed + f"signature: {_key(settings.SECRET_KEY).sign(signed).hex()}\n".encode()


def _last_sealed(earlier: Iterable[LedgerAnchor]) -> dict[str, int]:
    """The newest line of each trail in any file before: a day without lines says nothing."""
    newest: dict[str, int] = {}
    for anchor in earlier:
        for line in anchor.sealed:
            newest[line.trail] = max(line.pk, newest.get(line.trail, 0))
    return newest


def _heads(since: datetime | None) -> Iterable[Head]:
    newest = ProviderLook.objects.order_by("provider_id", "-number").distinct("provider_id")
    if since is not None:
        newest = newest.filter(provider__in=ProviderLook.objects.filter(at__gte=since).values("provider"))
    return (Head(*row) for row in newest.values_list("provider_id", "number", "hash"))


def _write(path: Path, content: bytes) -> None:
    """Whole and on the disk, or not at all; never over one that is there, as when two write the same day's at once."""
    with NamedTemporaryFile(dir=path.parent, suffix=".part") as beside:
        beside.write(content)
        beside.flush()
        os.fchmod(beside.fileno(), 0o400)
        os.fsync(beside.fileno())
        with suppress(FileExistsError):
            os.link(beside.name, path)


def _key(secret: str | bytes) -> Ed25519PrivateKey:
    seed = salted_hmac("caarisma.ledger.anchors", "key", secret=secret, algorithm="sha256").digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def _is_ours(signed: bytes, signature: str) -> bool:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            _key(secret).public_key().verify(bytes.fromhex(signature), signed)
        except (InvalidSignature, ValueError):
            continue
        return True
    return False


def public_key() -> str:
    return _key(settings.SECRET_KEY).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def _tell(path: Path, now: datetime) -> None:
    """The file's hash, so that whoever changes the file as well is found out by an old mail."""
    digest = sha256(path.read_bytes()).hexdigest()
    context = {"name": path.name, "digest": digest, "key": public_key()}
    key = f"{path.name}:{digest[:12]}"  # each machine has a file of its own
    tell_auditors("providers/ledger/emails/anchor.txt", context, kind="ledger_anchor", key=key, now=now)


@transaction.atomic
def tell_auditors(template: str, context: Mapping[str, Any], *, kind: str, key: str, now: datetime) -> None:
    """A mail to each; with the same key, once."""
    letter = render_letter(template, language="en-us", **context)
    for address in settings.LEDGER_AUDITORS:
        post(letter, kind=kind, to=address, language="en-us", life=LIFE, now=now, key=f"{key}:{address}"[:80])

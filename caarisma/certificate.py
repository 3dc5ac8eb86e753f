"""Certificates for the lines between our own services: `python -m caarisma.certificate postgres redis` makes one for
each where there is none, `--renew` new ones; without a name, the web service's. POSTGRES_CERTIFICATE and POSTGRES_KEY
say where its two files go. Each signs itself, and who asks that service trusts it and nothing else: there is no
authority whose key could be lost. It ends in ten years, because nobody would see why the site is gone on that day.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import sys
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

KEPT_FOR: Final = dt.timedelta(days=3650)


def make(certificate: Path, key: Path, service: str = "web") -> None:
    """Both files, each whole or not at all; the key is for its owner alone. The old certificate goes first: whoever is
    stopped in between left none, and makes both anew, where a key beside another's certificate would start nothing."""
    secret = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, service)]), dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + KEPT_FOR)
        .add_extension(x509.SubjectAlternativeName(names(service)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(secret, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    hidden = secret.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    certificate.unlink(missing_ok=True)
    for path, content, mode in ((key, hidden, 0o600), (certificate, signed.public_bytes(pem), 0o644)):
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
        part.replace(path)


def names(service: str) -> list[x509.GeneralName]:
    """As compose's network calls it, for a probe of the same machine, and what CERTIFICATE_NAMES adds to both."""
    also = [name.strip() for name in os.environ.get("CERTIFICATE_NAMES", "").split(",") if name.strip()]
    return [_name(name) for name in (service, "127.0.0.1", *also)]


def _name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def make_if_missing(certificate: Path, key: Path, service: str = "web", *, renew: bool = False) -> bool:
    """Whether it was made."""
    wanted = renew or not (certificate.exists() and key.exists())
    if wanted:
        make(certificate, key, service)
    return wanted


if __name__ == "__main__":
    for service in [word for word in sys.argv[1:] if word != "--renew"] or ["web"]:
        certificate, key = (Path(os.environ[f"{service.upper()}_{file}"]) for file in ("CERTIFICATE", "KEY"))
        made = make_if_missing(certificate, key, service, renew="--renew" in sys.argv)
        sys.stdout.write(f"{'Made a certificate' if made else 'There is a certificate already'} for {service}.\n")

"""What `manage.py check --deploy` says before people use the site."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from caarisma.common.operator import not_said

ALONE: Final = "if nobody else is on the network between, write %s into PRIVATE_NETWORK_HOSTS (docs/deploy.md)."
SCANNER: Final = re.compile(r"/.+|[^/:]+:[0-9]{1,5}")
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@register(Tags.compatibility, deploy=True)
def operator_is_said(app_configs: Sequence[AppConfig] | None, **_more: object) -> list[CheckMessage]:
    """Readers of health advice must be able to see who is behind it."""
    return [
        Warning(
            f"{name} is not set: the site does not say who runs it.",
            hint="Set it in the environment; docs/deploy.md says what it is.",
            id="site.W001",
        )
        for name in not_said()
    ]


@register(Tags.security, deploy=True)
def uploads_are_scanned(app_configs: Sequence[AppConfig] | None, **_more: object) -> list[CheckMessage]:
    if settings.CLAMD_ADDRESS:
        return []
    return [
        Warning(
            "CLAMD_ADDRESS is not set: nobody looks for known viruses in what is sent.",
            hint='Name a clamd; docs/deploy.md, "A scanner".',
            id="site.W002",
        )
    ]


@register("links", deploy=True)
def links_are_encrypted(app_configs: Sequence[AppConfig] | None, **_more: object) -> list[CheckMessage]:
    """What leaves this machine for database or broker is read and changed by nobody on the way. `prepare` asks too."""
    database, broker = settings.DATABASES["default"], urlsplit(settings.REDIS_URL)
    hosts = str(database.get("HOST", "")).split(",")
    checked = database.get("OPTIONS", {}).get("sslmode") == "verify-full"
    told: list[CheckMessage] = []
    if not checked and (away := [host for host in hosts if not _stays_private(host)]):
        told.append(_not_encrypted("DATABASE_URL", away[0], "?sslmode=verify-full&sslrootcert=..."))
    if broker.scheme == "redis" and not _stays_private(broker.hostname or ""):
        told.append(_not_encrypted("REDIS_URL", str(broker.hostname), "rediss:// and ?ssl_ca_certs=..."))
    if (scanner := settings.CLAMD_ADDRESS) and not SCANNER.fullmatch(scanner):
        told.append(Error(f"CLAMD_ADDRESS is neither a path nor host:port: {scanner}", id="site.E002"))
    elif not _stays_private(host := scanner.rpartition(":")[0]):
        told.append(
            Error(f"CLAMD_ADDRESS leads to {host}, and clamd speaks no TLS.", hint=ALONE % host, id="site.E003")
        )
    return told


def _stays_private(host: str) -> bool:
    """On this machine, or on a network that the operator named. "" and a path are sockets."""
    return not host or host.startswith("/") or host in LOOPBACK or host in settings.PRIVATE_NETWORK_HOSTS


def _not_encrypted(name: str, host: str, how: str) -> Error:
    return Error(
        f"{name} leads to {host} without TLS that looks at its certificate.",
        hint=f"Write {how}. Or: {ALONE % host}",
        id="site.E001",
    )

"""The checks of `make check` before the tests: each runs, whatever came before, and gets one line.

A check that needs a network may say that it does not know; that is printed as what it is, and is no failure."""

from __future__ import annotations

import base64
import os
import secrets
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from caarisma.local import audit, commands
from caarisma.local.talk import GREEN, RED, colored, headline


def run(root: Path, python: Path, env: Mapping[str, str]) -> list[str]:
    """Run all checks and print a line for each, with the output of those that fail. Returns the names of these."""
    headline("\nChecks")
    failed = []
    for name, argv in commands.CHECKS.items():
        start = time.monotonic()
        own = production_like(env) if name in commands.ON_PRODUCTION_SETTINGS else env
        done = subprocess.run(
            commands.with_python(argv, str(python)),
            cwd=root,
            env=dict(own) | {"PATH": f"{python.parent}{os.pathsep}{env.get('PATH', os.defpath)}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        unknown = name in commands.MAY_BE_UNKNOWN and done.returncode == audit.UNKNOWN
        verdict = "NOT KNOWN" if unknown else colored("FAILED", RED) if done.returncode else colored("ok", GREEN)
        print(f"  {name:<22} {verdict} ({time.monotonic() - start:.1f} s)", flush=True)
        if done.returncode:
            print(f"{done.stdout.rstrip()}\n", flush=True)
        if done.returncode and not unknown:
            failed.append(name)
    return failed


def production_like(env: Mapping[str, str]) -> dict[str, str]:
    """An environment in which production settings load: every value they require, none of them real."""
    return dict(env) | {
        "DJANGO_SETTINGS_MODULE": "caarisma.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "PROOF_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "ALLOWED_HOSTS": "caarisma.example",
        "DATABASE_URL": "postgres://site:secret@db.example:5432/caarisma?sslmode=verify-full",
        "REDIS_URL": "rediss://site:secret@broker.example:6379/0",
        "CLAMD_ADDRESS": "/run/clamav/clamd.ctl",
        "EMAIL_HOST": "mail.example",
        "DEMO": "0",
        "OPERATOR_NAME": "A Company, Inc.",
        "OPERATOR_ADDRESS": "1 Main Street; Springfield, CA 90000",
        "CONTACT_EMAIL": "help@caarisma.org",
        "EDITORIAL_EMAIL": "guide@caarisma.org",
    }

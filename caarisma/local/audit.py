"""`python -m caarisma.local.audit`: whether a locked package has a hole that is known.

pip-audit says "no known vulnerabilities" too where it reached no database, or one that knows nothing. So it is asked
first for a package whose holes everybody knows. If it finds none there, nothing is known of ours either, and that is
what is said. OSV_URL names another database than osv.dev's; REQUIRE_AUDIT=1: fail where none can be reached.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
UNKNOWN = 77  # neither well nor failed, as test programs have long said it
FULL_OF_HOLES = "jinja2==2.4.1"
SECONDS = "10"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        control = Path(folder) / "requirements.txt"
        control.write_text(FULL_OF_HOLES + "\n")
        if not holes(asked(control, "--no-deps")):
            print(
                f"No database of known holes could be asked (it would have named {FULL_OF_HOLES}), so nothing is known"
            )
            print(
                "of the locked packages. Where one can be reached: REQUIRE_AUDIT=1 make check; OSV_URL names your own."
            )
            return 1 if os.environ.get("REQUIRE_AUDIT") == "1" else UNKNOWN
    told = asked(ROOT / "requirements-dev.txt", "--require-hashes")
    if told is None:
        print("The database knew the planted hole, and then did not answer for the locked packages.")
        return 1
    for name, hole in holes(told):
        print(f"{name}: {hole}")
    return 1 if holes(told) else 0


def asked(requirements: Path, how: str) -> dict[str, Any] | None:
    """What the database knows of them; None if it did not answer. Nothing is installed or resolved."""
    argv = [sys.executable, "-m", "pip_audit", "-r", str(requirements), how, "--disable-pip", "-s", "osv", "-f", "json",
            "--strict", "--progress-spinner", "off", "--timeout", SECONDS]  # fmt: skip
    if own := os.environ.get("OSV_URL"):
        argv += ["--osv-url", own]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)
    except ValueError:
        return None


def holes(told: dict[str, Any] | None) -> list[tuple[str, str]]:
    """Package and the hole's name, with the version that mends it."""
    return [
        (
            f"{package['name']} {package['version']}",
            f"{hole['id']}, mended in {' or '.join(hole['fix_versions']) or 'none yet'}",
        )
        for package in (told or {}).get("dependencies", [])
        for hole in package.get("vulns", [])
    ]


if __name__ == "__main__":
    sys.exit(main())

"""Tools that only npm has: one pinned version each, fetched into var/ by the command that needs it, and by no other."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from caarisma.local.talk import Problem, say

LIGHTHOUSE = "lighthouse@12.8.2"  # 13 needs Node 22.19
NU = "vnu-jar@26.9.27"
FHIR = "fhir@4.12.0"  # judges resources of the directory's API by the bindings of R4 (tests, where it was fetched)


def fetched(root: Path, pinned: str) -> Path:
    """The folder of the package, with what it needs beside it."""
    name, _at, version = pinned.partition("@")
    tools = root / "var" / "tools" / name
    package = tools / "node_modules" / name
    manifest = package / "package.json"
    if manifest.exists() and json.loads(manifest.read_text())["version"] == version:
        return package
    npm = shutil.which("npm")
    if npm is None:
        raise Problem(f"{name} comes by npm, and there is none here (Debian: apt-get install nodejs npm).")
    say(name, f"fetching {version} by npm")
    tools.mkdir(parents=True, exist_ok=True)
    argv = [npm, "install", "--prefix", str(tools), "--no-audit", "--no-fund", "--ignore-scripts", pinned]
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise Problem(f"npm could not fetch {pinned}. The end of what it said:\n{done.stdout[-1000:]}")
    return package

"""The bill of materials in CycloneDX 1.6: what is locked, with hashes, and what lies in static/ from elsewhere.

Made from the lock files alone, so it is the same each time: no time, no number of its own. The image's Debian packages
are not in it: `dpkg-query -W` inside the image tells them.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Where a package is first named says what needs it: CycloneDX's scopes.
SCOPES = {"requirements.txt": "required", "requirements-embedded.txt": "optional", "requirements-dev.txt": "excluded"}
PINNED = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^ ;\\]+)(?: *; *(?P<marker>[^\\]+?))? *\\?$"
)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def written(root: Path, to: Path) -> int:
    """Write it; returns how many things it names."""
    bill = bill_of(root)
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(json.dumps(bill, indent=1, sort_keys=True) + "\n")
    return len(bill["components"])


def bill_of(root: Path) -> dict[str, Any]:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    components = {part["bom-ref"]: part for part in vendored(root)}
    for file, scope in SCOPES.items():
        for part in locked(root / file, scope):
            components.setdefault(part["bom-ref"], part)
    own = {"type": "application", "bom-ref": project["name"], "name": project["name"], "version": project["version"]}
    own["licenses"] = [{"license": {"id": project["license"]}}]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own},
        "components": [components[ref] for ref in sorted(components)],
    }


def locked(file: Path, scope: str) -> Iterator[dict[str, Any]]:
    """What one lock file names, with the hash of each file that may be installed for it."""
    found: dict[str, Any] | None = None
    for line in file.read_text().splitlines():
        if named := PINNED.match(line):
            if found:
                yield found
            found = _component(
                f"pkg:pypi/{named['name'].lower()}@{named['version']}", named["name"], named["version"], scope
            )
            found["externalReferences"] = [{"type": "distribution", "url": found["purl"], "hashes": []}]
            if named["marker"]:
                found["properties"] = [{"name": "caarisma:marker", "value": named["marker"]}]
        elif found and (told := HASH.search(line)):
            found["externalReferences"][0]["hashes"].append({"alg": "SHA-256", "content": told[1]})
    if found:
        yield found


def vendored(root: Path) -> Iterator[dict[str, Any]]:
    """Each thing of others in static/ has its license beside it; its version is in its file's name, if it has one."""
    for license_file in sorted((root / "static").rglob("LICENSE-*.txt")):
        name = license_file.stem.removeprefix("LICENSE-")
        files = sorted(path for path in license_file.parent.glob(f"{name}*") if path.is_file())
        version = next((told[1] for path in files if (told := re.search(r"-(\d+(?:\.\d+)+)", path.name))), "")
        part = _component(f"pkg:generic/{name}@{version}".rstrip("@"), name, version, "required")
        if files:
            part["hashes"] = [{"alg": "SHA-256", "content": hashlib.sha256(files[0].read_bytes()).hexdigest()}]
        part["licenses"] = [{"license": {"name": license_file.name}}]
        yield part


def _component(purl: str, name: str, version: str, scope: str) -> dict[str, Any]:
    named = {"type": "library", "bom-ref": purl, "name": name, "purl": purl, "scope": scope}
    return named | ({"version": version} if version else {})

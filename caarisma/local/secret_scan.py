"""`python -m caarisma.local.secret_scan`: whether a file of the repository holds a key or a password.

What is one only in looks says so on its line or on the one above, with the reason: `not a secret: for tests alone`.
"""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MARK = re.compile(r"(?i)not a secret: \w+")

# By the shapes that those who give keys out give them, so that theirs are found wherever they stand.
SHAPES: Mapping[str, re.Pattern[str]] = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"),
    "key of AWS": re.compile(r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b"),
    "key of Google": re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b"),
    "token of GitHub": re.compile(r"\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{40,})"),
    "token of GitLab": re.compile(r"\bgl(?:pat|dt|rt|cbt)-[0-9A-Za-z_-]{20,}"),
    "token of Slack": re.compile(r"\bxox[abeoprs]-[0-9A-Za-z-]{10,}"),
    "key of Stripe": re.compile(r"\b[rs]k_(?:live|test)_[0-9A-Za-z]{20,}"),
    "key of SendGrid": re.compile(r"\bSG\.[0-9A-Za-z_-]{20,}\.[0-9A-Za-z_-]{20,}"),
    "key of Twilio": re.compile(r"\bSK[0-9a-f]{32}\b"),
    "key of an AI service": re.compile(r"\bsk-(?:[a-z]+-)*[0-9A-Za-z_-]{40,}"),
    "token of a package registry": re.compile(r"\b(?:pypi-AgE[0-9A-Za-z_-]{40,}|npm_[0-9A-Za-z]{36})"),
    "address of Sentry": re.compile(r"https://[0-9a-f]{32}@[\w.-]+/\d+"),
    "JSON web token": re.compile(r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}"),
    "key of ours (FIELD_KEYS)": re.compile(r"(?<![0-9A-Za-z_/+-])[0-9A-Za-z_-]{43}=(?![0-9A-Za-z_=])"),
}
IN_ADDRESS = re.compile(r"://[^\s:/@\"'`{}<>$]*:([^\s:/@\"'`{}<>$]{3,})@")
STAND_INS = {"secret", "password", "pass", "pw", "site", "caarisma"}  # in an address: nobody's
NAMED = re.compile(
    r"(?i)(?:secret|passw(?:or)?d|token|api_?key|access_?key|private_?key|credential)\w*[\"']?\s*[:=]\s*[\"']?([^\s\"'`,;(){}\[\]<>$]{16,})"
)
DRAWN_BY_LOT = 3.6  # bits a letter: words have less
NOT_TEXT = {".woff2", ".png", ".jpg", ".jpeg", ".ico", ".mo", ".gz", ".zip", ".pdf", ".heic", ".xlsx", ".xls"}
LOCKED = {"requirements.txt", "requirements-dev.txt", "requirements-embedded.txt", "uv.txt"}  # hashes, line by line


def main() -> int:
    found = [line for path in files() for line in found_in(path)]
    print(*found, sep="\n")
    return 1 if found else 0


def files(root: Path = ROOT) -> Iterator[Path]:
    """What is in the repository, and what would be with the next commit."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=root, capture_output=True, check=True).stdout.decode().split("\0")
    paths = [root / name for name in sorted(filter(None, names))]
    return (path for path in paths if path.suffix not in NOT_TEXT and path.name not in LOCKED and path.is_file())


def found_in(path: Path) -> Iterator[str]:
    """A line for each: where, and what it looks like. Never the secret: this goes into logs."""
    above = ""
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
        kind = looks_like(line)
        if kind and not MARK.search(line) and not MARK.search(above):
            yield f"{path}:{number}: {kind}"
        above = line


def looks_like(line: str) -> str:
    """What kind of secret, or ""."""
    for kind, shape in SHAPES.items():
        if shape.search(line):
            return kind
    if any(word.lower() not in STAND_INS for word in IN_ADDRESS.findall(line)):
        return "password in an address"
    if any(is_drawn_by_lot(value) for value in NAMED.findall(line)):
        return "value of a secret"
    return ""


def is_drawn_by_lot(value: str) -> bool:
    """Letters of both kinds and digits, without a pattern: no name, no word, no path."""
    mixed = re.search(r"[a-z]", value) and re.search(r"[A-Z]", value) and re.search(r"\d", value)
    of = Counter(value).values()
    return bool(mixed) and -sum(n / len(value) * math.log2(n / len(value)) for n in of) > DRAWN_BY_LOT


if __name__ == "__main__":
    sys.exit(main())

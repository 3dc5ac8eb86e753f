"""What has one place has no second: each row is a way to say it anew, and the file that says it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("caarisma", "treatments", "providers", "matching")


@pytest.mark.parametrize(
    ("said", "folders", "places"),
    [
        (r"status(: [\w\[\]]+)? ?= ?422", PRODUCT, []),  # UNPROCESSABLE of caarisma/common/http.py
        (r"HX-Request", PRODUCT, ["caarisma/common/http.py"]),
        (r"\bCOPY \S+ .*FROM STDIN", (*PRODUCT, "benchmarks"), ["caarisma/common/copy_in.py"]),
        (r":%B %Y", PRODUCT, ["providers/exclusions/leie/months.py"]),
        (r"\benero\b", PRODUCT, ["caarisma/common/typed/dates.py"]),
        (r"\^\[0-9\]\{5\}", PRODUCT, []),  # FIVE_DIGITS of caarisma/common/typed/addresses.py
        (r"= ZoneInfo\(\"America/", PRODUCT, ["providers/screening/rules/due.py"]),
    ],
)
def test_it_is_said_in_one_place(said, folders, places):
    found = [
        str(path.relative_to(ROOT))
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts and re.search(said, path.read_text())
    ]

    assert found == places

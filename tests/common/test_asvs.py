"""docs/asvs.md says of each requirement what is true; what it calls shown is shown by a test that there is."""

import ast
import re
from collections import Counter
from functools import cache

import pytest
from django.conf import settings

TEXT = (settings.BASE_DIR / "docs" / "asvs.md").read_text()
ROWS = re.findall(r"^\| (V\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (.+?) \| (.+) \|$", TEXT, re.MULTILINE)
WHOLE_SECTIONS = re.findall(r"^\| (V\d+(?:\.\d+)?) \| (\d+) \| .+ \|$", TEXT, re.MULTILINE)
COUNTS = dict(re.findall(r"^\| ([a-z][a-z 12]+) \| (\d+) \|$", TEXT, re.MULTILINE))
VERDICTS = ("holds", "not shown", "does not hold yet", "does not apply")
LEVEL_2 = 70 + 183  # of the standard's CSV


def test_every_requirement_has_a_row_or_a_section_and_the_counts_are_true():
    counted = Counter(dict.fromkeys(VERDICTS, 0))
    counted.update(verdict for _id, _level, _about, verdict, _why in ROWS)
    counted["does not apply"] += sum(int(rows) for _section, rows in WHOLE_SECTIONS)

    assert len({row[0] for row in ROWS}) == len(ROWS)
    assert sum(counted.values()) == LEVEL_2
    assert {**counted, "all of levels 1 and 2": LEVEL_2} == {verdict: int(rows) for verdict, rows in COUNTS.items()}
    assert set(counted) == set(VERDICTS)


@pytest.mark.parametrize(("number", "why"), [(row[0], row[4]) for row in ROWS if row[3] == "holds"])
def test_what_holds_names_its_tests(number, why):
    named = re.findall(r"`(tests/\S+?)`", why)

    assert named, number
    assert [one for one in named if not is_a_test(one)] == []


def test_a_name_that_is_no_test_would_be_seen():
    assert not is_a_test("tests/common/test_asvs.py::test_that_nobody_wrote")
    assert not is_a_test("tests/common/test_that_nobody_wrote.py::test_it")
    assert is_a_test("tests/common/test_asvs.py::test_a_name_that_is_no_test_would_be_seen")


def is_a_test(name: str) -> bool:
    file, *path = name.split("::")
    return tuple(path) in names_in(file)


@cache
def names_in(file: str) -> frozenset[tuple[str, ...]]:
    if not (settings.BASE_DIR / file).is_file():
        return frozenset()
    body = ast.parse((settings.BASE_DIR / file).read_text()).body
    inside = {(part.name, one.name) for part in body if isinstance(part, ast.ClassDef) for one in part.body
              if isinstance(one, ast.FunctionDef)}  # fmt: skip
    names = {(part.name,) for part in body if isinstance(part, ast.FunctionDef)} | inside
    return frozenset(name for name in names if name[-1].startswith("test_"))

"""docs/security-goals.md: each of the faults that goal G32 lists has its test."""

import re

from django.conf import settings

from tests.common.test_asvs import is_a_test

TEXT = (settings.BASE_DIR / "docs" / "security-goals.md").read_text()
FAULTS = re.findall(r"^\| F(\d+) .+ \| (.+) \|$", TEXT, re.MULTILINE)


def test_each_fault_names_its_test():
    assert [int(number) for number, _tests in FAULTS] == list(range(1, 29))
    named = [re.findall(r"`(tests/\S+)`", tests) for _number, tests in FAULTS]

    assert [one for tests in named for one in tests if not is_a_test(one)] == []
    assert [tests for (_number, tests), found in zip(FAULTS, named, strict=True) if not found] == ["the same test"] * 2

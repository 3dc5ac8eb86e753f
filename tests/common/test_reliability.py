"""docs/reliability.md: its figures are those of the files that the commands write, and what shows a thing is there."""

import json
import re

import pytest
from django.conf import settings

from caarisma.local.verbs import VERBS
from tests.common.test_asvs import is_a_test

TEXT = (settings.BASE_DIR / "docs" / "reliability.md").read_text()
RESULTS = settings.BASE_DIR / "benchmarks" / "results"
DEFECTS = re.findall(r"^\| (D\d+b?) .*\|([^|]+)\|$", TEXT, re.MULTILINE)


def test_every_defect_of_the_review_has_a_row():
    assert [name for name, _shown in DEFECTS] == [*(f"D{n}" for n in range(1, 10)), "D9b", "D10", "D11", "D12"]


@pytest.mark.parametrize(("name", "shown"), DEFECTS)
def test_what_shows_it_is_there(name, shown):
    tests = re.findall(r"`(tests/\S+?)`", shown)

    assert tests, name
    for one in tests:
        assert is_a_test(one) if "::" in one else (settings.BASE_DIR / one).exists(), one


def test_each_command_that_makes_a_figure_is_there():
    assert set(re.findall(r"`make ([a-z-]+)", TEXT)) <= set(VERBS)


def test_the_figures_of_the_kills_are_those_that_were_measured():
    kept = json.loads((RESULTS / "chaos.json").read_text())
    (table,) = re.findall(r"<!-- chaos -->\n(.*?)<!-- /chaos -->", TEXT, re.DOTALL)

    for told in (
        f"| kills | {kept['kills']:,} in {len(kept['rounds'])} rounds: ",
        f"| {kept['searches']:,}: {kept['searches_lost']}, {kept['searches_doubled']} |",
        f"| {kept['requests']:,}: {kept['requests_lost']} |",
        f" | {kept['slowest_job']} s; ",
        f" | {kept['mails']:,}, {kept['mails_that_went_twice']} |",
    ):
        assert told in table


def test_so_are_those_of_the_memory():
    kept = json.loads((RESULTS / "soak.json").read_text())
    (table,) = re.findall(r"<!-- soak -->\n(.*?)<!-- /soak -->", TEXT, re.DOTALL)
    rows = re.findall(r"^\| ([a-z ]+\d*) \| ([\d.]+) \| ([\d.]+) \| ([+-][\d.]+) % \|", table, re.MULTILINE)

    assert {name: tuple(map(float, said)) for name, *said in rows} == {
        name: (one["first_mb"], one["last_mb"], one["percent"]) for name, one in kept["processes"].items()
    }

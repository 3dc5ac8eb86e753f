"""The paper beside the register: each fact of the guide of 2022 is decided, and each source says how it was read."""

import re
from pathlib import Path

import pytest

from treatments.enums import ClaimStatus, ReadAs
from treatments.guide.book import read_before, shipped

DOCS = Path(__file__).parents[2] / "docs"
FACTS = 78  # as the review of November 28, 2026 counted them
DECIDED = {
    "printed": ClaimStatus.PUBLISHED,
    "reworded": ClaimStatus.PUBLISHED,
    "held": ClaimStatus.HELD,
    "rejected": ClaimStatus.REJECTED,
}
HOW = {
    "as the paper says": ReadAs.ABSTRACT,
    "stored copy": ReadAs.COPY,
    "address not opened": ReadAs.ADDRESS,
    "ours": ReadAs.OURS,
}


def rows_of(name: str) -> list[list[str]]:
    lines = (DOCS / name).read_text(encoding="utf-8").splitlines()
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in table if not set(row[0]) <= {"-", " "}][1:]


@pytest.fixture(scope="module")
def facts():
    return rows_of("facts.md")


def test_each_fact_of_the_guide_of_2022_is_decided_once_with_a_reason(facts):
    assert [int(row[0]) for row in facts] == list(range(1, FACTS + 1))
    assert {row[2] for row in facts} <= set(DECIDED)
    assert [row[0] for row in facts if not (row[1] and row[4])] == []


def test_the_register_says_the_same(facts):
    status = {row.slug: row.status for row in shipped().claims}

    found = {
        (number, slug): (status.get(slug), DECIDED[decided])
        for number, _said, decided, slugs, _why in facts
        for slug in slugs.split(", ")
    }

    assert {key: both for key, both in found.items() if both[0] != both[1]} == {}


def test_the_list_of_sources_is_that_of_the_files_and_says_how_each_was_read():
    written = {re.sub(r"^\[(.*)\]\(.*\)$", r"\1", row[0]): row[2].split(";")[0] for row in rows_of("sources.md")}

    assert {slug: HOW[how] for slug, how in written.items()} == dict(read_before())


def test_only_what_is_our_own_needs_nobody_to_open_it():
    ours = {row.slug for row in shipped().sources if row.publisher == "Caarisma"}

    assert {row.slug for row in shipped().sources if row.read_as == ReadAs.OURS} == ours

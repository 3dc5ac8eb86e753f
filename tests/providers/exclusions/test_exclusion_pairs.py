"""The project's own pairs of names (pairs/): how many are found, and how many of those that hide are right."""

import csv
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from providers.exclusions.enums import WEAK_TIERS, ExclusionTier
from providers.exclusions.rules.matching import Held, compare
from providers.exclusions.rules.sides import FullName, ListedPerson

FOLDER = Path(__file__).parent / "pairs"


@pytest.mark.parametrize("half", ["open", "closed"])
def test_nine_in_ten_are_found_and_those_that_hide_are_right(half):
    """The targets of docs/exclusions.md, for each half. Whoever changes the rules reads the open half only."""
    tiers = by_tier(half)

    found = sum(same["yes"] for tier, same in tiers.items() if tier)
    hiding = Counter()
    for tier in set(ExclusionTier) - WEAK_TIERS:
        hiding += tiers[tier]
    assert found / sum(same["yes"] for same in tiers.values()) >= 0.92
    assert hiding["yes"] / hiding.total() >= 0.95


def by_tier(half: str) -> dict[ExclusionTier | None, Counter[str]]:
    found: defaultdict[ExclusionTier | None, Counter[str]] = defaultdict(Counter)
    with (FOLDER / f"{half}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            held, listed = sides(row)
            finding = compare(held, listed)
            tier = finding and finding.tier
            if tier and tier != ExclusionTier.NPI:
                assert held.name_keys() & listed.name_keys(), f"{row['id']}: the index never brings them together"
            found[tier][row["same"]] += 1
    return found


def sides(row: dict[str, str]) -> tuple[Held, ListedPerson]:
    held = Held(
        npi=row["npi"],
        first_name=row["first"],
        middle_name=row["middle"],
        last_name=row["last"],
        name_suffix=row["suffix"],
        former=tuple(FullName(*name.split("|")) for name in row["former"].split(";") if name),
        birth_year=int(row["birth_year"]) if row["birth_year"] else None,
        states=tuple(row["states"].split()),
    )
    listed = ListedPerson(
        npi=row["listed_npi"],
        first_name=row["listed_first"],
        middle_name=row["listed_middle"],
        last_name=row["listed_last"],
        state=row["listed_state"],
        born_on=date.fromisoformat(row["born"]),
    )
    return held, listed

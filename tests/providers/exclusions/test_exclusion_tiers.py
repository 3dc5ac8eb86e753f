"""How strongly an entry points at a provider."""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from providers.directory.npi import npi_from_nine, npi_is_valid
from providers.exclusions.enums import ExclusionTier, ListKind
from providers.exclusions.leie.layout import read_rows
from providers.exclusions.leie.records import parse
from providers.exclusions.rules.matching import ExclusionFact, Finding, Held, compare, fingerprint
from providers.exclusions.rules.sides import FullName, ListedPerson

NPI_1, NPI_2 = npi_from_nine("100000001"), npi_from_nine("100000002")

HELD = Held(npi=NPI_1, first_name="Amara", middle_name="", last_name="Osei", states=("CA", "NV"))
LISTED = ListedPerson(
    npi="", first_name="AMARA", middle_name="", last_name="OSEI", state="CA", born_on=date(1971, 3, 14)
)


def tier(held: Held = HELD, **listed: object) -> ExclusionTier | None:
    finding = compare(held, replace(LISTED, **listed))
    return finding and finding.tier


def test_the_same_npi_is_exact_whatever_name_and_state_say():
    assert tier(npi=NPI_1, first_name="JOHN", last_name="LEE", state="TX") == ExclusionTier.NPI


def test_name_and_state_alone_are_a_near_match():
    assert tier() == ExclusionTier.STATE


def test_the_middle_initial_makes_it_strong():
    assert tier(replace(HELD, middle_name="Jo"), middle_name="J") == ExclusionTier.STRONG


def test_the_birth_year_makes_it_strong():
    assert tier(replace(HELD, birth_year=1971)) == ExclusionTier.STRONG


def test_another_state_is_a_weak_match():
    assert tier(state="TX") == ExclusionTier.NAME


@pytest.mark.parametrize("middle", ["R", "JANE"])
def test_another_middle_name_makes_it_weak_in_the_state_and_nothing_elsewhere(middle):
    held = replace(HELD, middle_name="Joan")

    assert tier(held, middle_name=middle) == ExclusionTier.NAME
    assert tier(held, middle_name=middle, state="TX") is None


def test_another_birth_year_makes_it_weak_in_the_state_and_nothing_elsewhere():
    held = replace(HELD, birth_year=1985)

    assert tier(held) == ExclusionTier.NAME
    assert tier(held, state="TX") is None


def test_another_valid_npi_makes_it_weak_in_the_state_and_nothing_elsewhere():
    assert tier(npi=NPI_2) == ExclusionTier.NAME
    assert tier(npi=NPI_2, state="TX") is None


@pytest.mark.parametrize("npi", ["", "1000000000", "12345"])
def test_an_npi_that_is_wrong_or_missing_says_nothing(npi):
    assert tier(npi=npi) == ExclusionTier.STATE


def test_father_and_son_are_told_apart_by_their_suffix():
    held = replace(HELD, name_suffix="Sr.")

    assert tier(held, middle_name="JR") == ExclusionTier.NAME
    assert tier(held, middle_name="SR") == ExclusionTier.STATE
    assert tier(held) == ExclusionTier.STATE


def test_a_middle_name_that_is_the_name_before_marriage_differs_from_nothing():
    held = replace(HELD, middle_name="Joan", former=(FullName("", "", "Lee"),))

    assert tier(held, middle_name="LEE") == ExclusionTier.STATE


def test_a_former_name_counts_as_the_name():
    assert tier(replace(HELD, last_name="Park", former=(FullName("", "", "Osei"),))) == ExclusionTier.STATE


def test_another_name_is_no_match():
    assert tier(first_name="JOHN") is None
    assert tier(last_name="LEE") is None


def test_a_provider_without_a_place_matches_weakly():
    assert tier(replace(HELD, states=())) == ExclusionTier.NAME


def test_what_agrees_and_differs_is_told():
    finding = compare(replace(HELD, birth_year=1971, middle_name="R"), replace(LISTED, middle_name="J"))

    assert finding.agrees == {ExclusionFact.STATE, ExclusionFact.BIRTH}
    assert finding.differs == {ExclusionFact.MIDDLE}


@pytest.mark.parametrize(
    "change",
    [
        {"last_name": "Park"},
        {"middle_name": "J"},
        {"birth_year": 1971},
        {"states": ("CA",)},
        {"former": (FullName("", "", "Lee"),)},
        {"npi": NPI_2},
    ],
)
def test_the_fingerprint_changes_with_each_fact_of_the_provider(change):
    assert fingerprint(replace(HELD, **change), LISTED) != fingerprint(HELD, LISTED)


@pytest.mark.parametrize("change", [{"middle_name": "J"}, {"born_on": None}, {"state": "NV"}, {"npi": NPI_2}])
def test_the_fingerprint_changes_with_each_fact_of_the_entry(change):
    assert fingerprint(HELD, replace(LISTED, **change)) != fingerprint(HELD, LISTED)


def test_the_fingerprint_does_not_depend_on_the_order_of_states_and_names():
    first = replace(HELD, former=(FullName("", "", "A"), FullName("", "", "B")))
    second = replace(HELD, former=(FullName("", "", "B"), FullName("", "", "A")), states=("NV", "CA"))

    assert fingerprint(first, LISTED) == fingerprint(second, LISTED)


def test_on_real_lists_the_tiers_that_hide_are_more_often_right_than_wrong(shared_data):
    """docs/exclusions.md, "What it finds": hide the NPI, match by name alone, then look whether the NPIs agree."""
    pairs = list(real_pairs(shared_data))

    assert sum(finding.tier == ExclusionTier.NPI for _held, _one, finding in pairs if finding) == 92
    assert {tier: (right[True], right[False]) for tier, right in judged(pairs).items()} == {
        ExclusionTier.STRONG: (46, 2),
        ExclusionTier.STATE: (20, 10),
        ExclusionTier.NAME: (21, 196),
        ExclusionTier.LOOK: (2, 27),
    }


Pair = tuple[Held, ListedPerson, Finding | None]


def real_pairs(folder: Path) -> Iterator[Pair]:
    """Each provider of Medicare with each entry that an index brings to them, and what comes of the two."""
    by_key: defaultdict[str, set[ListedPerson]] = defaultdict(set)
    for one in real_entries(folder / "leie_monthly_exclusions_2013_2023.csv.gz"):
        for key in (one.npi, *one.name_keys()):
            by_key[key].add(one)
    del by_key[""]
    for held in real_providers(folder / "cms_partb_providers_all.csv.gz"):
        for one in {found for key in (held.npi, *held.name_keys()) for found in by_key.get(key, ())}:
            yield held, one, compare(held, one)


def judged(pairs: Iterable[Pair]) -> dict[ExclusionTier, Counter[bool]]:
    """By names alone, of entries whose NPI says later whether it was the same person."""
    found: defaultdict[ExclusionTier, Counter[bool]] = defaultdict(Counter)
    for held, one, _finding in pairs:
        by_name = compare(held, replace(one, npi="")) if npi_is_valid(one.npi) else None
        if by_name:
            found[by_name.tier][held.npi == one.npi] += 1
    return found


def real_entries(path: Path) -> Iterator[ListedPerson]:
    with gzip.open(path, "rb") as stream:
        for row in read_rows(stream):
            entry = parse(row, kind=ListKind.FULL, year=2026)
            names = {name: getattr(entry, name) for name in ("npi", "first_name", "middle_name", "last_name", "state")}
            yield ListedPerson(**names, born_on=entry.born_on)


def real_providers(path: Path) -> Iterator[Held]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["entity"] == "I":
                yield Held(
                    npi=row["npi"],
                    first_name=row["first_name"],
                    middle_name=row["middle_initial"],
                    last_name=row["last_or_org_name"],
                    states=(row["state"],),
                )

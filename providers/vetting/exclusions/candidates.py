"""Both sides of a comparison, read from the database: providers' facts, and entries of the list that may be theirs."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from django.db import connection

from providers.directory.former_names import PARTS, is_renamed
from providers.directory.models import FormerName, License, PracticeLocation, Provider
from providers.exclusions.rules.matching import Held
from providers.exclusions.rules.sides import FullName, ListedPerson
from providers.screening.enums import Fact
from providers.screening.models import ProposedChange

# One look into the index a key: "&&" with a thousand keys would compare each of them with each entry (3 s, not 30 ms).
BY_NAME: Final = """
SELECT sought.key, r.id FROM unnest(%s::varchar[]) AS sought(key)
JOIN exclusions_exclusionrecord r ON r.name_keys @> ARRAY[sought.key]
"""


# Most of those found only share a last name: no object of the database's is made of them.
ENTRIES: Final = """
SELECT id, npi, first_name, middle_name, last_name, state, born_on, business_name FROM exclusions_exclusionrecord
WHERE id = ANY(%s) OR (npi = ANY(%s) AND npi <> '')
"""


class Entry(NamedTuple):
    """An entry of the list by the id of its record."""

    pk: int
    listed: ListedPerson


class Candidates(NamedTuple):
    by_npi: dict[str, list[Entry]]
    by_key: dict[str, list[Entry]]


def lock_compared_facts(ids: Sequence[int]) -> dict[int, Held]:
    """The compared facts of these providers by id. Their rows are locked until the transaction ends."""
    providers = list(Provider.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    return {provider.pk: held for provider, held in compared_facts(providers)}


def compared_facts(providers: list[Provider]) -> list[tuple[Provider, Held]]:
    # Only now: an edit that came first has changed these as well, and waiting for it would have been for nothing.
    ids = [provider.pk for provider in providers]
    states: defaultdict[int, set[str]] = defaultdict(set)
    for model in (PracticeLocation, License):
        for provider_id, state in model.objects.filter(provider__in=ids).order_by().values_list("provider_id", "state"):
            states[provider_id].add(state)
    former: defaultdict[int, list[FullName]] = defaultdict(list)
    for provider_id, *name in FormerName.objects.filter(provider__in=ids).values_list("provider", *PARTS):
        former[provider_id].append(FullName(*name))
    _rename(providers, former)
    return [
        (
            provider,
            Held(
                npi=provider.npi,
                first_name=provider.first_name,
                middle_name=provider.middle_name,
                last_name=provider.last_name,
                name_suffix=provider.name_suffix,
                former=tuple(former[provider.pk]),
                birth_year=provider.birth_year,
                states=tuple(sorted(states[provider.pk])),
            ),
        )
        for provider in providers
    ]


def _rename(providers: list[Provider], former: dict[int, list[FullName]]) -> None:
    """A name that waits for the desk is matched before anybody decides on it; the one so far is then a former name. A
    birth year that waits is not: with another one somebody could get away."""
    waiting = ProposedChange.objects.open().filter(provider__in=providers, fact=Fact.NAME)
    names: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for provider_id, wanted in waiting.values_list("provider", "values"):
        names[provider_id] |= {part: value for part, value in wanted.items() if part in PARTS}
    for provider in providers:
        values = names[provider.pk]
        if is_renamed(provider, values):
            former[provider.pk].append(FullName(*(getattr(provider, part) for part in PARTS)))
        for part, value in values.items():
            setattr(provider, part, value)


def candidates_for(keys: list[str], npis: list[str]) -> Candidates:
    """Every entry with one of these name keys or numbers, by two indexes."""
    with connection.cursor() as cursor:
        # Nobody has counted a list that was written a moment ago: the planner would read all of it for each key.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(BY_NAME, [keys])
        found = cursor.fetchall()
        cursor.execute(ENTRIES, [list({pk for _key, pk in found}), npis])
        entries = {pk: Entry(pk, _listed(*values)) for pk, *values in cursor.fetchall()}
        cursor.execute("SET LOCAL enable_seqscan = on")
    by_npi: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries.values():
        by_npi[entry.listed.npi].append(entry)
    by_key: defaultdict[str, list[Entry]] = defaultdict(list)
    for key, pk in found:
        by_key[key].append(entries[pk])
    return Candidates(by_npi, by_key)


def _listed(
    npi: str, first_name: str, middle_name: str, last_name: str, state: str, born_on: date | None, business_name: str
) -> ListedPerson:  # fmt: skip
    return ListedPerson(
        npi=npi, first_name=first_name, middle_name=middle_name, last_name=last_name, state=state, born_on=born_on,
        business_name=business_name,
    )  # fmt: skip

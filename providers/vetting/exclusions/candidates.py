"""Both sides of a comparison, read from the database: providers' facts, and entries of the list that may be theirs."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

from django.db import connection

from providers.directory.former_names import renamed
from providers.directory.models import License, PracticeLocation, Provider
from providers.exclusions.models import ExclusionRecord
from providers.exclusions.rules.matching import Held, ListedPerson
from providers.screening.enums import Fact
from providers.screening.models import ProposedChange

# One look into the index a key: "&&" with a thousand keys would compare each of them with each entry (3 s, not 30 ms).
BY_NAME: Final = """
SELECT DISTINCT r.id FROM unnest(%s::varchar[]) AS sought(key)
JOIN exclusions_exclusionrecord r ON r.name_keys @> ARRAY[sought.key]
"""


class Candidates(NamedTuple):
    by_npi: dict[str, list[ExclusionRecord]]
    by_key: dict[str, list[ExclusionRecord]]


def lock_compared_facts(ids: Sequence[int]) -> dict[int, Held]:
    """The compared facts of these providers by id. Their rows are locked until the transaction ends."""
    providers = list(Provider.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    # Only now: an edit that came first has changed these as well, and waiting for it would have been for nothing.
    states: defaultdict[int, set[str]] = defaultdict(set)
    for model in (PracticeLocation, License):
        for provider_id, state in model.objects.filter(provider__in=ids).order_by().values_list("provider_id", "state"):
            states[provider_id].add(state)
    _rename(providers)
    return {
        provider.pk: Held(
            npi=provider.npi,
            first_name=provider.first_name,
            middle_name=provider.middle_name,
            last_name=provider.last_name,
            name_suffix=provider.name_suffix,
            former_names=tuple(provider.former_names),
            former_first_names=tuple(provider.former_first_names),
            birth_year=provider.birth_year,
            states=tuple(sorted(states[provider.pk])),
        )
        for provider in providers
    }


def _rename(providers: Sequence[Provider]) -> None:
    """A name that waits for the desk is matched before anybody decides on it; the one so far is then a former name."""
    waiting = ProposedChange.objects.open().filter(provider__in=providers, fact=Fact.NAME)
    names = dict(waiting.values_list("provider_id", "values"))
    for provider in providers:
        for name, value in renamed(provider, names.get(provider.pk, {})).items():
            setattr(provider, name, value)


def candidates_for(held: dict[int, Held]) -> Candidates:
    """Every entry that shares an NPI or a name key with any of these providers, by two indexes."""
    keys = sorted({key for facts in held.values() for key in facts.name_keys()})
    npis = sorted({facts.npi for facts in held.values()})
    with connection.cursor() as cursor:
        cursor.execute(BY_NAME, [keys])
        ids = [number for (number,) in cursor.fetchall()]
    by_npi: defaultdict[str, list[ExclusionRecord]] = defaultdict(list)
    by_key: defaultdict[str, list[ExclusionRecord]] = defaultdict(list)
    for record in ExclusionRecord.objects.filter(npi__in=npis).exclude(npi="").order_by("pk"):
        by_npi[record.npi].append(record)
    for record in ExclusionRecord.objects.filter(pk__in=ids).order_by("pk"):
        for key in record.name_keys:
            by_key[key].append(record)
    return Candidates(by_npi, by_key)


def as_listed(record: ExclusionRecord) -> ListedPerson:
    return ListedPerson(
        npi=record.npi,
        first_name=record.first_name,
        middle_name=record.middle_name,
        last_name=record.last_name,
        state=record.state,
        born_on=record.born_on,
    )

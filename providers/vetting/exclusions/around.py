"""Who and what stands around a provider and is looked for in the list by the same rules: the supervising doctor, the
clinics, and who owns them. What one of them did hides the provider too."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from providers.directory.models import PracticeLocation, Provider
from providers.exclusions.enums import HitRole
from providers.exclusions.rules.businesses import HeldBusiness
from providers.exclusions.rules.matching import Held
from providers.exclusions.rules.sides import FullName
from providers.exclusions.rules.typed_names import full_name
from providers.screening.enums import Fact
from providers.screening.models import ProposedChange
from providers.supervision.models import Supervision
from providers.vetting.exclusions.candidates import compared_facts


class LookedFor(NamedTuple):
    """Somebody or something to look for, and who that is to the provider."""

    role: HitRole
    facts: Held | HeldBusiness
    keys: frozenset[str]

    @classmethod
    def of(cls, role: HitRole, facts: Held | HeldBusiness) -> "LookedFor":
        return cls(role, facts, facts.name_keys())


def everybody(held: Mapping[int, Held]) -> dict[int, list[LookedFor]]:
    """The providers themselves and whoever stands around them, by id of the provider."""
    found: defaultdict[int, list[LookedFor]] = defaultdict(list)
    for provider_id, facts in held.items():
        found[provider_id].append(LookedFor.of(HitRole.PROVIDER, facts))
    for provider_id, compared in (*_supervisors(held), *_clinics(held)):
        found[provider_id].append(compared)
    return dict(found)


def _supervisors(held: Mapping[int, Held]) -> Iterator[tuple[int, LookedFor]]:
    named = list(Supervision.objects.filter(provider__in=held).order_by("provider", "state"))
    numbers = {said.npi for said in named} - {""}
    there = list(Provider.objects.filter(npi__in=numbers).order_by("pk")) if numbers else []
    known = {provider.npi: facts for provider, facts in compared_facts(there)} if there else {}
    for said in named:
        theirs = known.get(said.npi)
        states = {said.state, said.license_state} - {""}
        name = full_name(said.name) or (theirs and theirs.sides[0]) or FullName("", "", said.name)
        facts = _person(name, npi=said.npi, states=states, known=theirs)
        yield said.provider_id, LookedFor.of(HitRole.SUPERVISOR, facts)


def _clinics(held: Mapping[int, Held]) -> Iterator[tuple[int, LookedFor]]:
    """Places that are on or wait for the desk, by the names that wait as well."""
    waiting: defaultdict[int, list[str]] = defaultdict(list)
    for values in (
        ProposedChange.objects.open().filter(provider__in=held, fact=Fact.PLACE).values_list("values", flat=True)
    ):
        waiting[values["location"]].append(values.get("clinic_name", ""))
    seen: set[tuple[int, HitRole, str, str]] = set()
    for place in PracticeLocation.objects.filter(provider__in=held).order_by("pk"):
        if not place.is_active and place.pk not in waiting:
            continue
        names = [(HitRole.CLINIC, name) for name in (place.clinic_name, *waiting[place.pk])]
        for role, name in (*names, (HitRole.OWNER, place.owner_name)):
            about = (place.provider_id, role, name, place.state)
            if not name or about in seen:
                continue
            seen.add(about)
            yield place.provider_id, LookedFor.of(role, HeldBusiness(name=name, states=(place.state,)))
            if role == HitRole.OWNER and (person := full_name(name)):
                yield place.provider_id, LookedFor.of(role, _person(person, npi="", states={place.state}, known=None))


def _person(name: FullName, *, npi: str, states: set[str], known: Held | None) -> Held:
    """By the name that was typed, and by what we know of them where they are in the directory themselves."""
    return Held(
        npi=npi,
        first_name=name.first,
        middle_name=name.middle,
        last_name=name.last,
        name_suffix=name.suffix,
        former=known.sides if known else (),
        birth_year=known.birth_year if known else None,
        states=tuple(sorted(states.union(known.states if known else ()))),
    )

"""Finding providers on the federal exclusion list we hold, and opening hits for people to look at.

Runs any number of times and ends the same: what was found before and is still the same stays as it is, with every
decision made about it. Nothing here clears a hit: an entry that left the list is marked as gone, and two people decide.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.db.models import F

from providers.directory.models import Provider
from providers.exclusions.comparing import full_list_in_force, keep_comparisons
from providers.exclusions.enums import WEAK_TIERS, ExclusionTier, HitRole, RunState
from providers.exclusions.models import ExclusionHit, ExclusionList, ExclusionRecord
from providers.exclusions.rules.businesses import HeldBusiness
from providers.exclusions.rules.matching import (
    ExclusionFact,
    Finding,
    Held,
    compare,
    fingerprint,
    record_key,
)
from providers.exclusions.rules.sides import FullName, ListedPerson
from providers.listing.gate import listed_of_providers
from providers.screening.enums import EventKind
from providers.screening.models import CaseEvent
from providers.vetting.exclusions.around import LookedFor, everybody
from providers.vetting.exclusions.candidates import Candidates, Entry, candidates_for, lock_compared_facts
from providers.vetting.notices.provider_mails import tell_hidden

LEIE: Final = "OIG LEIE"
CHUNK: Final = 500  # providers matched in one transaction
EXACT: Final = ExclusionTier.NPI
BESIDE: Final = {
    ExclusionFact.STATE: "state",
    ExclusionFact.MIDDLE: "middle initial",
    ExclusionFact.BIRTH: "birth year",
}


class PossibleHit(NamedTuple):
    """An entry of the list that may be this provider or stand around them, with the records of all that say the same of
    what is compared."""

    compared: LookedFor
    finding: Finding
    listed: ListedPerson
    records: list[int]


Records = dict[int, ExclusionRecord]  # by id


@dataclass(frozen=True, slots=True)
class MatchingOutcome:
    """What matching some providers came to."""

    checked: int = 0
    new_exact: int = 0
    new_near: int = 0


def match_exclusions(*, list_id: int, now: datetime) -> Iterator[int]:
    """Match every provider with the entries in force, for the run with this id. Yields how many were checked so far.

    Its counts grow with each chunk's own commit, so a run that is killed shows how far it came.
    """
    run = ExclusionList.objects.get(pk=list_id)
    if run.state != RunState.MATCHING:
        raise ValueError(f"run {run.pk} is {run.state}, not matching")
    last = 0
    while ids := list(Provider.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        with transaction.atomic():
            outcome = _match(ids, run, now=now)
            ExclusionList.objects.filter(pk=run.pk).update(
                providers_checked=F("providers_checked") + outcome.checked,
                new_exact_matches=F("new_exact_matches") + outcome.new_exact,
                new_near_matches=F("new_near_matches") + outcome.new_near,
            )
        last = ids[-1]
        run.providers_checked += outcome.checked
        yield run.providers_checked


@transaction.atomic
def match_provider(*, provider_id: int, now: datetime) -> MatchingOutcome:
    """Match one provider with the list in force: somebody new, or with a new name, NPI or state. Call it in the
    transaction that changed them. Without a list nothing is found: no exclusion check can be renewed without one.
    """
    run = ExclusionList.objects.applied().first()
    return MatchingOutcome() if run is None else _match([provider_id], run, now=now)


def _match(ids: Sequence[int], run: ExclusionList, *, now: datetime) -> MatchingOutcome:
    """Open, mend or mark the hits of these providers. The rows are locked: a provider's edit waits or comes first."""
    held = lock_compared_facts(ids)
    around = everybody(held)
    everyone = [compared for found in around.values() for compared in found]
    candidates = candidates_for(
        sorted({key for compared in everyone for key in compared.keys}),
        sorted({compared.facts.npi for compared in everyone if isinstance(compared.facts, Held)} - {""}),
    )
    hits: defaultdict[int, dict[str, ExclusionHit]] = defaultdict(dict)
    ours = ExclusionHit.objects.select_for_update().filter(provider__in=held, list_name=LEIE)
    for hit in ours.exclude(fingerprint="").order_by("pk"):
        hits[hit.provider_id][hit.fingerprint] = hit
    matches = {provider_id: _found(compared, candidates) for provider_id, compared in around.items()}
    ids_found = {pk for found in matches.values() for match in found.values() for pk in match.records}
    records = ExclusionRecord.objects.defer("name_keys").in_bulk(ids_found)
    new: list[ExclusionHit] = []
    changed: list[ExclusionHit] = []
    for provider_id, found in matches.items():
        opened, mended = _settle(provider_id, found, hits[provider_id], run, records, now=now)
        new += opened
        changed += mended
    hidden = listed_of_providers({hit.provider_id for hit in new + changed if hit.hides}, now=now)
    ExclusionHit.objects.bulk_create(new)
    ExclusionHit.objects.bulk_update(changed, FILLED)
    gone = [hit for hit in changed if hit.gone_on is not None]
    CaseEvent.objects.bulk_create(
        _event(kind, hit, now)
        for kind, hits in ((EventKind.EXCLUSION_FOUND, new), (EventKind.EXCLUSION_GONE, gone))
        for hit in hits
    )
    # Last: the ledger then says whether something was found. A supplement is a look of its own.
    for compared in {run, full_list_in_force() or run}:
        keep_comparisons(held, compared, now=now, anew={hit.provider_id for hit in new})
    tell_hidden(hidden)
    exact = sum(hit.tier == EXACT for hit in new)
    return MatchingOutcome(checked=len(held), new_exact=exact, new_near=len(new) - exact)


def _event(kind: EventKind, hit: ExclusionHit, now: datetime) -> CaseEvent:
    reference = f"{hit.list_name} {hit.list_date}, match {hit.pk}"
    return CaseEvent(provider_id=hit.provider_id, kind=kind, at=now, about=hit.matched_on, reference=reference)


def _settle(
    provider_id: int,
    found: dict[str, PossibleHit],
    known: dict[str, ExclusionHit],
    run: ExclusionList,
    records: Records,
    *,
    now: datetime,
) -> tuple[list[ExclusionHit], list[ExclusionHit]]:
    """The hits to add and those to save, of one provider. A hit that was cleared on the same facts stays so."""
    new, changed = [], []
    for mark, match in found.items():
        hit = known.get(mark) or _same_person(match, known, found)
        if hit is not None and hit.cleared_at is not None:
            continue
        if hit is None:
            hit = ExclusionHit(provider_id=provider_id, list_name=LEIE, found_at=now)
            new.append(hit)
        else:
            changed.append(hit)
        _fill(hit, match, mark, run, records)
        hit.updated_at = now
    for mark, hit in known.items():
        is_gone = mark not in found and hit.fingerprint == mark  # no match took it over
        if is_gone and hit.cleared_at is None and hit.gone_on is None:
            hit.gone_on, hit.updated_at = run.list_date, now
            changed.append(hit)
    return new, changed


FILLED: Final = [
    *(
        "role",
        "exclusion_list",
        "list_date",
        "matched_on",
        "tier",
        "hides",
        "compared",
        "record_key",
        "fingerprint",
        "gone_on",
    ),
    *("proposed_at", "proposed_by", "proposed_reason", "updated_at"),
]


def _same_person(
    match: PossibleHit, known: dict[str, ExclusionHit], found: dict[str, PossibleHit]
) -> ExclusionHit | None:
    """The open hit about the same person on the list whose facts changed since, so that nobody is asked twice."""
    key = record_key(match.listed)
    for mark, hit in known.items():
        free = mark not in found and hit.fingerprint == mark  # not taken over by another match already
        if free and (hit.role, hit.record_key) == (match.compared.role, key) and hit.cleared_at is None:
            return hit
    return None


def _fill(hit: ExclusionHit, match: PossibleHit, mark: str, run: ExclusionList, records: Records) -> None:
    """The hit says what was found now. A proposal to clear it was about the facts of then: new facts, new proposal.
    What hides already goes on hiding until two people decide."""
    if hit.fingerprint and hit.fingerprint != mark:
        hit.proposed_at, hit.proposed_by, hit.proposed_reason = None, None, ""
    tier = match.finding.tier
    weak = tier in WEAK_TIERS and hit.confirmed_at is None
    hit.hides = not weak or (hit.pk is not None and hit.hides)
    hit.exclusion_list, hit.list_date, hit.gone_on = run, run.list_date, None
    hit.role, hit.tier, hit.matched_on = match.compared.role, tier, _matched_on(match)
    hit.record_key, hit.fingerprint, hit.compared = record_key(match.listed), mark, _shown(match, records)


def _found(around: Sequence[LookedFor], candidates: Candidates) -> dict[str, PossibleHit]:
    """The matches of one provider by fingerprint. Entries about one person come as one."""
    found: dict[str, PossibleHit] = {}
    for compared in around:
        facts, role = compared.facts, "" if compared.role == HitRole.PROVIDER else compared.role
        entries: set[Entry] = {entry for key in compared.keys for entry in candidates.by_key.get(key, ())}
        if isinstance(facts, Held) and facts.npi:
            entries.update(candidates.by_npi.get(facts.npi, ()))
        alike = ((entry, finding) for entry in entries if (finding := compare(facts, entry.listed)))
        for entry, finding in sorted(alike, key=lambda pair: pair[0].pk):
            mark = fingerprint(facts, entry.listed, role=role)
            found.setdefault(mark, PossibleHit(compared, finding, entry.listed, [])).records.append(entry.pk)
    return found


def _matched_on(match: PossibleHit) -> str:
    """ "NPI", "name, state, middle initial", "supervisor: a name like it, state" """
    finding, role = match.finding, match.compared.role
    name = "a name like it" if finding.tier == ExclusionTier.LOOK else "name"
    facts = ", ".join([name, *(word for fact, word in BESIDE.items() if fact in finding.agrees)])
    said = "NPI" if finding.tier == EXACT else facts
    return said if role == HitRole.PROVIDER else f"{role}: {said}"


def _shown(match: PossibleHit, records: Records) -> dict[str, Any]:
    """Both sides as they were compared, for the page on which a person decides."""
    facts, side = match.compared.facts, match.finding.side
    return {
        "provider": _business(facts) if isinstance(facts, HeldBusiness) else _person(facts, side or facts.sides[0]),
        "records": [_record(records[pk]) for pk in match.records],
        "agrees": sorted(match.finding.agrees),
        "differs": sorted(match.finding.differs),
    }


def _person(facts: Held, side: FullName) -> dict[str, Any]:
    return {
        "npi": facts.npi,
        "first_name": facts.first_name,
        "middle_name": side.middle,
        "last_name": facts.last_name,
        "name_suffix": side.suffix,
        "former": [[name.first, name.middle, name.last, name.suffix] for name in facts.sides[1:]],
        "birth_year": facts.birth_year,
        "states": list(facts.states),
    }


def _business(facts: HeldBusiness) -> dict[str, Any]:
    blank = dict.fromkeys(("npi", "first_name", "middle_name", "last_name", "name_suffix"), "")
    return {**blank, "business_name": facts.name, "former": [], "birth_year": None, "states": list(facts.states)}


def _record(record: ExclusionRecord) -> dict[str, Any]:
    dates = {name: str(getattr(record, name) or "") for name in ("born_on", "excluded_on", "waived_on")}
    names = ("npi", "first_name", "middle_name", "last_name", "business_name", "general", "specialty")
    places = ("address", "city", "state", "zip_code", "exclusion_type", "waiver_state")
    return {**{name: getattr(record, name) for name in (*names, *places)}, **dates}

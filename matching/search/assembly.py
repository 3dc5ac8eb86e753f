"""From rows to the engine's facts. The only module that knows both the ORM and the engine's inputs.

Few queries, always the same number, and plain tuples instead of model objects: a metro area has thousands of rows.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from matching.engine import (
    RADIUS_STEPS,
    Candidate,
    Relaxation,
    Requirements,
    Service,
    Slot,
    Stretch,
    Terms,
    apply,
    bounding_box,
    slot_of,
)
from matching.engine.requirements import Groups
from matching.search.answers import Answers, answers_of
from matching.search.models import Intake
from matching.snapshots import candidate_rows
from matching.snapshots.candidate_rows import CandidateRow, Read, Rows, in_box, one_of, read, read_prepared
from matching.snapshots.facts import slots_of
from providers.directory.enums import PlacedBy
from providers.directory.models.location import OPENING_GOOD_FOR
from providers.directory.models.offering import PRICE_MAX
from providers.directory.traits import traits_of
from treatments.kept import KeptRead
from treatments.models import AreaConcern, CostGuide
from treatments.selectors import usual_plan


# --- What the patient asked -----------------------------------------------------------------------------------------
class NothingOffered(ValueError):
    """Nothing that an intake asks for is in the catalog any more."""


def requirements_for(intake: Intake, *, on: datetime) -> Requirements:
    """The search of an intake at the instant `on`. Raises NothingOffered."""
    found = requirements_of([intake], on=on)
    if not found:
        raise NothingOffered(f"intake {intake.pk} asks for nothing that is in the catalog")
    return found[intake.pk]


def requirements_of(intakes: Collection[Intake], *, on: datetime) -> dict[int, Requirements]:
    """The searches of intakes by their ids, in three queries. Who asks for nothing in the catalog is left out."""
    offers = _whole_catalog()
    groups_by_choice = cache(
        lambda areas, concerns: groups_for(areas=areas, concerns=concerns, services=offers.services)
    )  # many ask for the same
    searches = {}
    answers = answers_of(intakes)
    for intake in intakes:
        asked = answers[intake.pk]
        groups = groups_by_choice(asked.areas, asked.concerns)
        if not groups:
            continue
        searches[intake.pk] = _search(asked, groups, (intake.latitude, intake.longitude), offers, on)
    return searches


def requirements_from(asked: Answers, *, latitude: float, longitude: float, on: datetime) -> Requirements:
    """The search of answers that are kept elsewhere than in an intake. Raises NothingOffered."""
    offers = _whole_catalog()
    groups = groups_for(areas=asked.areas or (), concerns=asked.concerns or (), services=offers.services)
    if not groups:
        raise NothingOffered("asks for nothing that is in the catalog")
    return _search(asked, groups, (latitude, longitude), offers, on)


def _search(
    asked: Answers, groups: Groups, where: tuple[float, float], offers: "WholeCatalog", on: datetime
) -> Requirements:
    return Requirements(
        groups=groups,
        latitude=where[0],
        longitude=where[1],
        **asked.terms(),
        price_low=offers.price_low,
        price_high=offers.price_high,
        sessions_min=offers.sessions_min,
        sessions_max=offers.sessions_max,
        on=on,
    )


class WholeCatalog(NamedTuple):
    """What the catalog says to every search. One range for all of it, so that leaving out a concern never changes what
    the rest costs."""

    services: tuple[Service, ...]
    price_low: int
    price_high: int
    sessions_min: int
    sessions_max: int


def _read_catalog() -> WholeCatalog:
    guide, course = CostGuide.objects.get(slug="session"), usual_plan()
    return WholeCatalog(_read_services(), guide.low, guide.high, course.sessions_min, course.sessions_max)


_whole_catalog = KeptRead(_read_catalog)


def services_asked_for() -> tuple[Service, ...]:
    """Everything that can be asked for, by code, as the catalog is now."""
    return _services()


def _read_services() -> tuple[Service, ...]:
    rows = AreaConcern.objects.filter(is_active=True).order_by("pk").values_list("pk", "area__slug", "concern__slug")
    return tuple(Service(*row) for row in rows)


_services = KeptRead(_read_services)


def groups_for(*, areas: Collection[str], concerns: Collection[str], services: Iterable[Service]) -> Groups:
    """The need groups of chosen slugs; of each group one service must be offered.

    Both chosen: each concern in each area where it is treated. Face and neck, for fine lines: two groups of one. One
    chosen: for each of them, anything that goes with it ("not sure yet"). The face: one group of all that is treated
    there, and any of it will do. None chosen: one group of everything.
    """
    groups: defaultdict[object, set[Service]] = defaultdict(set)
    for service in services:
        if (areas and service.area not in areas) or (concerns and service.concern not in concerns):
            continue
        key = (service.area if areas else "", service.concern if concerns else "")
        groups[key].add(service)
    return tuple(frozenset(group) for group in groups.values())


def can_be_kept(requirements: Requirements, relaxation: Relaxation) -> bool:
    """Whether an intake can store the relaxed search. Only then may the change be offered.

    Everything can but a limit above the dearest price that one offering may have; several areas can cost that much.
    """
    return (apply(requirements, relaxation).max_price or 0) <= PRICE_MAX


FEW = 500  # places: a statement that is planned once is planned for a handful


# --- What providers offer -------------------------------------------------------------------------------------------
def candidates_near(requirements: Requirements, *, on: datetime) -> list[Candidate]:
    """Everyone who could be a match or a near miss: within the widest radius, offering one of the asked services."""
    box = in_box(bounding_box(requirements.latitude, requirements.longitude, max(RADIUS_STEPS)))
    places = candidate_rows.places(box, one_of(_codes(requirements)))
    return _candidates(places, read, requirements, on)


def candidates_among(location_ids: Collection[int], requirements: Requirements, *, on: datetime) -> list[Candidate]:
    """As `candidates_near`, for who has read which locations lie in its box."""
    few = len(location_ids) <= FEW
    return candidates_at(location_ids, requirements, on=on) if few else candidates_near(requirements, on=on)


def candidates_at(location_ids: Collection[int], requirements: Requirements, *, on: datetime) -> list[Candidate]:
    """These locations, as far as they are somebody's candidates and offer one of the asked services. Few: each search
    asks, so the queries are prepared.
    """
    places = read_prepared(candidate_rows.places_at, location_ids, _codes(requirements))
    return _candidates(places, read_prepared, requirements, on)


def _codes(requirements: Requirements) -> set[int]:
    return {service.code for group in requirements.groups for service in group}


def _candidates(places: Rows, read: Read, requirements: Requirements, on: datetime) -> list[Candidate]:
    """Four queries with that of the places, however many there are."""
    rows = [CandidateRow.of(values) for values in places]
    locations = [row.location_id for row in rows]
    terms = _terms(read(candidate_rows.offerings, locations, _codes(requirements)))
    slots = _slots(read(candidate_rows.hours, locations))
    stretches = _stretches(read(candidate_rows.stretches, locations))
    candidates = []
    for row in rows:
        named = openings_of(row, on)
        candidates.append(
            Candidate(
                provider_id=row.provider_id,
                location_id=row.location_id,
                latitude=row.latitude,
                longitude=row.longitude,
                at_zip_middle=row.placed_by == PlacedBy.ZIP,
                time_zone=row.time_zone,
                stretches=tuple(sorted(stretches.get(row.location_id, ()))),
                accepting=row.accepting,
                terms=terms[row.location_id],
                first_visit_fee=row.first_visit_fee,
                fee_credited=row.fee_credited,
                slots=frozenset(slots.get(row.location_id, ())),
                traits=traits_of(row.languages, row.facts),
                next_opening=min(named.values(), default=None),
                openings=named,
            )
        )
    return candidates


def _terms(rows: Rows) -> Mapping[int, dict[int, Terms]]:
    terms: defaultdict[int, dict[int, Terms]] = defaultdict(dict)
    for location_id, code, price, done in rows:
        terms[location_id][code] = Terms(price=price, sessions_done=done)
    return terms


def _slots(rows: Rows) -> Mapping[int, set[Slot]]:
    slots: defaultdict[int, set[Slot]] = defaultdict(set)
    for location_id, *span in rows:
        slots[location_id] |= slots_of(*span)
    return slots


def _stretches(rows: Rows) -> Mapping[int, list[Stretch]]:
    stretches: defaultdict[int, list[Stretch]] = defaultdict(list)
    for location_id, first, last in rows:
        stretches[location_id].append((first, last))
    return stretches


class NamesOpenings(Protocol):
    """The openings that a clinic named. A row of the database, or what tells the same."""

    @property
    def time_zone(self) -> str: ...
    @property
    def next_opening_at(self) -> datetime | None: ...
    @property
    def second_opening_at(self) -> datetime | None: ...
    @property
    def hours_confirmed_on(self) -> date | None: ...


def openings_of(row: NamesOpenings, on: datetime) -> dict[Slot, date]:
    """The first opening in each slot, by the clinic's calendar. None that is past, and none at all when the hours were
    not confirmed lately."""
    zone = ZoneInfo(row.time_zone)
    if row.hours_confirmed_on is None or on.astimezone(zone).date() - row.hours_confirmed_on > OPENING_GOOD_FOR:
        return {}
    found: dict[Slot, date] = {}
    for at in (row.next_opening_at, row.second_opening_at):  # the second is the later one
        if at is not None and at >= on:
            local = at.astimezone(zone)
            found.setdefault(slot_of(local), local.date())
    return found

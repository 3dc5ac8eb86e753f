"""From rows to the engine's facts. The only module that knows both the ORM and the engine's inputs.

Few queries, always the same number, and plain tuples instead of model objects: a metro area has thousands of rows.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, Max, Min, Model, OuterRef, Q, QuerySet, Subquery

from matching.engine import (
    RADIUS_STEPS,
    BoundingBox,
    Candidate,
    Relaxation,
    Requirements,
    Service,
    Slot,
    Terms,
    apply,
    bounding_box,
)
from matching.engine.requirements import Groups
from matching.enums import Trait, speaks
from matching.models import Intake
from providers.enums import DOCTORS, CheckKind, Gender, LicenseStatus, Weekday
from providers.models import (
    ExclusionHit,
    License,
    Offering,
    PracticeLocation,
    ProviderHold,
    ScreeningCase,
    ScreeningCheck,
    WeeklyHours,
)
from providers.models.location import OPENING_GOOD_FOR, PracticeLocationQuerySet, fat_pads_treated
from providers.models.offering import PRICE_MAX
from treatments.models import AreaConcern, CostGuide
from treatments.selectors import usual_plan

SLOT_MINUTES = 60  # open at least this long within a slot: a session takes about an hour
NOON, EVENING = time(12), time(17)


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
    """The searches of intakes by their ids, in five queries. Who asks for nothing in the catalog is left out."""
    guide = CostGuide.objects.get(slug="session")
    # One range for the whole catalog, so that leaving out a concern never changes what the rest costs.
    course = usual_plan()
    areas, concerns = _slugs(Intake.areas.through, "area", intakes), _slugs(Intake.concerns.through, "concern", intakes)
    services = services_asked_for()
    groups_by_choice = cache(
        lambda areas, concerns: groups_for(areas=areas, concerns=concerns, services=services)
    )  # many ask for the same
    searches = {}
    for intake in intakes:
        groups = groups_by_choice(frozenset(areas.get(intake.pk, ())), frozenset(concerns.get(intake.pk, ())))
        if not groups:
            continue
        searches[intake.pk] = Requirements(
            groups=groups,
            latitude=intake.latitude,
            longitude=intake.longitude,
            radius_miles=intake.radius_miles,
            max_price=intake.max_price,
            slots=frozenset(Slot(slot) for slot in intake.slots),
            slots_required=intake.slots_required,
            wishes=frozenset(intake.wishes),
            musts=frozenset(intake.musts),
            price_low=guide.low,
            price_high=guide.high,
            sessions_min=course.sessions_min,
            sessions_max=course.sessions_max,
            on=on,
        )
    return searches


def _slugs(chosen: type[Model], name: str, intakes: Collection[Intake]) -> Mapping[int, set[str]]:
    """What each intake chose, from the table between."""
    slugs: defaultdict[int, set[str]] = defaultdict(set)
    rows = chosen._default_manager.filter(intake__in=intakes).values_list("intake_id", f"{name}__slug")
    for intake_id, slug in rows:
        slugs[intake_id].add(slug)
    return slugs


def services_asked_for() -> list[Service]:
    """Everything that can be asked for, by code."""
    rows = AreaConcern.objects.filter(is_active=True).order_by("pk").values_list("pk", "area__slug", "concern__slug")
    return [Service(*row) for row in rows]


def groups_for(*, areas: Collection[str], concerns: Collection[str], services: Iterable[Service]) -> Groups:
    """The need groups of chosen slugs. Both chosen: each concern in each area where it is treated. One chosen: for
    each of them, anything that goes with it ("not sure yet"). None chosen: any one service.
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


# --- What providers offer -------------------------------------------------------------------------------------------
class Row(NamedTuple):
    """A location with the facts of its provider, in the order of COLUMNS."""

    location_id: int
    provider_id: int
    latitude: float
    longitude: float
    state: str
    time_zone: str
    accepting: bool
    first_visit_fee: int
    fee_credited: bool
    step_free: bool
    video_first: bool
    next_opening_at: datetime | None
    hours_confirmed_on: date | None
    profession: str
    gender: str
    languages: list[str]
    treats_fat_pads: bool


COLUMNS = (
    *("pk", "provider_id", "latitude", "longitude", "state", "time_zone", "accepting_patients", "first_visit_fee"),
    *("first_visit_fee_credited", "step_free_access", "video_visits", "next_opening_at", "hours_confirmed_on"),
    *("provider__profession", "provider__gender", "provider__languages", "treats_fat_pads"),
)


class Window(NamedTuple):
    """From the first to the last day on which a screening case holds, in the states that it covers."""

    first: date
    last: date
    states: frozenset[str]
    kinds: frozenset[str]  # of the checks on record

    def covers(self, state: str, *, fat_pads: bool) -> bool:
        return state in self.states and (not fat_pads or CheckKind.PRODUCTS in self.kinds)


def candidates_near(requirements: Requirements, *, on: datetime) -> list[Candidate]:
    """Everyone who could be a match or a near miss: within the widest radius, offering one of the asked services."""
    box = bounding_box(requirements.latitude, requirements.longitude, max(RADIUS_STEPS))
    return _candidates(active_locations().filter(in_box(box)), requirements, on)


def candidates_at(location_ids: Collection[int], requirements: Requirements, *, on: datetime) -> list[Candidate]:
    """These locations, as far as they are somebody's candidates and offer one of the asked services."""
    return _candidates(active_locations().filter(pk__in=location_ids), requirements, on)


def active_locations() -> PracticeLocationQuerySet:
    """Locations that may be candidates. One that is closed, an NPI that is out of use and a provider on hold are
    nobody's; every other gate is the engine's to judge.
    """
    held = ProviderHold.objects.open().filter(provider=OuterRef("provider"))
    return PracticeLocation.objects.annotate(treats_fat_pads=fat_pads_treated()).filter(
        ~Exists(held), is_active=True, provider__npi_deactivated_on__isnull=True
    )


def _candidates(among: PracticeLocationQuerySet, requirements: Requirements, on: datetime) -> list[Candidate]:
    """Six queries, however many there are."""
    codes = {service.code for group in requirements.groups for service in group}
    offered = Offering.objects.filter(location=OuterRef("pk"), is_active=True, area_concern__in=codes)
    rows = [Row(*values) for values in among.filter(Exists(offered)).order_by().values_list(*COLUMNS)]
    locations = [row.location_id for row in rows]
    providers = {row.provider_id for row in rows}
    terms, slots = _terms(locations, codes), _slots(locations)
    licenses, windows, excluded = _licenses(providers), _windows(providers), _excluded(providers)
    candidates = []
    for row in rows:
        today = on.astimezone(ZoneInfo(row.time_zone)).date()
        held = [
            window
            for window in windows.get(row.provider_id, ())
            if window.covers(row.state, fat_pads=row.treats_fat_pads)
        ]
        screened = _window_today(held, today)
        candidates.append(
            Candidate(
                provider_id=row.provider_id,
                location_id=row.location_id,
                latitude=row.latitude,
                longitude=row.longitude,
                state=row.state,
                time_zone=row.time_zone,
                licenses=licenses.get(row.provider_id, {}),
                screened_from=screened and screened.first,
                screened_until=screened and screened.last,
                excluded=row.provider_id in excluded,
                accepting=row.accepting,
                terms=terms[row.location_id],
                first_visit_fee=row.first_visit_fee,
                fee_credited=row.fee_credited,
                slots=frozenset(slots.get(row.location_id, ())),
                traits=traits_of(row.profession, row.gender, row.languages, row.step_free, row.video_first),
                next_opening=_next_opening(row, on, today),
            )
        )
    return candidates


def in_box(box: BoundingBox) -> Q:
    """Locations in the box: a first cut by index, before distances are measured."""
    longitudes = Q(longitude__gte=box.west), Q(longitude__lte=box.east)
    # A box across the 180th meridian has its west edge to the right of its east edge.
    beside = longitudes[0] & longitudes[1] if box.west <= box.east else longitudes[0] | longitudes[1]
    return beside & Q(latitude__range=(box.south, box.north))


def _terms(locations: Collection[int], codes: Collection[int]) -> Mapping[int, dict[int, Terms]]:
    offerings = Offering.objects.filter(location__in=locations, area_concern__in=codes, is_active=True)
    terms: defaultdict[int, dict[int, Terms]] = defaultdict(dict)
    columns = ("location_id", "area_concern_id", "price_per_session", "sessions_done")
    for location_id, code, price, done in offerings.order_by().values_list(*columns):
        terms[location_id][code] = Terms(price=price, sessions_done=done)
    return terms


def _slots(locations: Collection[int]) -> Mapping[int, set[Slot]]:
    slots: defaultdict[int, set[Slot]] = defaultdict(set)
    columns = ("location_id", "weekday", "opens", "closes")
    for location_id, *span in WeeklyHours.objects.filter(location__in=locations).order_by().values_list(*columns):
        slots[location_id] |= slots_of(*span)
    return slots


@cache  # a week has few different spans, and every clinic repeats them
def slots_of(weekday: int, opens: time, closes: time) -> frozenset[Slot]:
    """The slots in which a clinic with these hours on this day is open for at least an hour."""
    if weekday in (Weekday.SATURDAY, Weekday.SUNDAY):
        windows = {Slot.SATURDAY if weekday == Weekday.SATURDAY else Slot.SUNDAY: (time.min, time.max)}
    else:
        windows = {
            Slot.WEEKDAY_MORNING: (time.min, NOON),
            Slot.WEEKDAY_AFTERNOON: (NOON, EVENING),
            Slot.WEEKDAY_EVENING: (EVENING, time.max),
        }
    return frozenset(
        slot
        for slot, (start, end) in windows.items()
        if _minutes(min(closes, end)) - _minutes(max(opens, start)) >= SLOT_MINUTES
    )


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _licenses(providers: Collection[int]) -> Mapping[int, dict[str, date]]:
    """State -> last valid day of the longest active license there, of the provider's own profession: an RN license
    does not carry an NP license that lapsed."""
    last_days: defaultdict[int, dict[str, date]] = defaultdict(dict)
    active = active_licenses().filter(provider__in=providers)
    grouped = active.order_by().values_list("provider_id", "state").annotate(last=Max("expires_on"))
    for provider_id, state, last in grouped:
        last_days[provider_id][state] = last
    return last_days


def active_licenses() -> QuerySet[License]:
    """Of the provider's own profession, with a last day."""
    return License.objects.filter(
        profession=F("provider__profession"), status=LicenseStatus.ACTIVE, expires_on__isnull=False
    )


def _windows(providers: Collection[int]) -> Mapping[int, list[Window]]:
    """When proven cases hold: until the approval ends or the first check runs out. The same rule as
    PracticeLocationQuerySet.listed; a test holds them equal.
    """
    cases = proven_cases().filter(provider__in=providers)
    windows: defaultdict[int, list[Window]] = defaultdict(list)
    columns = ("provider_id", "approved_from", "approved_until", "ends", "states", "kinds")
    for provider_id, first, last, ends, states, kinds in cases.order_by().values_list(*columns):
        windows[provider_id].append(Window(first, min(last, ends), frozenset(states), frozenset(kinds)))
    return windows


def proven_cases() -> QuerySet[ScreeningCase]:
    """With `kinds`, the checks on record, and `ends`, the day on which the first of them runs out."""
    ends = ScreeningCheck.objects.filter(case=OuterRef("pk")).order_by().values("case").values(end=Min("good_until"))
    return ScreeningCase.objects.proven().annotate(ends=Subquery(ends))


def _window_today(windows: Collection[Window], today: date) -> Window | None:
    """The window that holds today, longest first; else the one that ends last. One case in force is enough."""
    return max(
        windows, key=lambda window: (window.first <= today <= window.last, window.last, window.first), default=None
    )


def _excluded(providers: Collection[int]) -> set[int]:
    hits = ExclusionHit.objects.hiding().filter(provider__in=providers)
    return set(hits.order_by().values_list("provider_id", flat=True))


def traits_of(
    profession: str, gender: str, languages: Iterable[str], step_free: bool, video_first: bool
) -> frozenset[str]:
    """The wish codes that a candidate satisfies. A fact that is not stated satisfies none."""
    has = {
        Trait.DOCTOR: profession in DOCTORS,
        Trait.WOMAN: gender == Gender.WOMAN,
        Trait.MAN: gender == Gender.MAN,
        Trait.STEP_FREE: step_free,
        Trait.VIDEO_FIRST: video_first,
    }
    return frozenset([*(trait.value for trait, met in has.items() if met), *map(speaks, languages)])


def _next_opening(row: Row, on: datetime, today: date) -> date | None:
    """By the clinic's calendar. None when it is past, or when the hours were not confirmed lately."""
    if row.next_opening_at is None or row.next_opening_at < on:
        return None
    if row.hours_confirmed_on is None or today - row.hours_confirmed_on > OPENING_GOOD_FOR:
        return None
    return row.next_opening_at.astimezone(ZoneInfo(row.time_zone)).date()

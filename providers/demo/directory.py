"""One made-up provider after another. Provider number i depends on the seed, the date and i alone, so a directory of
2,000 is the beginning of one of a million, and a run that was stopped goes on where it was."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from providers.demo.clinics import Clinic, draw_clinic, draw_rows
from providers.demo.days import days_before, exclusion_file, midnight, office_time
from providers.demo.evidence import TITLE, WITH_PAGES, WITH_SAVED_PAGES, page_facts, paper_hash, paper_name
from providers.demo.flaws import Flaw, draw_flaws
from providers.demo.licenses import DemoLicense, draw_licenses
from providers.demo.offerings import (
    NOBODY_KNOWS,
    DemoService,
    draw_experience,
    draw_offers,
    draw_price_level,
    draw_services,
    product_of,
    treat_fat,
)
from providers.demo.people import DemoPerson, draw_person
from providers.demo.screening import Case, DemoCheck, draw_case
from providers.demo.spread import Spread
from providers.demo.tables import Batch, pg_array
from providers.directory.enums import NameSource
from providers.exclusions.enums import ExclusionTier, HitRole
from providers.registry.enums import AnswerSource
from providers.screening.enums import CaseKind, CaseStatus, DecidedHow
from providers.screening.rules.due import due_after
from providers.screening.rules.evidence import (
    BY_ANSWER,
    BY_CALL,
    BY_DOCUMENT,
    BY_LIST,
    BY_PAGE,
    BY_PRODUCT,
)

NO_PHONE: Final = "555-555-0100"  # nobody's


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is the same for the whole directory."""

    seed: int
    on: date
    services: tuple[DemoService, ...]
    staff_id: int  # who decides and verifies
    second_staff_id: int  # what needs two people has this one, too
    spread: Spread

    @property
    def stamp(self) -> datetime:
        return midnight(self.on)


def make_batch(setting: Setting, indexes: Iterable[int]) -> Batch:
    batch = Batch()
    for index in indexes:
        add_provider(batch, setting, index)
    return batch


def add_provider(batch: Batch, setting: Setting, index: int) -> None:
    # Seeded by text: Python then mixes all of it, so that neighbors have nothing in common.
    rng = Random(f"{setting.seed} {setting.on} {index}")  # noqa: S311  (nothing secret here)
    flaws = draw_flaws(rng)
    rows = draw_rows(rng, setting.spread)
    clinics = [draw_clinic(rng, setting.spread, row, main=row == rows[0], on=setting.on) for row in rows]
    states = [clinic.place.state for clinic in clinics]
    person = draw_person(rng, index=index, seed=setting.seed, state=states[0])
    licenses = draw_licenses(rng, states=states, profession=person.profession, flaws=flaws, on=setting.on)
    services = [] if Flaw.NOTHING_OFFERED in flaws else draw_services(rng, setting.services)
    number, product = f"D{index + 1:07d}", product_of(index)
    looked_at = treat_fat(services) and product != NOBODY_KNOWS
    case = draw_case(
        rng, person=person, licenses=licenses, number=number, fat_pads=looked_at, flaws=flaws, on=setting.on
    )
    provider = _add_person(batch, setting, person, _deactivated(rng, flaws, setting.on))
    _add_licenses(batch, setting, provider, person, licenses, number)
    _add_hits(batch, setting, provider, rng, flaws)
    _add_case(batch, setting, provider, person, case, index, _phones(clinics), product)
    _add_clinics(batch, setting, provider, rng, clinics, services, product)


def _deactivated(rng: Random, flaws: frozenset[Flaw], on: date) -> date | None:
    return days_before(on, rng, 1, 400) if Flaw.DEACTIVATED in flaws else None


def _add_person(batch: Batch, setting: Setting, person: DemoPerson, deactivated_on: date | None) -> int:
    provider = batch.next_id("providers")
    names: tuple[Any, ...] = (
        person.first_name,
        person.middle_name,
        person.last_name,
        person.name_suffix,
        birth_year(person),
    )
    batch.add(
        "providers", provider, person.npi, deactivated_on, *names, person.credentials, person.slug,
        person.profession.value, person.specialty, person.gender, pg_array(person.languages), True, None, None,
        setting.stamp, setting.stamp,
    )  # fmt: skip
    if former := former_name(person):
        batch.add(
            "former_names", provider, person.first_name, person.middle_name, former, "", None,
            date(birth_year(person) + 30, 12, 31), NameSource.PROVIDER.value, setting.stamp, setting.stamp,
        )  # fmt: skip
    return provider


def former_name(person: DemoPerson) -> str:
    """The last name before, of one in 25."""
    return "Hartwell" if int(person.npi[-4:-1]) % 25 == 3 else ""


def birth_year(person: DemoPerson) -> int:
    return 1950 + int(person.npi[-5:-1]) % 40


def _add_licenses(
    batch: Batch, setting: Setting, provider: int, person: DemoPerson, licenses: list[DemoLicense], number: str
) -> None:
    for paper in licenses:
        batch.add(
            "licenses", provider, paper.state, person.profession.value, number, paper.status, paper.expires_on,
            paper.verified_on, paper.board, setting.stamp, setting.stamp,
        )  # fmt: skip


def _add_hits(batch: Batch, setting: Setting, provider: int, rng: Random, flaws: frozenset[Flaw]) -> None:
    """An open hit keeps the provider out. A few have one that a person looked at and cleared."""
    cleared = rng.random() < 0.003
    if Flaw.EXCLUDED not in flaws and not cleared:
        return
    listed, _ = exclusion_file(setting.on)
    found_at = datetime.combine(office_time(rng, listed), time(23), tzinfo=UTC)  # after the check of that day
    here = (found_at, None, None, None, "")  # on the list since, not gone from it, nobody confirmed it
    if Flaw.EXCLUDED in flaws:
        matched = ("NPI", ExclusionTier.NPI.value, True, "{}", "", "", *here)
        decision: tuple[Any, ...] = (None, None, "", None, None, "")
    else:
        reason = "Another person of the same name: the date of birth differs."
        matched = ("name and state", ExclusionTier.STATE.value, True, "{}", "", "", *here)
        day = timedelta(days=1)
        decision = (found_at + day, setting.second_staff_id, reason, found_at + 2 * day, setting.staff_id, reason)
    batch.add(
        "hits",
        provider,
        None,
        HitRole.PROVIDER.value,
        "OIG LEIE",
        listed,
        *matched,
        *decision,
        setting.stamp,
        setting.stamp,
    )


def _phones(clinics: list[Clinic]) -> str:
    """Of all of them: a pass of the place says that each was called."""
    return ", ".join(dict.fromkeys(clinic.phone for clinic in clinics if clinic.phone)) or NO_PHONE


def _add_case(
    batch: Batch,
    setting: Setting,
    provider: int,
    person: DemoPerson,
    case: Case,
    index: int,
    phone: str,
    product: tuple[str, str, str],
) -> None:
    number = batch.next_id("cases")
    decided_by = setting.staff_id if case.decided_at else None
    # No draw from rng: all later draws of the directory would change. An open case was sent in the last four days.
    sent_at = (case.decided_at or setting.stamp) - timedelta(hours=5 + index * 7 % 90)
    how = DecidedHow.DIRECTOR if case.status == CaseStatus.TURNED_DOWN else DecidedHow.ONE
    batch.add(
        "cases", number, provider, case.status, case.approved_from, case.approved_until, decided_by, case.decided_at,
        case.reason, pg_array(case.required), pg_array(case.states), "{}", how, None, "{}", CaseKind.NEW.value, sent_at,
        due_after(sent_at, kind=CaseKind.NEW), None, None, 0, setting.stamp, setting.stamp,
    )  # fmt: skip
    open_at = None if case.decided_at else sent_at
    papers = _add_papers(batch, setting, provider, number, case, index, open_at)
    answer = _add_answer(batch, provider, person, case, open_at)
    listed = exclusion_file(setting.on)[0]
    days = {listed: setting.stamp} if open_at else {}
    for check in case.checks:
        on = check.report_date or check.seen_at.date()
        if check.kind in BY_LIST:
            days[on] = check.seen_at
        page = _add_source_page(batch, setting, provider, check, index) if check.kind in BY_PAGE else None
        called = (phone, check.seen_at) if check.kind in BY_CALL else ("", None)
        batch.add(
            "checks", number, check.kind, check.result, check.finding, check.source, check.reference,
            on, setting.staff_id if check.by_person else None, check.seen_at,
            check.good_until, "", check.ends_on, papers.get(check.kind), 1 if check.kind in papers else None, page,
            on if check.kind in BY_LIST else None, answer if check.kind in BY_ANSWER else None, *called,
            *(product if check.kind in BY_PRODUCT else NOBODY_KNOWS), None,
        )  # fmt: skip
    former = former_name(person)
    borne = ("", person.first_name, person.middle_name, person.last_name, former)
    names = pg_array(f'"{name}"' for name in dict.fromkeys(borne))
    for on, at in days.items():
        batch.add("comparisons", on, provider, person.npi, names, at)


def _add_source_page(batch: Batch, setting: Setting, provider: int, check: DemoCheck, index: int) -> int:
    number, name = batch.next_id("source_pages"), paper_name(setting.seed, index, f"saved {check.kind}")
    if index < WITH_SAVED_PAGES:
        batch.saved.append(name)
    title, *facts, made_up = page_facts(check.kind)
    batch.add(
        "source_pages", number, provider, check.kind, name, title, *facts, setting.staff_id, check.seen_at, made_up
    )
    return number


def _add_papers(
    batch: Batch, setting: Setting, provider: int, number: int, case: Case, index: int, open_at: datetime | None
) -> dict[str, int]:
    """Kind -> row of the paper that was looked at. Its page is not kept; an open case has one to look at."""
    papers: dict[str, int] = {}
    seen = {check.kind: check.seen_at for check in case.checks if check.kind in BY_DOCUMENT}
    if open_at and index < WITH_PAGES:
        seen = {kind.value: min(seen.get(kind, open_at), open_at) for kind in sorted(BY_DOCUMENT)}
    for kind, at in seen.items():
        papers[kind] = batch.next_id("documents")
        name, is_held = paper_name(setting.seed, index, kind), bool(open_at) and index < WITH_PAGES
        if is_held:
            batch.pages.append(name)
        batch.add(
            "documents", papers[kind], provider, number, kind, name, TITLE, paper_hash(setting.seed, index, kind),
            1, "image/jpeg", 1, setting.staff_id, at, *((None, None) if is_held else (at, at)), "", at,
        )  # fmt: skip
    return papers


def _add_answer(batch: Batch, provider: int, person: DemoPerson, case: Case, open_at: datetime | None) -> int | None:
    at = next((check.seen_at for check in case.checks if check.kind in BY_ANSWER), open_at)
    if at is None:
        return None
    answer, names = batch.next_id("answers"), {"first_name": person.first_name, "last_name": person.last_name}
    source = AnswerSource.DEMONSTRATION.value
    batch.add("answers", answer, provider, person.npi, at, source, True, "", json.dumps(names))
    return answer


def _add_clinics(
    batch: Batch,
    setting: Setting,
    provider: int,
    rng: Random,
    clinics: list[Clinic],
    services: list[DemoService],
    product: tuple[str, str, str],
) -> None:
    level, experience = draw_price_level(rng), draw_experience(rng)
    for clinic in clinics:
        location = _add_location(batch, setting, provider, clinic)
        for span in clinic.hours:
            batch.add("hours", location, int(span.weekday), span.opens, span.closes)
        main = clinic is clinics[0]
        for offer in draw_offers(rng, services, level=level, experience=experience, crowd=clinic.crowd, main=main):
            batch.add(
                "offerings", location, offer.service.id, offer.price, offer.sessions_done, offer.is_active,
                *(product if offer.service.is_noted else NOBODY_KNOWS),
                "other" if offer.service.is_noted and product != NOBODY_KNOWS else "", setting.stamp, setting.stamp,
            )  # fmt: skip


def _add_location(batch: Batch, setting: Setting, provider: int, clinic: Clinic) -> int:
    location, place = batch.next_id("locations"), clinic.place
    owner = f"{clinic.name} LLC" if location % 3 == 0 else ""
    batch.add(
        "locations", location, provider, clinic.name, owner, clinic.line1, clinic.line2, place.city, place.state,
        place.zip_code, clinic.latitude, clinic.longitude, clinic.placed_by, place.time_zone, clinic.phone,
        clinic.is_active, clinic.accepting, *clinic.boxes, clinic.fee, clinic.fee_credited,
        clinic.next_opening_at, clinic.second_opening_at, clinic.hours_confirmed_on, clinic.confirmed_on,
        setting.stamp, setting.stamp,
    )  # fmt: skip
    return location

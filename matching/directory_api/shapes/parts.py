"""Pieces that several resources have."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from caarisma.common.typed.plain import bare
from matching.directory_api.kinds import EntryKind, code_of
from matching.directory_api.systems import PLAN_NET, TERMINOLOGY, concept, plan_net_extension
from providers.directory.models import PracticeLocation, Provider, WeeklyHours
from providers.registry.nppes.taxonomy import TAXONOMIES

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
BY_SPECIALTY: Final = {taxonomy.specialty: code for code, taxonomy in TAXONOMIES.items()}
BY_PROFESSION: Final = {"np": "363L00000X", "pa": "363A00000X", "rn": "163W00000X"}
DEMONSTRATION: Final = {"tag": [{"system": f"{TERMINOLOGY}v3-ActReason", "code": "HTEST"}]}


@dataclass(kw_only=True)
class Drawn:
    """A resource without its version, and by what it is found."""

    kind: EntryKind
    source: int
    place: int | None
    resource: dict[str, Any]
    codes: set[int] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    point: tuple[float, float] | None = None

    def found_by(self, parameter: str, *values: str) -> None:
        self.codes |= {code_of(parameter, value) for value in values}

    def found_under(self, parameter: str, *texts: str) -> None:
        """From its beginning, or that of any word in it."""
        for text in texts:
            words = folded(text).split()
            self.words |= {f"{parameter}:{' '.join(words[start:])}"[:200] for start in range(len(words))}


def folded(text: str) -> str:
    """Without accents and capitals, as the site folds what is typed; one space between words."""
    return " ".join(re.findall(r"[^\W_]+", bare(text)))


def phone(number: str) -> str:
    """ "(512) 555-0142" as programs like it: "+1-512-555-0142". "" for what is no number of ten digits."""
    digits = re.sub(r"\D", "", number).removeprefix("1")
    return f"+1-{digits[:3]}-{digits[3:6]}-{digits[6:]}" if len(digits) == 10 else ""


def telecom(location: PracticeLocation) -> dict[str, Any]:
    number = phone(location.phone)
    return {"telecom": [{"system": "phone", "value": number, "use": "work", "rank": 1}]} if number else {}


def weeks(hours: Iterable[WeeklyHours], opens: str, closes: str) -> list[dict[str, Any]]:
    """Days with the same span together, as FHIR likes them."""
    spans = sorted(hours, key=lambda span: (span.opens, span.closes, span.weekday))
    grouped = groupby(spans, key=lambda span: (span.opens, span.closes))
    told = [
        {
            "daysOfWeek": [DAYS[span.weekday] for span in same],
            opens: start.strftime("%H:%M:%S"),
            closes: end.strftime("%H:%M:%S"),
        }
        for (start, end), same in grouped
    ]
    return sorted(told, key=lambda each: (DAYS.index(each["daysOfWeek"][0]), each[opens]))


def new_patients(location: PracticeLocation) -> dict[str, Any]:
    code, display = ("newpt", "Accepting") if location.accepting_patients else ("nopt", "Not accepting")
    system = f"{PLAN_NET}CodeSystem/AcceptingPatientsCS"
    part = {"url": "acceptingPatients", "valueCodeableConcept": concept(system, code, display)}
    return plan_net_extension("newpatients", extension=[part])


def specialty_code(provider: Provider) -> str:
    """Of NUCC; "" for a field that has none there."""
    return BY_SPECIALTY.get(provider.specialty) or BY_PROFESSION.get(provider.profession, "")


def money(dollars: int) -> dict[str, Any]:
    return {"value": dollars, "currency": "USD"}


def refer(kind: EntryKind, public_id: object, display: str = "") -> dict[str, str]:
    return {"reference": f"{kind.resource}/{public_id}"} | ({"display": display} if display else {})


def filled(resource: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: FHIR knows no empty list, object or text."""
    return dict(_filled(resource))


def _filled(resource: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in resource.items():
        if value not in ("", [], {}, None):
            yield name, value

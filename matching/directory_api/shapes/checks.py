"""What we checked of a person: one result a kind, of the checks in force. Never findings, notes, or who looked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from matching.directory_api.facts import PublishedPerson, PublishedPlace
from matching.directory_api.kinds import EntryKind
from matching.directory_api.shapes.parts import Drawn, filled, refer
from matching.directory_api.systems import US_NPI, own_extension, terminology
from providers.directory.models.location import ASKED_AFTER, confirmed_until
from providers.listing.selectors import ProofCheck
from providers.screening.check_words import BY_KIND
from providers.screening.enums import CheckKind
from providers.screening.rules.time_limits import LIMITS, MONTHLY

Ids = Callable[[EntryKind, int], str]

NUMBERS: Final = {kind: place for place, kind in enumerate(CheckKind, start=1)}  # of rows: an order that only grows
NPI_PATH: Final = f"Practitioner.identifier.where(system = '{US_NPI}')"
ATTESTATION: Final = "attestation"  # no check of ours: what the clinic says of itself
ATTESTED: Final = 1_000  # and the number of the place, of rows
ATTESTATION_TELLS_NOT: Final = "Whether it is so: we did not look, the clinic said it."
OUR_ORGANIZATION: Final = {"reference": "Organization/caarisma"}


@dataclass(frozen=True, slots=True)
class CheckTold:
    """How FHIR says what we do: what it is about, which elements, by what process, from what source, and how."""

    targets: tuple[EntryKind, ...]
    paths: tuple[str, ...]
    process: str
    source: str
    by: str
    type: str = "primary"


WHO, ROLE, PLACE, SERVICE = EntryKind.PERSON, EntryKind.ROLE, EntryKind.PLACE, EntryKind.SERVICE
TOLD: Final = {
    CheckKind.LICENSE: CheckTold((WHO,), ("Practitioner.qualification",), "primary", "lic-board", "manual"),
    CheckKind.SCOPE: CheckTold((ROLE,), ("PractitionerRole.healthcareService",), "in-context", "legal", "manual"),
    CheckKind.SUPERVISOR: CheckTold((ROLE,), ("PractitionerRole",), "standalone", "rel-own", "portal"),
    CheckKind.EXCLUSION: CheckTold((WHO,), ("Practitioner.name", NPI_PATH), "standalone", "auth-source", "pull"),
    CheckKind.SAM: CheckTold((WHO,), ("Practitioner.name", NPI_PATH), "standalone", "auth-source", "manual"),
    CheckKind.NPI: CheckTold((WHO,), (NPI_PATH,), "primary", "issuer", "pull"),
    CheckKind.BOARD: CheckTold((WHO,), ("Practitioner.qualification",), "primary", "issuer", "manual"),
    CheckKind.INSURANCE: CheckTold((ROLE,), ("PractitionerRole",), "standalone", "issuer", "portal"),
    CheckKind.IDENTITY: CheckTold((WHO,), ("Practitioner.name",), "standalone", "issuer", "portal"),
    CheckKind.PLACE: CheckTold((PLACE,), ("Location.address", "Location.telecom"), "standalone", "rel-own", "manual"),
    # A known product is not an approved one: told as said by the provider, never as validated.
    CheckKind.PRODUCTS: CheckTold(
        (SERVICE,), ("HealthcareService",), "edit-check", "rel-own", "portal", type="nothing"
    ),
}


def draw_checks(person: PublishedPerson, ids: Ids) -> list[Drawn]:
    return [_draw(person, check, ids) for check in person.proof.rests_on]


def draw_attestation(person: PublishedPerson, place: PublishedPlace, ids: Ids) -> Drawn:
    """When the clinic last said that phone, place, hours, prices and what we say of new patients are right. From the
    90th day on it is to be said again; on the 120th the place leaves."""
    location = place.location
    said_on, again = location.confirmed_on, location.confirmed_on + ASKED_AFTER
    targets = [(ROLE, ids(ROLE, location.pk)), (PLACE, ids(PLACE, location.pk))]
    resource = {
        "extension": [
            own_extension("check-kind", valueCode=ATTESTATION),
            own_extension("good-until", valueDate=confirmed_until(said_on).isoformat()),
            own_extension("does-not-tell", valueString=ATTESTATION_TELLS_NOT),
        ],
        "target": [refer(which, public_id) for which, public_id in targets],
        "targetLocation": ["PractitionerRole", "Location"],
        "need": terminology("need", "periodic"),
        "status": "attested" if place.is_confirmed else "req-revalid",
        "statusDate": (said_on if place.is_confirmed else again).isoformat(),
        "validationType": terminology("validation-type", "nothing"),
        "validationProcess": [terminology("validation-process", "edit-check")],
        "frequency": {"repeat": {"frequency": 1, "period": ASKED_AFTER.days, "periodUnit": "d"}},
        "lastPerformed": said_on.isoformat(),
        "nextScheduled": again.isoformat(),
        "failureAction": terminology("failure-action", "fatal"),
        "attestation": {
            "who": refer(WHO, ids(WHO, person.provider.pk)),
            "communicationMethod": terminology("verificationresult-communication-method", "portal"),
            "date": said_on.isoformat(),
        },
        "validator": [{"organization": OUR_ORGANIZATION}],
    }
    drawn = Drawn(kind=EntryKind.CHECK, source=ATTESTED + location.pk, place=location.pk, resource=filled(resource))
    drawn.found_by("check-kind", ATTESTATION)
    drawn.found_by("target", *(f"{which.resource}/{public_id}" for which, public_id in targets))
    return drawn


def _draw(person: PublishedPerson, check: ProofCheck, ids: Ids) -> Drawn:
    kind = CheckKind(check.kind)
    told, looked = TOLD[kind], max(check.verified_at, person.looked.get(kind, check.verified_at))
    targets = [target for which in told.targets for target in _targets(person, which, ids)]
    resource = {
        "extension": [
            own_extension("check-kind", valueCode=kind.value),
            *([own_extension("good-until", valueDate=check.good_until.isoformat())] if check.good_until else []),
            own_extension("by-exception", valueBoolean=check.exception is not None),
            own_extension("does-not-tell", valueString=str(BY_KIND[kind].does_not_tell)),
        ],
        "target": [refer(which, public_id) for which, public_id in targets],
        "targetLocation": list(told.paths),
        "need": terminology("need", "periodic"),
        "status": "validated" if check.counts else "attested",
        "statusDate": instant(check.verified_at),
        "validationType": terminology("validation-type", told.type),
        "validationProcess": [terminology("validation-process", told.process)],
        "frequency": {"repeat": {"frequency": 1, "period": _months(kind), "periodUnit": "mo"}},
        "lastPerformed": instant(looked),
        "nextScheduled": check.good_until.isoformat() if check.good_until else None,
        "failureAction": terminology("failure-action", "fatal"),
        "primarySource": [_source(kind, told, looked, counts=check.counts)],
        "validator": [{"organization": OUR_ORGANIZATION}],
    }
    drawn = Drawn(kind=EntryKind.CHECK, source=NUMBERS[kind], place=None, resource=filled(resource))
    drawn.found_by("check-kind", kind.value)
    drawn.found_by("target", *(f"{which.resource}/{public_id}" for which, public_id in targets))
    return drawn


def _targets(person: PublishedPerson, which: EntryKind, ids: Ids) -> list[tuple[EntryKind, str]]:
    """Of products, what is sold for a use with the FDA's note; of the rest, everything of that type."""
    sources = {
        WHO: [person.provider.pk],
        ROLE: [place.location.pk for place in person.places],
        PLACE: [place.location.pk for place in person.places],
        SERVICE: [
            line.pk for place in person.places for line in place.offerings if line.area_concern.concern.needs_fda_note
        ]
        or [line.pk for place in person.places for line in place.offerings],
    }
    return [(which, ids(which, source)) for source in sources[which]]


def _source(kind: CheckKind, told: CheckTold, looked: datetime, *, counts: bool) -> dict[str, Any]:
    return {
        "who": {"display": str(BY_KIND[kind].where)},
        "type": [terminology("primary-source-type", told.source)],
        "communicationMethod": [terminology("verificationresult-communication-method", told.by)],
        "validationStatus": terminology("validation-status", "successful" if counts else "unknown"),
        "validationDate": instant(looked),
        "canPushUpdates": terminology("can-push-updates", "no"),
    }


def _months(kind: CheckKind) -> int:
    """How often it is looked at again at least, by the rules in force."""
    if kind in MONTHLY:
        return 1
    limits = LIMITS[-1]
    own = {
        CheckKind.LICENSE: limits.license_months,
        CheckKind.SCOPE: limits.license_months,
        CheckKind.SUPERVISOR: limits.license_months,
        CheckKind.PLACE: limits.place_months,
        CheckKind.PRODUCTS: limits.products_months,
        CheckKind.INSURANCE: 12,
    }
    return own.get(kind, limits.approval_months)


def instant(at: datetime) -> str:
    """To the millisecond, in UTC, as FHIR writes it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

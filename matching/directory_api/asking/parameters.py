"""The one table of what may be asked: parser, CapabilityStatement, OpenAPI file and docs are made from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from matching.directory_api.asking import values
from matching.directory_api.asking.terms import SearchTerms, WordRange
from matching.directory_api.kinds import EntryKind, code_of
from matching.directory_api.systems import (
    CATEGORIES,
    LANGUAGE_TAGS,
    NUCC,
    PLACE_TYPES,
    ROLES,
    US_NPI,
    own_system,
)
from matching.directory_api.systems import base as base_url
from providers.directory.npi import npi_is_valid

Systems = Callable[[], Mapping[str, str]]  # system -> what its codes begin with in the table of codes
SEARCH_PARAMETERS: Final = "http://hl7.org/fhir/SearchParameter/"


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """`type` as FHIR names it. `pattern`: of one value, as strict as the parser; commas between several are "or"."""

    name: str
    type: str
    words: str
    read: Callable[[SearchTerms, str, str], None]  # terms, values, modifier; ValueError with plain words
    pattern: str
    example: str
    definition: str = ""  # of the base standard; "" for our own
    repeats: bool = True
    modifiers: tuple[str, ...] = ()
    several: bool = True


@dataclass(frozen=True, kw_only=True)
class Searchable:
    """A type of resource: what finds it, what may come along, and what it is."""

    kind: EntryKind
    words: str
    parameters: tuple[Parameter, ...]
    include: tuple[str, ...] = ()
    revinclude: tuple[str, ...] = ()

    def named(self, name: str) -> Parameter | None:
        return next((each for each in self.parameters if each.name == name), None)


# --- Kinds of parameters --------------------------------------------------------------------------------------------
def several(text: str) -> list[str]:
    given = [part.strip() for part in text.split(",")]
    if "" in given:
        raise ValueError("There is an empty value")
    return given


def _token(name: str, words: str, example: str, systems: Systems, *, found: str = "", base: str = "") -> Parameter:
    """`found`: the parameter that the codes are kept under, where this is a chain to it."""
    under = found or name

    def read(terms: SearchTerms, text: str, _modifier: str) -> None:
        known, codes = systems(), set()
        for part in several(text):
            asked = values.exact_code(part, tuple(known))
            if asked:
                system, code = asked
                starts = {known[system]} if system else set(known.values())
                codes |= {code_of(under, f"{start}{code}") for start in starts}
        terms.codes.append(frozenset(codes))

    pattern = rf"({values.SYSTEM}\|)?{values.CODE}"
    return Parameter(
        name=name, type="token", words=words, read=read, pattern=pattern, example=example, definition=_definition(base)
    )


def _plain(system: str) -> Systems:
    return lambda: {system: ""}


def _service_systems() -> Mapping[str, str]:
    return {own_system(name): f"{name}|" for name in ("treatment", "area", "concern")}


def _own(name: str) -> Systems:
    return lambda: {own_system(name): ""}


def _identifier() -> Parameter:
    def read(terms: SearchTerms, text: str, _modifier: str) -> None:
        codes = set()
        for part in several(text):
            system, bar, number = part.rpartition("|")
            if bar and system not in ("", US_NPI):
                continue
            if not (number.isascii() and number.isdigit() and len(number) == 10):
                raise ValueError("An NPI has ten digits")
            if npi_is_valid(number):  # a slip of the pen is nobody's number
                codes.add(code_of("identifier", number))
        terms.codes.append(frozenset(codes))

    return Parameter(
        name="identifier", type="token", words="The NPI, alone or with its system.", read=read,
        pattern=rf"({values.SYSTEM}\|)?[0-9]{{10}}", example=f"{US_NPI}|2999999016",
        definition=_definition("Practitioner-identifier"),
    )  # fmt: skip


def _string(
    name: str, words: str, example: str, *, found: tuple[str, ...] = (), base: str = "", least: int = 2
) -> Parameter:
    under = found or (name,)

    def read(terms: SearchTerms, text: str, modifier: str) -> None:
        ranges: list[WordRange] = []
        for part in several(text):
            for each in under:
                ranges += values.word(each, part, exact=modifier == "exact", least=least)
        terms.words.append(tuple(ranges))

    return Parameter(
        name=name, type="string", words=words, read=read, pattern=rf"[A-Za-z0-9]{{{least},40}}", example=example,
        definition=_definition(base), modifiers=("exact",),
    )  # fmt: skip


def _reference(name: str, to: str, words: str, *, base: str = "") -> Parameter:
    def read(terms: SearchTerms, text: str, _modifier: str) -> None:
        codes = set()
        for part in several(text):
            resource, slash, given = part.removeprefix(f"{base_url()}/").rpartition("/")
            if slash and resource != to:
                raise ValueError(f"Give {to}/ and the id, or the id alone")
            codes.add(code_of(name, str(values.public_id(given))))
        terms.codes.append(frozenset(codes))

    return Parameter(
        name=name, type="reference", words=words, read=read, pattern=rf"({to}/)?{values.ID}",
        example=f"{to}/0c5e7d9a-3b1f-4a68-b2f4-91d7e3c8a604", definition=_definition(base),
    )  # fmt: skip


def _target() -> Parameter:
    types = "|".join(kind.resource for kind in EntryKind if kind != EntryKind.CHECK)

    def read(terms: SearchTerms, text: str, _modifier: str) -> None:
        codes = set()
        for part in several(text):
            resource, _slash, given = part.removeprefix(f"{base_url()}/").rpartition("/")
            if resource not in types.split("|"):
                raise ValueError("Give the type too: Practitioner/ and the id")
            codes.add(code_of("target", f"{resource}/{values.public_id(given)}"))
        terms.codes.append(frozenset(codes))

    return Parameter(
        name="target", type="reference", words="What was checked.", read=read, pattern=rf"({types})/{values.ID}",
        example="Practitioner/7f3a6c1e-52d4-4b0e-9a55-0d6a1f0b7c21",
        definition=_definition("VerificationResult-target"),
    )  # fmt: skip


def _boolean(name: str, words: str) -> Parameter:
    def read(terms: SearchTerms, text: str, _modifier: str) -> None:
        if text not in ("true", "false"):
            raise ValueError("It is true or false")
        terms.codes.append(frozenset({code_of(name, text)}))

    return Parameter(
        name=name, type="token", words=words, read=read, pattern="(true|false)", example="true", several=False,
        repeats=False,
    )  # fmt: skip


def _state(name: str, base: str = "") -> Parameter:
    def read(terms: SearchTerms, text: str, _modifier: str) -> None:
        states = [part.upper() for part in several(text)]
        if not all(len(state) == 2 and state.isascii() and state.isalpha() for state in states):
            raise ValueError("A state has two letters: TX")
        terms.codes.append(frozenset(code_of("state", state) for state in states))

    return Parameter(
        name=name, type="string", words="State, two letters.", read=read, pattern="[A-Za-z]{2}", example="TX",
        definition=_definition(base),
    )  # fmt: skip


def _near(name: str) -> Parameter:
    def read(terms: SearchTerms, text: str, _modifier: str) -> None:
        terms.near = values.near(text)

    return Parameter(
        name=name, type="special", read=read, pattern=values.NEAR, example="30.2747|-97.7404|25|mi",
        words="latitude|longitude, then |distance (40) and |unit (km, mi or [mi_us]; km). The nearest come first.",
        definition=_definition("Location-near"), repeats=False, several=False,
    )  # fmt: skip


def _ids() -> Parameter:
    def read(terms: SearchTerms, text: str, _modifier: str) -> None:
        terms.ids = [values.public_id(part) for part in several(text)]

    return Parameter(
        name="_id", type="token", words="Up to 50 ids. Who has left is named.", read=read, pattern=values.ID,
        example="0c5e7d9a-3b1f-4a68-b2f4-91d7e3c8a604", definition=_definition("Resource-id"), repeats=False,
    )  # fmt: skip


def _last_updated() -> Parameter:
    def read(terms: SearchTerms, text: str, _modifier: str) -> None:
        since, before = values.bounds(text)
        terms.since = max(filter(None, (terms.since, since)), default=None)
        terms.before = min(filter(None, (terms.before, before)), default=None)

    return Parameter(
        name="_lastUpdated", type="date", words="When it last changed. Twice is from and to. A date is a day in UTC.",
        read=read, pattern=values.DATE, example="gt2026-11-28T15:04:12.318Z",
        definition=_definition("Resource-lastUpdated"), several=False,
    )  # fmt: skip


def _definition(base: str) -> str:
    return f"{SEARCH_PARAMETERS}{base}" if base else ""


# --- The table ------------------------------------------------------------------------------------------------------
SERVICE_CATEGORY: Final = "HealthcareService-service-category"
EVERY: Final = (_ids(), _last_updated())
NEW_PATIENTS: Final = _boolean("new-patients", "Whether new patients are accepted. Our own parameter.")


def _where(chain: str = "") -> tuple[Parameter, ...]:
    base = "" if chain else "Location-address"
    whole, start = "City, ZIP code, street or state, from its beginning.", base and f"{base}-"
    city, zip_code = base and f"{start}city", base and f"{start}postalcode"
    return (
        _near(f"{chain}near"),
        _string(f"{chain}address", whole, "austin", found=("address",), base=base),
        _string(f"{chain}address-city", "City, from its beginning.", "austin", found=("city",), base=city),
        _string(f"{chain}address-postalcode", "ZIP code's beginning.", "787", found=("postalcode",), base=zip_code),
        _state(f"{chain}address-state", base and f"{start}state"),
    )


def _who(chain: str = "") -> tuple[Parameter, ...]:
    words, speaks = "First or last name, from the beginning of any word.", "A language that visits can be in."
    name, language = ("", "") if chain else ("Practitioner-name", "individual-communication")
    tags = _plain(LANGUAGE_TAGS)
    return (
        _string(f"{chain}name", words, "osei", found=("family", "given"), base=name),
        _token(f"{chain}communication", speaks, "es", tags, found="communication", base=language),
    )


def _specialty(resource: str) -> Parameter:
    field = "The field, by NUCC's code."
    return _token("specialty", field, "207N00000X", _plain(NUCC), base=f"{resource}-specialty")


def _services(name: str) -> Parameter:
    return _token(
        name,
        "An area, a concern, or both as area.concern.",
        "face.fine-lines",
        _service_systems,
        found="service-type",
        base="HealthcareService-service-type" if name == "service-type" else "",
    )


TABLE: Final = {
    "Practitioner": Searchable(
        kind=EntryKind.PERSON,
        words="A listed person: name, NPI, licenses in date, languages.",
        parameters=(
            *EVERY,
            *_who(),
            _string("family", "Last name, from its beginning.", "osei", base="individual-family"),
            _string("given", "First name, from its beginning.", "amara", base="individual-given"),
            _identifier(),
        ),
        revinclude=("PractitionerRole:practitioner", "VerificationResult:target"),
    ),
    "PractitionerRole": Searchable(
        kind=EntryKind.ROLE,
        words="A listed person at one place: services, phone, hours, whether new patients are accepted.",
        parameters=(
            *EVERY,
            _specialty("PractitionerRole"),
            _token("role", "The license type.", "ph", _plain(ROLES), base="PractitionerRole-role"),
            _reference("practitioner", "Practitioner", "Of whom.", base="PractitionerRole-practitioner"),
            _reference("location", "Location", "Where.", base="PractitionerRole-location"),
            _reference("service", "HealthcareService", "With this service.", base="PractitionerRole-service"),
            NEW_PATIENTS,
            *_where("location."),
            *_who("practitioner."),
            _services("service.service-type"),
        ),
        include=("PractitionerRole:practitioner", "PractitionerRole:location", "PractitionerRole:service"),
        revinclude=("VerificationResult:target",),
    ),
    "Location": Searchable(
        kind=EntryKind.PLACE,
        words="A place where one listed person sees patients.",
        parameters=(
            *EVERY,
            *_where(),
            _string("name", "Name of the clinic, from the beginning of any word.", "riverbend", base="Location-name"),
            _token("type", "The kind of place.", "PROFF", _plain(PLACE_TYPES), base="Location-type"),
        ),
        revinclude=("PractitionerRole:location", "HealthcareService:location", "VerificationResult:target"),
    ),
    "HealthcareService": Searchable(
        kind=EntryKind.SERVICE,
        words="One concern treated in one area at one place, with its price.",
        parameters=(
            *EVERY,
            _services("service-type"),
            _token("service-category", "The kind of service.", "prov", _plain(CATEGORIES), base=SERVICE_CATEGORY),
            _specialty("HealthcareService"),
            _reference("location", "Location", "Where.", base="HealthcareService-location"),
            _string("name", "Area or concern, from the beginning of any word.", "face", base="HealthcareService-name"),
            NEW_PATIENTS,
        ),
        include=("HealthcareService:location",),
        revinclude=("PractitionerRole:service", "VerificationResult:target"),
    ),
    "VerificationResult": Searchable(
        kind=EntryKind.CHECK,
        words="One check of a listed person: when it was last looked at, and until when it counts.",
        parameters=(
            *EVERY,
            _target(),
            _token("check-kind", "Which check. Our own parameter.", "license", _own("check-kind")),
        ),
    ),
}
STATIC_TYPES: Final = ("Organization", "CodeSystem", "StructureDefinition", "NamingSystem", "OperationDefinition")
"""Read by id alone."""

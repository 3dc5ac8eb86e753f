"""One record of the NPPES API v2.1 as facts. Pure: a parsed JSON value in, a dataclass out.

Keys are absent rather than null, "--" stands for "none", numbers come as text or as numbers, dates as ISO text and
moments as milliseconds (text in newer answers, numbers in older ones).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from providers.directory.enums import Profession
from providers.directory.npi import npi_is_valid
from providers.directory.us import STATES
from providers.registry.nppes.records import RegistryAddress, is_license_number
from providers.registry.nppes.taxonomy import TAXONOMIES, profession_for
from providers.registry.nppes.wording import phone_number, readable, readable_name

PERSON: Final = "NPI-1"
IN_USE: Final = "A"
LONGEST_TEXT: Final = 200  # longer is no name, number or street
MILLISECONDS_FROM: Final = 10**11  # as seconds that would be the year 5138


class NotARecord(ValueError):
    """The answer is not what the API documents. The message names the key, never a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryLicense:
    """What the person told the registry about a license. A lead for the board's look-up, never proof."""

    state: str
    number: str
    profession: Profession | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRecord:
    """`practice` is None where the registry names no place in the United States."""

    npi: str
    is_person: bool
    is_in_use: bool
    first_name: str
    middle_name: str
    last_name: str
    name_suffix: str
    other_last_names: tuple[str, ...]
    credentials: str
    organization: str
    profession: Profession | None
    specialty: str
    licenses: tuple[RegistryLicense, ...]
    practice: RegistryAddress | None
    updated_on: date | None


def as_json(record: RegistryRecord) -> dict[str, Any]:
    """To be kept until the person has looked at it."""
    return {**asdict(record), "updated_on": record.updated_on and record.updated_on.isoformat()}


def from_json(kept: Mapping[str, Any]) -> RegistryRecord:
    licenses = [{**one, "profession": _profession(one["profession"])} for one in kept["licenses"]]
    return RegistryRecord(
        **{
            **kept,
            "other_last_names": tuple(kept["other_last_names"]),
            "profession": _profession(kept["profession"]),
            "licenses": tuple(RegistryLicense(**one) for one in licenses),
            "practice": RegistryAddress(**kept["practice"]) if kept["practice"] else None,
            "updated_on": _day(kept["updated_on"]),
        }
    )


def _profession(kept: str | None) -> Profession | None:
    return Profession(kept) if kept else None


def record_of(raw: Any) -> RegistryRecord:
    """Raises NotARecord when a key that makes a record one is missing or of the wrong kind."""
    if not isinstance(raw, Mapping) or not isinstance(raw.get("basic"), Mapping):
        raise NotARecord("basic")
    npi = str(raw.get("number", ""))
    if not npi_is_valid(npi):
        raise NotARecord("number")
    basic, taxonomies = raw["basic"], _primary_first(_maps(raw, "taxonomies"))
    credentials = text(basic, "credential")
    codes = [text(taxonomy, "code") for taxonomy in taxonomies]
    return RegistryRecord(
        npi=npi,
        is_person=raw.get("enumeration_type") == PERSON,
        is_in_use=text(basic, "status") == IN_USE,
        first_name=readable_name(text(basic, "first_name")),
        middle_name=readable_name(text(basic, "middle_name")),
        last_name=readable_name(text(basic, "last_name")),
        name_suffix=readable_name(text(basic, "name_suffix")),
        other_last_names=tuple(
            readable_name(name) for other in _maps(raw, "other_names") if (name := text(other, "last_name"))
        ),
        credentials=credentials,
        organization=text(basic, "organization_name"),
        profession=next((job for code in codes if (job := profession_for(code, credentials))), None),
        specialty=next((TAXONOMIES[code].specialty for code in codes if code in TAXONOMIES), ""),
        licenses=_licenses(taxonomies, credentials),
        practice=_practice(_maps(raw, "addresses")),
        updated_on=_day(basic.get("last_updated")) or _moment(raw.get("last_updated_epoch")),
    )


def text(raw: Mapping[str, Any], key: str) -> str:
    """The value as one line, "" when absent, null or "--". Refused: what is no text and no number, or far too long."""
    value = raw.get(key)
    if value is None:
        return ""
    if not isinstance(value, str | int) or len(str(value)) > LONGEST_TEXT:
        raise NotARecord(key)
    line = " ".join(str(value).split())
    return "" if set(line) <= {"-"} else line


def _maps(raw: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    values = raw.get(key) or []
    if not isinstance(values, list) or not all(isinstance(value, Mapping) for value in values):
        raise NotARecord(key)
    return values


def _primary_first(taxonomies: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(taxonomies, key=lambda taxonomy: taxonomy.get("primary") is not True)


def _licenses(taxonomies: list[Mapping[str, Any]], credentials: str) -> tuple[RegistryLicense, ...]:
    found: dict[tuple[str, str], RegistryLicense] = {}
    for taxonomy in taxonomies:
        state, number = text(taxonomy, "state").upper(), text(taxonomy, "license").upper()
        if is_license_number(number) and state in STATES:
            job = profession_for(text(taxonomy, "code"), credentials)
            found.setdefault((state, number), RegistryLicense(state=state, number=number, profession=job))
    return tuple(found.values())


def _practice(addresses: list[Mapping[str, Any]]) -> RegistryAddress | None:
    """The first LOCATION address. The mailing address says where letters go, not where patients do."""
    for address in addresses:
        state = text(address, "state").upper()
        if address.get("address_purpose") == "LOCATION" and state in STATES:
            return RegistryAddress(
                line1=readable(text(address, "address_1")),
                line2=readable(text(address, "address_2")),
                city=readable(text(address, "city")),
                state=state,
                zip_code=text(address, "postal_code")[:5],
                phone=phone_number(text(address, "telephone_number")),
            )
    return None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _moment(value: object) -> date | None:
    """Epoch as text or number, in milliseconds or (older answers) seconds."""
    try:
        number = int(str(value))
    except ValueError:
        return None
    seconds = number / 1000 if abs(number) >= MILLISECONDS_FROM else number
    try:
        return datetime.fromtimestamp(seconds, tz=UTC).date()
    except (OverflowError, OSError, ValueError):
        return None

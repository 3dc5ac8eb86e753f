"""A small registry of people who do not exist: what a demonstration answers in place of the national registry.

A real number is not known here, so nobody real can be entered on such a site.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from providers.directory.enums import Profession
from providers.directory.npi import npi_from_nine
from providers.registry.nppes.records import RegistryAddress
from providers.registry.nppes_api import NpiFound, NpiNotFound
from providers.registry.nppes_record import RegistryLicense, RegistryRecord

FILE: Final = Path(__file__).with_name("made_up.toml")


def look_up_made_up(npi: str) -> NpiFound | NpiNotFound:
    found = made_up_people().get(npi)
    return NpiFound(found) if found else NpiNotFound()


@cache
def made_up_people() -> dict[str, RegistryRecord]:
    """By number, in the order of the file."""
    people = tomllib.loads(FILE.read_text(encoding="utf-8"))["person"]
    return {record.npi: record for record in map(_record, people)}


def _record(told: dict[str, Any]) -> RegistryRecord:
    first, last = told["name"].split()
    profession = Profession(told["profession"])
    state, number = told["license"].split()
    line1, city, state_and_zip, phone = told["place"].split(", ")
    return RegistryRecord(
        npi=npi_from_nine(told["nine"]),
        is_person=True,
        is_in_use=True,
        first_name=first,
        middle_name="",
        last_name=last,
        name_suffix="",
        other_last_names=(),
        credentials=told["credentials"],
        organization="",
        profession=profession,
        specialty=told["specialty"],
        licenses=(RegistryLicense(state=state, number=number, profession=profession),),
        practice=RegistryAddress(
            line1=line1, line2="", city=city, state=state, zip_code=state_and_zip.split()[1], phone=phone
        ),
        updated_on=None,
    )

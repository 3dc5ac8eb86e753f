"""Writes files in the real NPPES layout: all 330 columns in CMS's order, quoted as CMS quotes them."""

import csv
import gzip
import io
from pathlib import Path

from providers.directory.npi import npi_from_nine
from providers.registry.nppes import layout
from providers.registry.nppes.layout import taxonomy_columns

MAILING = layout.LINE_1, layout.LINE_2, layout.CITY, layout.STATE, layout.POSTAL_CODE, layout.COUNTRY, layout.PHONE


def full_header(sex: str = layout.SEX) -> list[str]:
    """The columns of the file of 2025. `sex` as "Provider Gender Code" gives the older name."""
    other = [f"Provider Other {part}" for part in ("Organization Name", "Organization Name Type Code", "Last Name")]
    other += [
        f"Provider Other {part}" for part in ("First Name", "Middle Name", "Name Prefix Text", "Name Suffix Text")
    ]
    other += ["Provider Other Credential Text", "Provider Other Last Name Type Code"]
    official = [f"Authorized Official {part}" for part in ("Last Name", "First Name", "Middle Name")]
    official += ["Authorized Official Title or Position", "Authorized Official Telephone Number"]
    mailing = [name.replace("Practice Location", "Mailing") for name in MAILING]
    fax = "Provider Business Practice Location Address Fax Number"
    return [
        *(layout.NPI, layout.ENTITY, "Replacement NPI", "Employer Identification Number (EIN)"),
        *("Provider Organization Name (Legal Business Name)", layout.LAST_NAME, layout.FIRST_NAME, layout.MIDDLE_NAME),
        *("Provider Name Prefix Text", layout.NAME_SUFFIX, layout.CREDENTIALS, *other, *mailing),
        *(fax.replace("Practice Location", "Mailing"), *MAILING, fax),
        *("Provider Enumeration Date", layout.UPDATED, "NPI Deactivation Reason Code", layout.DEACTIVATED),
        *(layout.REACTIVATED, sex, *official),
        *(column for slot in range(1, 16) for column in taxonomy_columns(slot)),
        *(
            f"Other Provider Identifier{part}_{n}"
            for n in range(1, 51)
            for part in ("", " Type Code", " State", " Issuer")
        ),
        *("Is Sole Proprietor", "Is Organization Subpart", "Parent Organization LBN", "Parent Organization TIN"),
        *(f"Authorized Official {part} Text" for part in ("Name Prefix", "Name Suffix", "Credential")),
        *(f"Healthcare Provider Taxonomy Group_{n}" for n in range(1, 16)),
        "Certification Date",
    ]


def person(number: int = 1, **cells: str) -> dict[str, str]:
    """A dermatologist in Oakland. Cells by the names in the layout, in small letters: last_name="LEE"."""
    code, license_number, license_state, primary = taxonomy_columns(1)
    row = {
        layout.NPI: npi_from_nine(f"19{number:07d}"),
        layout.ENTITY: "1",
        layout.LAST_NAME: "O'BRIEN-OKAFOR",
        layout.FIRST_NAME: "NIA",
        layout.CREDENTIALS: "M.D.",
        layout.LINE_1: "1 LAKESIDE DR",
        layout.LINE_2: "STE 200",
        layout.CITY: "OAKLAND",
        layout.STATE: "CA",
        layout.POSTAL_CODE: "946121234",
        layout.COUNTRY: "US",
        layout.PHONE: "5105550123",
        layout.UPDATED: "09/27/2025",
        layout.SEX: "F",
        code: "207N00000X",
        license_number: "A123456",
        license_state: "CA",
        primary: "Y",
    }
    return {**row, **named(cells)}


def deactivated(number: int = 1, on: str = "10/01/2025") -> dict[str, str]:
    """A dead NPI: the row has nothing but the number and the date."""
    return {layout.NPI: npi_from_nine(f"19{number:07d}"), layout.DEACTIVATED: on}


def organization(number: int = 1) -> dict[str, str]:
    return {layout.NPI: npi_from_nine(f"18{number:07d}"), layout.ENTITY: "2", layout.UPDATED: "09/27/2025"}


def named(cells: dict[str, str]) -> dict[str, str]:
    return {getattr(layout, name.upper(), name): value for name, value in cells.items()}


def as_csv(*rows: dict[str, str], header: list[str] | None = None) -> bytes:
    header = header or full_header()
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    for row in rows:
        unknown = row.keys() - set(header)
        assert not unknown, unknown
        writer.writerow([row.get(name, "") for name in header])
    return out.getvalue().encode()


def write(path: Path, *rows: dict[str, str]) -> str:
    """A file at `path`, packed if its name says so. Returns the path as text, for the command line."""
    data = as_csv(*rows)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return str(path)

"""LEIE files for tests."""

import csv
import gzip
import io
from pathlib import Path

from providers.exclusions.leie.layout import COLUMNS

ENTRY = {
    "LASTNAME": "OSEI",
    "FIRSTNAME": "AMARA",
    "MIDNAME": "",
    "GENERAL": "IND- LIC HC SERV PRO",
    "SPECIALTY": "NURSE/NURSES AIDE",
    "NPI": "0000000000",
    "DOB": "19710314",
    "ADDRESS": "1 LAKESIDE DRIVE",
    "CITY": "OAKLAND",
    "STATE": "CA",
    "ZIP": "94612",
    "EXCLTYPE": "1128b4",
    "EXCLDATE": "20190120",
    "REINDATE": "00000000",
    "WAIVERDATE": "00000000",
}


def entry(**cells: str) -> dict[str, str]:
    """One row, cells by column name in small letters: entry(lastname="LEE", state="NV")."""
    return {**dict.fromkeys(COLUMNS, ""), **ENTRY, **{name.upper(): value for name, value in cells.items()}}


def entries(count: int, **cells: str) -> list[dict[str, str]]:
    """So many different people."""
    return [entry(lastname=f"PERSON{number:06d}", **cells) for number in range(count)]


def as_csv(*rows: dict[str, str], header: tuple[str, ...] = COLUMNS, quoted: bool = True) -> bytes:
    """As OIG writes it: quoted header, lines that end with CR and LF."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([row[name] for name in COLUMNS] for row in rows)
    return text.getvalue().encode()


def write(path: Path, *rows: dict[str, str]) -> Path:
    data = as_csv(*rows)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path

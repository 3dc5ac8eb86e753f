"""Made-up rosters: files and maps of the shape that boards publish."""

from pathlib import Path

from django.core.management import call_command
from django.utils import timezone

from providers.directory.models import PracticeLocation
from tests.factories.providers import make_listed_location, make_provider, make_user

HEADER = "Type,Number,Last Name,First Name,Status,Reason,Expires"
MAP = """
state = "CA"
board = "Board of Examples"
source = "https://data.example.gov/d/made-up"
terms = "Made up"
dates = ["%m/%d/%Y"]
letter_o = true

[professions]
Physician = ["md", "do"]

[columns]
type = "type"
license = "Number"
last = "last name"
status = "STATUS "
substatus = "Reason"
expires = "Expires"

[status]
Active = "active"
"Late for Renewal" = "renewing"
Reprimand = "noted"
Probation = "probation"
Restricted = "restricted"
Suspended = "suspended"
Revoked = "ended"
Expired = "lapsed"
Pending = "pending"
"""


def row(number="A100", last="Lovelace", status="Active", reason="", expires="12/31/2030", kind="Physician") -> str:
    return f"{kind},{number},{last},Ada,{status},{reason},{expires}"


def others(count: int, status: str = "Active") -> list[str]:
    return [row(f"G{50_000 + number}", "Nobody", status) for number in range(count)]


def text_of(*rows: str) -> bytes:
    return "".join(f"{line}\n" for line in (HEADER, *rows)).encode()


def read(folder: Path, content: bytes, *, about: str = MAP, name: str = "roster.csv", **options: object) -> None:
    """As an operator does. CommandError where the file is refused."""
    (folder / name).write_bytes(content)
    (folder / "map.toml").write_text(about, encoding="utf-8")
    call_command("import_roster", "CA", str(folder / name), map=str(folder / "map.toml"), **options)


def make_holder(number: str = "A100", **fields: object) -> PracticeLocation:
    """A listed physician in California with this license."""
    place = make_listed_location(
        now=timezone.now(), provider=make_provider(user=make_user(), last_name="Lovelace", **fields)
    )
    place.provider.licenses.update(number=number)
    return place

"""An NPPES row -> what the directory would keep of it, or what is wrong with it. Pure: no database, no clock.

Licenses in NPPES are what people report about themselves. They are leads for the look-up at the board, never proof.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from providers.directory.enums import Gender, Profession
from providers.directory.us import STATES
from providers.files.cells import is_cut, uncovered
from providers.files.lines import BrokenRow
from providers.files.report import CellProblem
from providers.registry.nppes import layout
from providers.registry.nppes.fields import Fields, with_zeros
from providers.registry.nppes.layout import ALL_SLOTS, NppesRow
from providers.registry.nppes.taxonomy import TAXONOMIES, profession_for
from providers.registry.nppes.wording import phone_number, readable, readable_name

PERSON, ORGANIZATION = "1", "2"
SEXES: Final[Mapping[str, Gender]] = {
    "F": Gender.WOMAN,
    "M": Gender.MAN,
    "X": Gender.NOT_STATED,
    "U": Gender.NOT_STATED,
    "": Gender.NOT_STATED,
}
AT_HOME: Final = frozenset({"", "US", "UM", "AS", "GU", "MP", "PR", "VI"})  # territories come as countries, too
POSTAL_CODE: Final = re.compile(r"[0-9]{5}(-?[0-9]{4})?")
POINT_ZERO: Final = re.compile(r"\.0$")  # a spreadsheet took it for a number
# How ZIP codes begin where they begin with a zero, which spreadsheets drop.
ZEROS_FIRST: Final[Mapping[str, tuple[str, ...]]] = {
    "CT": ("06",), "MA": ("01", "02", "055"), "ME": ("039", "04"), "NH": ("03",), "NJ": ("07", "08"),
    "NY": ("00501", "00544", "06390"), "PR": ("006", "007", "009"), "RI": ("02",), "VI": ("008",), "VT": ("05",),
}  # fmt: skip
NO_NAME: Final = frozenset({"N/A", "NMN", "NMI", "NULL", "NO MIDDLE NAME"})
NO_LICENSE: Final = re.compile(r"\b(NONE|PENDING|UNKNOWN|APPLIED|APPLYING|EXEMPT|TBD|WAITING)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class NppesScope:
    """Whom to keep: people with one of these taxonomies who practice in one of these states (None: in any)."""

    taxonomies: frozenset[str]
    states: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedLicense:
    state: str
    profession: Profession
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryAddress:
    """A practice location, as the bulk file and the API tell it."""

    line1: str
    line2: str
    city: str
    state: str
    zip_code: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NppesPerson:
    """One individual provider with an NPI in use. `address` is None when the row's cannot be kept; `notes` says why."""

    line: int
    npi: str
    first_name: str
    middle_name: str
    last_name: str
    name_suffix: str
    former_names: tuple[str, ...]
    credentials: str
    gender: Gender
    profession: Profession
    specialty: str
    updated_on: date
    reactivated_on: date | None
    address: RegistryAddress | None
    licenses: tuple[ReportedLicense, ...]
    notes: tuple[CellProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deactivation:
    """An NPI that is no longer in use."""

    line: int
    npi: str
    deactivated_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NppesRefusal:
    """A row of which nothing is kept. `npi` as the row has it, right or wrong."""

    line: int
    npi: str
    problems: tuple[CellProblem, ...]


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """A good row about somebody the directory does not look for."""

    line: int


Record = NppesPerson | Deactivation | NppesRefusal | OutOfScope


def parse(row: NppesRow | BrokenRow, scope: NppesScope) -> Record:
    """What the row says. Only rows in scope are read to the end, so an unneeded row cannot be refused."""
    if isinstance(row, BrokenRow):
        return NppesRefusal(line=row.line, npi="", problems=(CellProblem("", "", row.reason),))
    entity = row[layout.ENTITY]
    if entity == ORGANIZATION:
        return OutOfScope(row.line)
    if entity not in {PERSON, ""}:
        return _refusal(row, CellProblem(layout.ENTITY, entity, "is not 1 (person) or 2 (organization)"))
    if row[layout.DEACTIVATED] and not row[layout.REACTIVATED]:
        return _deactivation(row)
    if not entity:
        return _refusal(row, CellProblem(layout.ENTITY, "", "is empty, and the row has no deactivation date"))
    codes = _taxonomies(row)
    if not scope.taxonomies.intersection(codes):
        return OutOfScope(row.line)
    return _person(row, scope, codes)


def _refusal(row: NppesRow, *problems: CellProblem) -> NppesRefusal:
    return NppesRefusal(line=row.line, npi=row[layout.NPI], problems=problems)


def _deactivation(row: NppesRow) -> Deactivation | NppesRefusal:
    fields = Fields(row)
    npi, deactivated_on = fields.npi(), fields.day(layout.DEACTIVATED, required=True)
    if fields.problems or deactivated_on is None:
        return _refusal(row, *fields.problems)
    return Deactivation(line=row.line, npi=npi, deactivated_on=deactivated_on)


def _taxonomies(row: NppesRow) -> list[str]:
    """The row's taxonomy codes, the primary one first."""
    cells = row.values
    codes = [(cells[switch] != "Y", cells[code].strip()) for code, switch in row.layout.taxonomies if cells[code]]
    return [code for _, code in sorted(codes, key=lambda pair: pair[0])]


def _person(row: NppesRow, scope: NppesScope, codes: list[str]) -> Record:
    fields = Fields(row)
    state = _state(row)
    if state is None or (scope.states is not None and state in STATES and state not in scope.states):
        return OutOfScope(row.line)
    if state not in STATES:
        fields.problem(layout.STATE, "is not a state or territory of the United States")
    sex = row[layout.SEX].upper()
    if sex not in SEXES:
        fields.problem(layout.SEX, "is not M, F, X or U")
    code = next(code for code in codes if code in scope.taxonomies)
    address, licenses = _address(fields, state), _licenses(row, fields)
    person = NppesPerson(
        line=row.line,
        npi=fields.npi(),
        first_name=_name(fields, layout.FIRST_NAME, 60, required=True),
        middle_name=_name(fields, layout.MIDDLE_NAME, 60),
        last_name=_name(fields, layout.LAST_NAME, 80, required=True),
        name_suffix=readable_name(fields.text(layout.NAME_SUFFIX, 10)),
        former_names=_other_names(row),
        credentials=fields.text(layout.CREDENTIALS, 40),
        gender=SEXES.get(sex, Gender.NOT_STATED),
        profession=profession_for(code, row[layout.CREDENTIALS]) or TAXONOMIES[code].profession,
        specialty=TAXONOMIES[code].specialty,
        updated_on=fields.day(layout.UPDATED, required=True) or date.min,
        reactivated_on=fields.day(layout.REACTIVATED),
        address=address,
        licenses=licenses,
        notes=tuple(fields.notes),
    )
    return _refusal(row, *fields.problems) if fields.problems else person


def _name(fields: Fields, column: str, longest: int, *, required: bool = False) -> str:
    """A part of the name as people write it. "N/A", "NMN" and "-" are ways to leave it empty."""
    name = fields.text(column, longest, required=required)
    if not name or (any(map(str.isalpha, name)) and name.upper() not in NO_NAME):
        return readable_name(name)
    if required:
        fields.problem(column, "is not a name")
    return ""


def _other_names(row: NppesRow) -> tuple[str, ...]:
    """The other last name on record, for lists that have the earlier one. It refuses no row."""
    name = " ".join(row[layout.OTHER_LAST_NAME].split())
    usable = any(map(str.isalpha, name)) and name.upper() not in NO_NAME
    usable = usable and name.isprintable() and len(name) <= 80 and name.upper() != row[layout.LAST_NAME].upper()
    return (readable_name(name),) if name and usable else ()


def _state(row: NppesRow) -> str | None:
    """The practice's state as written, capitals; None outside the United States."""
    state, country = row[layout.STATE].upper(), row[layout.COUNTRY].upper()
    if country not in AT_HOME:
        return None
    return country if not state and country in STATES else state


def _address(fields: Fields, state: str) -> RegistryAddress | None:
    """The place of practice. One that cannot be placed costs the location, not the person."""
    postal_code, remark = postal_code_of(fields.row[layout.POSTAL_CODE], state)
    address = RegistryAddress(
        line1=readable(fields.text(layout.LINE_1, 120)),
        line2=readable(fields.text(layout.LINE_2, 120)),
        city=readable(fields.text(layout.CITY, 60)),
        state=state,
        zip_code=postal_code[:5],
        phone=phone_number(fields.text(layout.PHONE, 20)),
    )
    for column, value in ((layout.LINE_1, address.line1), (layout.CITY, address.city)):
        if not value:
            fields.note(column, "is empty: kept without a location")
            return None
    if not POSTAL_CODE.fullmatch(postal_code):
        fields.note(layout.POSTAL_CODE, "is not a ZIP code: kept without a location")
        return None
    if remark:
        fields.note(layout.POSTAL_CODE, remark)
    return address


def postal_code_of(text: str, state: str) -> tuple[str, str]:
    """The ZIP code with the zeros that somebody typed as a letter or a spreadsheet dropped, and a remark on that. In a
    state whose codes begin otherwise a short one is no code: nobody knows which digit is missing."""
    bare = POINT_ZERO.sub("", uncovered(text)).strip(" -.").replace(" ", "-")
    code = with_zeros(bare)
    remark = "has the letter O for a zero: read as a zero" if code != bare else ""
    short, dash, more = code.partition("-")
    if not dash and len(short) > 5:
        short, more = short[:-4], short[-4:]
    padded = short.zfill(5)
    if short.isdigit() and 3 <= len(short) < 5 and padded.startswith(ZEROS_FIRST.get(state, ("x",))):
        return f"{padded}{more}", f"lost a zero in front: read as {padded}"
    return code, remark


def is_license_number(text: str) -> bool:
    """Whether a board could have given it. Boards number; "NONE", "=====" and zeros are ways to leave a field empty."""
    return any(c in "123456789" for c in text) and not NO_LICENSE.search(text)


def _licenses(row: NppesRow, fields: Fields) -> tuple[ReportedLicense, ...]:
    """Each license once. One without a number, of a profession we do not list, or of no known state is no lead."""
    found: dict[tuple[str, str], ReportedLicense] = {}
    credentials = row[layout.CREDENTIALS]
    for code_column, number_column, state_column, _ in ALL_SLOTS:
        profession = profession_for(row[code_column], credentials)
        if profession is None or not row[number_column]:
            continue
        if is_cut(row[number_column]):
            fields.note(number_column, "has lost its last digits in a spreadsheet: kept without this license")
            continue
        if not is_license_number(row[number_column].upper()):
            fields.note(number_column, "is not the number of a license: kept without this license")
            continue
        number = uncovered(fields.text(number_column, 30)).upper()
        state = row[state_column].upper()
        if state in STATES:
            found.setdefault((state, number), ReportedLicense(state=state, profession=profession, number=number))
        else:
            fields.note(state_column, "is not a state we know: kept without this license")
    return tuple(found.values())

"""An NPPES row -> a record, or what is wrong with it. No database."""

import io
from datetime import date

import pytest

from providers.directory.enums import Gender, Profession
from providers.registry.nppes import layout
from providers.registry.nppes.layout import read_rows, taxonomy_columns
from providers.registry.nppes.records import (
    Deactivation,
    NppesPerson,
    NppesRefusal,
    NppesScope,
    OutOfScope,
    Record,
    ReportedLicense,
    parse,
)
from providers.registry.nppes.taxonomy import DEFAULT_TAXONOMIES, LICENSE_GROUPS, TAXONOMIES, profession_for
from providers.registry.nppes.wording import phone_number, readable, readable_name
from tests.providers.registry.nppes_file import as_csv, deactivated, organization, person

ANYWHERE = NppesScope(taxonomies=DEFAULT_TAXONOMIES)


def record(cells: dict[str, str], scope: NppesScope = ANYWHERE) -> Record:
    (row,) = read_rows(io.BytesIO(as_csv(cells)))
    return parse(row, scope)


def slot(number: int, *cells: str) -> dict[str, str]:
    return dict(zip(taxonomy_columns(number), cells, strict=True))


def test_a_person_is_read_whole():
    found = record(person(middle_name="ADA", name_suffix="JR."))

    assert isinstance(found, NppesPerson)
    assert (found.first_name, found.middle_name, found.last_name, found.name_suffix) == (
        "Nia",
        "Ada",
        "O'Brien-Okafor",
        "Jr.",
    )
    assert (found.profession, found.specialty, found.gender) == (Profession.PHYSICIAN_MD, "Dermatologist", Gender.WOMAN)
    assert found.updated_on == date(2025, 9, 27)
    assert found.address is not None
    assert (found.address.line1, found.address.line2, found.address.city) == ("1 Lakeside Dr", "Ste 200", "Oakland")
    assert (found.address.zip_code, found.address.phone) == ("94612", "510-555-0123")
    assert found.licenses == (ReportedLicense(state="CA", profession=Profession.PHYSICIAN_MD, number="A123456"),)
    assert found.notes == ()


def test_a_dead_number_is_a_deactivation():
    assert record(deactivated(on="10/01/2025")) == Deactivation(
        line=2, npi=deactivated()[layout.NPI], deactivated_on=date(2025, 10, 1)
    )


def test_a_whole_row_with_a_deactivation_is_one_too():
    assert isinstance(record(person(deactivated="10/01/2025")), Deactivation)


def test_who_was_deactivated_and_came_back_is_a_person():
    found = record(person(deactivated="03/16/2006", reactivated="03/20/2006"))

    assert isinstance(found, NppesPerson)
    assert found.reactivated_on == date(2006, 3, 20)


@pytest.mark.parametrize(
    "cells",
    [
        organization(),
        person(**slot(1, "1223G0001X", "D1", "CA", "Y")),
        person(country="DE", state="BAYERN", postal_code="80331"),
    ],
    ids=["an organization", "a dentist", "abroad"],
)
def test_others_are_out_of_scope(cells):
    assert isinstance(record(cells), OutOfScope)


def test_out_of_scope_rows_are_not_refused_for_what_nobody_reads():
    assert isinstance(record(person(**slot(1, "1223G0001X", "", "", "Y"), npi="1", last_name="")), OutOfScope)


@pytest.mark.parametrize(("states", "kind"), [({"NV"}, OutOfScope), ({"NV", "CA"}, NppesPerson), (None, NppesPerson)])
def test_states_narrow_by_the_place_of_practice(states, kind):
    scope = NppesScope(taxonomies=DEFAULT_TAXONOMIES, states=states)

    assert isinstance(record(person(), scope), kind)


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"npi": "1234567890"}, layout.NPI, "check digit"),
        ({"npi": "123456789"}, layout.NPI, "not ten digits"),
        ({"npi": "１２３４５６７８９３"}, layout.NPI, "not ten digits"),
        ({"entity": "3"}, layout.ENTITY, "not 1 (person) or 2"),
        ({"entity": ""}, layout.ENTITY, "no deactivation date"),
        ({"last_name": " "}, layout.LAST_NAME, "is empty"),
        ({"first_name": ""}, layout.FIRST_NAME, "is empty"),
        ({"last_name": "X" * 81}, layout.LAST_NAME, "longer than 80 characters"),
        ({"credentials": "M.D. " * 9}, layout.CREDENTIALS, "longer than 40 characters"),
        ({"first_name": "NIA\x00"}, layout.FIRST_NAME, "cannot be printed"),
        ({"first_name": "NIA\u202e"}, layout.FIRST_NAME, "cannot be printed"),
        ({"updated": "27/09/2025"}, layout.UPDATED, "not a date"),
        ({"updated": "02/29/2025"}, layout.UPDATED, "not a date"),
        ({"updated": "9/27"}, layout.UPDATED, "not a date"),
        ({"updated": "9/27/2025 08:30"}, layout.UPDATED, "not a date"),
        ({"updated": "09/27/0025"}, layout.UPDATED, "not a date"),
        ({"updated": ""}, layout.UPDATED, "is empty"),
        ({"reactivated": "soon"}, layout.REACTIVATED, "not a date"),
        ({"state": "ZZ"}, layout.STATE, "not a state or territory"),
        ({"state": "AE"}, layout.STATE, "not a state or territory"),
        ({"sex": "Q"}, layout.SEX, "not M, F, X or U"),
        ({"phone": "5" * 21}, layout.PHONE, "longer than 20"),
        ({"line_1": "X" * 121}, layout.LINE_1, "longer than 120"),
    ],
)
def test_a_refused_row_names_column_value_and_reason(cells, column, reason):
    found = record(person(**cells))

    assert isinstance(found, NppesRefusal)
    (problem,) = found.problems
    assert problem.column == column
    assert reason in problem.reason
    assert problem.value == next(iter(cells.values())).strip()


def test_all_problems_of_a_row_are_told_at_once():
    found = record(person(npi="1", last_name="", updated="never"))

    assert isinstance(found, NppesRefusal)
    assert [problem.column for problem in found.problems] == [layout.NPI, layout.LAST_NAME, layout.UPDATED]


@pytest.mark.parametrize("cells", [{"deactivated": "13/01/2025"}, {"npi": "1234567890", "deactivated": "10/01/2025"}])
def test_a_deactivation_that_makes_no_sense_is_refused(cells):
    assert isinstance(
        record({**deactivated(), **{getattr(layout, k.upper()): v for k, v in cells.items()}}), NppesRefusal
    )


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"postal_code": "9461"}, layout.POSTAL_CODE),
        ({"postal_code": ""}, layout.POSTAL_CODE),
        ({"line_1": ""}, layout.LINE_1),
        ({"city": ""}, layout.CITY),
    ],
)
def test_an_address_that_cannot_be_placed_costs_the_location_and_not_the_person(cells, column):
    found = record(person(**cells))

    assert isinstance(found, NppesPerson)
    assert found.address is None
    assert [note.column for note in found.notes] == [column]


def test_a_territory_may_come_as_a_country():
    found = record(person(country="PR", state="", postal_code="00907"))

    assert isinstance(found, NppesPerson)
    assert found.address is not None
    assert found.address.state == "PR"


def test_the_primary_taxonomy_decides_what_people_are_called():
    found = record(person(**slot(1, "163W00000X", "RN1", "CA", "N"), **slot(2, "363LF0000X", "NP2", "CA", "Y")))

    assert isinstance(found, NppesPerson)
    assert (found.profession, found.specialty) == (Profession.NURSE_PRACTITIONER, "Nurse practitioner, family")


def test_each_license_is_a_lead_with_its_own_profession():
    found = record(
        person(
            **slot(1, "363LF0000X", "NP/RN  242569", "MA", "Y"),
            **slot(2, "163W00000X", "084151", "CT", "N"),
            **slot(3, "163W00000X", "084151", "CT", "N"),
            **slot(4, "1223G0001X", "D9", "CT", "N"),
            **slot(5, "363LF0000X", "", "", "N"),
        )
    )

    assert isinstance(found, NppesPerson)
    assert [(entry.state, entry.profession, entry.number) for entry in found.licenses] == [
        ("MA", Profession.NURSE_PRACTITIONER, "NP/RN 242569"),
        ("CT", Profession.REGISTERED_NURSE, "084151"),
    ]


def test_a_license_of_no_known_state_is_noted_and_left_out():
    found = record(person(**slot(1, "207N00000X", "A1", "ZZ", "Y")))

    assert isinstance(found, NppesPerson)
    assert found.licenses == ()
    assert "without this license" in found.notes[0].reason


@pytest.mark.parametrize("letters", ["DO", "D.O.", "do, faad", "D.O., FAAD", "PHD/DO", "D. O."])
def test_letters_after_the_name_tell_an_osteopath(letters):
    assert profession_for("207N00000X", letters) == Profession.PHYSICIAN_DO


@pytest.mark.parametrize("letters", ["MD", "M.D.", "", "DOCTOR", "MBBS"])
def test_other_physicians_are_taken_for_medical_doctors(letters):
    assert profession_for("207N00000X", letters) == Profession.PHYSICIAN_MD


def test_the_table_and_the_license_groups_agree():
    groups = {code: [p for prefix, p in LICENSE_GROUPS if code.startswith(prefix)] for code in TAXONOMIES}

    assert groups == {code: [taxonomy.profession] for code, taxonomy in TAXONOMIES.items()}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("SMITH", "Smith"),
        ("O'BRIEN-MCKAY", "O'Brien-McKay"),
        ("DE LA CRUZ", "De La Cruz"),
        ("CHILDREN'S HOSPITAL", "Children's Hospital"),
        ("123 5TH AVE NW", "123 5th Ave NW"),
        ("UNIT 4B", "Unit 4B"),
        ("III", "III"),
        ("MUÑOZ", "Muñoz"),
        ("van der Berg", "van der Berg"),
        ("", ""),
    ],
)
def test_capitals_become_readable_and_what_a_person_wrote_stays(written, read):
    assert readable(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        *(("8607144820", "860-714-4820"), ("18607144820", "860-714-4820"), ("+1 860 714 4820", "860-714-4820")),
        *(("860-714-4820 X12", "860-714-4820 x12"), ("714-4820", "714-4820"), ("0000000000", ""), ("", "")),
        *(("8607144820.0", "860-714-4820"), ("N/A", ""), ("NONE", ""), ("8.60714E+09", ""), ("-", "")),
    ],
)
def test_phone_numbers_get_their_dashes(written, read):
    assert phone_number(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("NE", "Ne"),
        ("PO", "Po"),
        ("VA", "Va"),
        ("PA", "Pa"),
        ("DO", "Do"),
        ("SE-NG", "Se-Ng"),
        ("LE", "Le"),
        ("ALI", "Ali"),
        ("SMITH III", "Smith III"),
        ("II", "II"),
        ("MD RAHMAN", "MD Rahman"),
        ("JR.", "Jr."),
        *(("O’BRIEN", "O’Brien"), ("D’ANGELO-MCKAY", "D’Angelo-McKay"), ("VI", "Vi"), ("SMITH VII", "Smith VII")),
    ],
)
def test_a_short_surname_is_no_abbreviation(written, read):
    assert readable_name(written) == read
    assert record(person(last_name=written)).last_name == read


@pytest.mark.parametrize(
    "written",
    [
        *("1/2/2024", "01/02/2024", "1/2/24", "2024-01-02", "20240102", "1/2/2024 0:00", "2024-01-02 00:00:00"),
        *("2024-01-02T00:00:00", "1/2/2024 12:00:00 AM", "2024-01-02T00:00:00Z", "2024/01/02", "01-02-2024"),
        *("2-Jan-24", "02-Jan-2024", "2024-1-2", "2024/1/2", "'1/2/2024", "45293", "45293.0", "20240102.0"),
    ],
)
def test_a_date_is_read_however_a_spreadsheet_saved_it(written):
    assert record(person(updated=written)).updated_on == date(2024, 1, 2)


@pytest.mark.parametrize(
    ("postal_code", "state", "zip_code", "remark"),
    [
        ("6424", "CT", "06424", "lost a zero in front: read as 06424"),
        ("64241234", "CT", "06424", "lost a zero"),
        ("6424-1234", "CT", "06424", "lost a zero"),
        ("6424.0", "CT", "06424", "lost a zero"),
        ("O6424", "CT", "06424", "letter O"),
        ("o6424-12O4", "CT", "06424", "letter O"),
        ("2134", "MA", "02134", "lost a zero"),
        ("4101", "ME", "04101", "lost a zero"),
        ("3031", "NH", "03031", "lost a zero"),
        ("8540", "NJ", "08540", "lost a zero"),
        ("2903", "RI", "02903", "lost a zero"),
        ("5401", "VT", "05401", "lost a zero"),
        ("901", "PR", "00901", "lost a zero"),
        ("802", "VI", "00802", "lost a zero"),
        ("6390", "NY", "06390", "lost a zero"),
        ("6424 1234", "CT", "06424", "lost a zero"),
    ],
)
def test_a_zip_code_gets_its_zero_back_with_a_remark(postal_code, state, zip_code, remark):
    found = record(person(postal_code=postal_code, state=state))

    assert found.address.zip_code == zip_code
    assert [remark in note.reason for note in found.notes if note.column == layout.POSTAL_CODE] == [True]


@pytest.mark.parametrize(
    "written",
    [
        *("94612 1234", "94612-", "94612-1234", "946121234", "'94612", "94612.0", "94612.", "94612,", "#94612"),
        *("94612–1234", '="94612"', '"94612"', "９４６１２"),
    ],
)
def test_what_stands_around_a_zip_code_does_not_cost_the_place(written):
    assert record(person(postal_code=written, state="CA")).address.zip_code == "94612"


@pytest.mark.parametrize(("postal_code", "state"), [("9461", "CA"), ("8540", "CT"), ("64", "CT"), ("ABCDE", "CT")])
def test_a_short_zip_code_that_may_be_any_is_not_guessed(postal_code, state):
    assert record(person(postal_code=postal_code, state=state)).address is None


@pytest.mark.parametrize(
    "written",
    [
        *("=========", "NONE", "N/A", "NA", ".", "-", "PENDING", "Unknown", "000000", "0", "SEE NOTES", "X", "TBD"),
        *("applied 1/2024", "PENDING 2025", "SEE THE NOTES BELOW ABOUT WHICH BOARD IT IS"),
    ],
)
def test_what_no_board_gave_is_no_license_and_is_told(written):
    found = record(person(**slot(1, "207N00000X", written, "NY", "Y")))

    assert isinstance(found, NppesPerson)
    assert found.licenses == ()
    assert [note.column for note in found.notes] == ["Provider License Number_1"]


@pytest.mark.parametrize("written", ["'A123", "A123;", "#a123", '="A123"', " A123 "])
def test_what_stands_around_a_license_number_goes(written):
    assert [entry.number for entry in record(person(**slot(1, "207N00000X", written, "NY", "Y"))).licenses] == ["A123"]


def test_a_license_number_that_a_spreadsheet_cut_is_told():
    found = record(person(**slot(1, "207N00000X", "1.23457E+11", "NY", "Y")))

    assert (found.licenses, [note.reason for note in found.notes]) == (
        (), ["has lost its last digits in a spreadsheet: kept without this license"],
    )  # fmt: skip


@pytest.mark.parametrize("written", ["N/A", "-", "'", "123", "n/a", "."])
def test_what_is_no_name_is_refused_and_a_middle_name_left_out(written):
    assert isinstance(record(person(last_name=written)), NppesRefusal)
    assert isinstance(record(person(first_name=written)), NppesRefusal)
    assert record(person(middle_name=written)).middle_name == record(person(middle_name="NMN")).middle_name == ""


@pytest.mark.parametrize("written", ["A1", "000001", "NP/RN 242569", "RN.RN.60123456", "B-7"])
def test_an_odd_number_is_a_number(written):
    assert [entry.number for entry in record(person(**slot(1, "207N00000X", written, "NY", "Y"))).licenses] == [written]


@pytest.mark.parametrize("entity", ["1.0", "1.", "1.00"])
def test_a_number_with_a_point_is_the_number(entity):
    assert isinstance(record(person(entity=entity, npi=f"{person()[layout.NPI]}.0")), NppesPerson)
    assert isinstance(record(person(entity="2.0")), OutOfScope)


def test_an_npi_with_the_letter_for_a_zero_is_read_where_its_check_digit_says_so():
    npi = person()[layout.NPI]

    assert record(person(npi=npi.replace("0", "O"))).npi == npi
    assert isinstance(record(person(npi="1O34567890")), NppesRefusal)

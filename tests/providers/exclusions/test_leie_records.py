"""What is kept of a row of the LEIE, and what is told about it."""

import io
from datetime import date

import pytest

from providers.exclusions.enums import ListKind
from providers.exclusions.leie.layout import COLUMNS, NotLeieError, read_rows
from providers.exclusions.leie.records import LeieEntry, LeieRefusal, parse
from tests.providers.exclusions.leie_file import as_csv, entry

GOOD_NPI, BAD_NPI = "1234567893", "1234567890"


def rows_of(data: bytes, kind: ListKind = ListKind.FULL) -> list[LeieEntry | LeieRefusal]:
    return [parse(row, kind=kind, year=2026) for row in read_rows(io.BytesIO(data))]


def read(kind: ListKind = ListKind.FULL, **cells: str) -> LeieEntry | LeieRefusal:
    (row,) = rows_of(as_csv(entry(**cells)), kind)
    return row


def test_a_row_is_kept_as_listed_with_its_line_number():
    row = read(midname="JO ", npi=GOOD_NPI)

    assert (row.line, row.last_name, row.first_name, row.middle_name) == (2, "OSEI", "AMARA", "JO")
    assert (row.npi, row.born_on, row.excluded_on) == (GOOD_NPI, date(1971, 3, 14), date(2019, 1, 20))
    assert (row.reinstated_on, row.waived_on, row.notes) == (None, None, ())


@pytest.mark.parametrize("none", ["0", "00000000", "0000000000", ""])
def test_zeros_and_nothing_mean_no_npi_and_no_date(none):
    row = read(npi=none, dob=none, waiverdate=none, reindate=none)

    assert (row.npi, row.born_on, row.waived_on, row.reinstated_on, row.notes) == ("", None, None, None, ())


@pytest.mark.parametrize(
    ("written", "born_on"),
    [
        ("03/30/60", date(1960, 3, 30)),
        ("05/25/05", date(2005, 5, 25)),
        ("05/25/27", date(1927, 5, 25)),
        ("3/4/1960", date(1960, 3, 4)),
        ("19600330", date(1960, 3, 30)),
    ],
)
def test_births_are_read_with_two_digit_years_of_the_last_century_too(written, born_on):
    assert read(dob=written).born_on == born_on


@pytest.mark.parametrize("written", ["19601331", "60-03-30", "soon", "29991231", "17000101"])
def test_a_birth_that_is_no_date_costs_the_birth_and_is_told(written):
    row = read(dob=written)

    assert row.born_on is None
    assert [(note.column, note.value) for note in row.notes] == [("DOB", written)]


def test_an_npi_with_a_wrong_digit_is_kept_as_listed_and_told():
    row = read(npi=BAD_NPI)

    assert row.npi == BAD_NPI
    assert [note.column for note in row.notes] == ["NPI"]


def test_an_npi_that_is_not_ten_digits_is_left_out_and_told():
    row = read(npi="12345")

    assert row.npi == ""
    assert "not ten digits" in row.notes[0].reason


@pytest.mark.parametrize(
    ("written", "kept"),
    [("2134", "02134"), ("92", "00092"), ("94612", "94612"), ("946121234", "94612"), ("94612-1234", "94612"), ("", "")],
)
def test_zip_codes_get_their_zeros_back(written, kept):
    assert read(zip=written).zip_code == kept


def test_a_type_with_spaces_behind_it_is_the_same_type():
    assert read(excltype="1128a1   ").exclusion_type == "1128a1"


@pytest.mark.parametrize(
    ("cells", "column"),
    [({"lastname": " ", "busname": ""}, "LASTNAME"), ({"excldate": "00000000"}, "EXCLDATE")],
)
def test_a_row_without_a_name_or_a_day_of_exclusion_is_refused(cells, column):
    row = read(**cells)

    assert isinstance(row, LeieRefusal)
    assert [problem.column for problem in row.problems] == [column]


def test_a_reinstated_person_is_refused_in_a_list_of_the_excluded_and_the_reverse():
    assert isinstance(read(reindate="20200101"), LeieRefusal)
    assert isinstance(read(ListKind.REINSTATED), LeieRefusal)
    assert isinstance(read(ListKind.REINSTATED, reindate="20200101"), LeieEntry)


def test_columns_are_found_by_their_other_names_and_in_any_order():
    header = tuple({"WVRSTATE": "WAIVERSTATE", "EXCLTYPE": "excltyp1"}.get(name, name) for name in COLUMNS)

    (row,) = rows_of(as_csv(entry(), header=header))

    assert row.exclusion_type == "1128b4"


def test_an_extra_column_changes_nothing():
    data = as_csv(entry()).replace(b'"WVRSTATE"', b'"WVRSTATE","SOURCE"').replace(b'""\r\n', b'"","x"\r\n')

    assert isinstance(rows_of(data)[0], LeieEntry)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_letters_with_accents_are_read_in_both_encodings(encoding):
    data = as_csv(entry(lastname="NUÑEZ")).decode().encode(encoding)

    assert rows_of(data)[0].last_name == "NUÑEZ"


def test_a_byte_order_mark_before_the_first_column_is_passed_over():
    assert isinstance(rows_of(b"\xef\xbb\xbf" + as_csv(entry()))[0], LeieEntry)


def test_one_broken_line_costs_one_row():
    good = as_csv(entry(), entry(lastname="LEE"))
    header, first, second = good.splitlines(keepends=True)

    rows = rows_of(header + b'"OSEI,"AMARA\r\n' + b"A,B\r\n" + b"\r\n\x1a\r\n" + first + second)

    assert [type(row).__name__ for row in rows] == ["LeieRefusal", "LeieRefusal", "LeieEntry", "LeieEntry"]
    assert [row.line for row in rows] == [2, 3, 6, 7]


def test_a_quotation_mark_that_does_not_close_swallows_no_row():
    header, first, second = as_csv(entry(), entry(lastname="LEE"), quoted=False).splitlines(keepends=True)
    stray_open, stray_end = first.replace(b"AMARA", b'"AMARA'), second.replace(b"AMARA", b'AMARA"')

    rows = rows_of(header + stray_open + first + second + stray_end + first)

    assert [type(row).__name__ for row in rows] == ["LeieRefusal", "LeieEntry", "LeieEntry", "LeieEntry", "LeieEntry"]


@pytest.mark.parametrize("data", [b"", b"\n", b"NPI,Entity Type Code\n1,2\n", b"\x00\x01\x02", b'"LASTNAME'])
def test_another_kind_of_file_is_refused_with_what_to_use(data):
    with pytest.raises(NotLeieError, match=r"UPDATED\.csv"):
        rows_of(data)


def test_a_file_without_one_of_the_columns_is_refused():
    data = as_csv(entry()).replace(b'"DOB"', b'"BORN"')

    with pytest.raises(NotLeieError, match='"DOB"'):
        rows_of(data)


def test_a_corrected_address_or_number_is_the_same_entry_and_another_rule_is_another():
    first = read()

    assert read(address="9 ELM ST", npi=GOOD_NPI).identity == first.identity
    assert read(excltype="1128a1").identity != first.identity


def test_businesses_of_one_name_are_told_apart_by_number_and_address():
    clinic = {"lastname": "", "firstname": "", "busname": "LEHIGH VALLEY COMMUNITY MENTAL"}

    assert read(**clinic, npi=GOOD_NPI).identity != read(**clinic).identity

"""Bytes of an NPPES file -> rows."""

import io

import pytest

from providers.files.lines import BrokenRow
from providers.files.packing import PackingError, unpacked
from providers.registry.nppes import layout
from providers.registry.nppes.layout import NotNppesError, NppesRow, read_rows
from tests.providers.registry.nppes_file import as_csv, full_header, organization, person


def rows(data: bytes) -> list[NppesRow | BrokenRow]:
    return list(read_rows(io.BytesIO(data)))


def test_the_header_of_the_helper_is_as_wide_as_the_real_one():
    assert len(full_header()) == len(set(full_header())) == 330


def test_columns_are_found_by_name_wherever_they_stand():
    header = sorted(full_header())

    (row,) = rows(as_csv(person(last_name="LEE"), header=header))

    assert row[layout.LAST_NAME] == "LEE"


def test_the_older_name_of_the_sex_column_is_known():
    cells = person()
    cells["Provider Gender Code"] = cells.pop(layout.SEX)

    (row,) = rows(as_csv(cells, header=full_header(sex="Provider Gender Code")))

    assert row[layout.SEX] == "F"


def test_lines_are_numbered_as_an_editor_does_and_empty_ones_passed_over():
    header, one, two = as_csv(person(1), person(2)).splitlines(keepends=True)

    assert [row.line for row in rows(header + one + b"\r\n" + two)] == [2, 4]


def test_a_byte_order_mark_is_no_part_of_the_first_column():
    (row,) = rows(b"\xef\xbb\xbf" + as_csv(person()))

    assert row[layout.NPI] == person()[layout.NPI]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_accents_are_read_in_both_encodings(encoding):
    (row,) = rows(as_csv(person(last_name="PEÑA")).decode().encode(encoding))

    assert row[layout.LAST_NAME] == "PEÑA"


def test_a_quotation_mark_inside_a_cell_is_kept():
    (row,) = rows(as_csv(person(line_1='12 "B" STREET')))

    assert row[layout.LINE_1] == '12 "B" STREET'


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda line: line.replace(b'"NIA"', b'"NIA'), "quotation mark"),
        (lambda line: line[: len(line) // 2], "quotation mark|columns, not 330"),
        (lambda line: line.rstrip() + b',"one more"\r\n', "has 331 columns, not 330"),
        (lambda line: line.rstrip() + b"x" * layout.LONGEST_LINE + b"\r\n", "longer than 200,000 bytes"),
    ],
)
def test_a_spoiled_line_costs_itself_only(spoil, reason):
    header, one, two = as_csv(person(1), person(2)).splitlines(keepends=True)

    broken, good = rows(header + spoil(one).rstrip(b"\r\n") + b"\n" + two)

    assert isinstance(broken, BrokenRow)
    assert broken.line == 2
    assert any(part in broken.reason for part in reason.split("|"))
    assert good[layout.NPI] == person(2)[layout.NPI]


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"npi,name\n1234567893,Ann\n", b"\x00\x01\x02" * 500, b"x" * (layout.LONGEST_LINE + 5), b'"unclosed'],
    ids=["empty", "blank", "another table", "binary", "one endless line", "unclosed"],
)
def test_what_is_not_nppes_is_one_clear_error(data):
    with pytest.raises(NotNppesError, match="not an NPPES bulk file"):
        rows(data)


def test_a_column_that_is_missing_is_named():
    header = [name for name in full_header() if name != layout.CITY]

    with pytest.raises(NotNppesError, match=f'no column "{layout.CITY}"'):
        rows(as_csv(organization(), header=header))


@pytest.mark.parametrize(
    ("start", "advice"), [(b"PK\x03\x04rest", "Unpack it"), ("NPI".encode("utf-16"), "save it as UTF-8")]
)
def test_other_packings_say_what_to_do(start, advice):
    with pytest.raises(PackingError, match=advice):
        unpacked(io.BufferedReader(io.BytesIO(start)))

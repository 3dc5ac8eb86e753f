"""What CMS publishes, as it publishes it: monthly and weekly archives, and the report of deactivated NPIs."""

import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape

import pytest
from django.core.management import CommandError, call_command

from providers.directory.models import PracticeLocation, Provider
from providers.directory.npi import npi_from_nine
from providers.listing.listed import listed_places
from providers.registry.nppes import layout
from providers.screening.enums import CaseKind, CheckKind, CheckResult
from tests.factories.providers import make_listed_location, make_provider
from tests.providers.registry.nppes_file import as_csv, deactivated, person

pytestmark = pytest.mark.django_db

NPI_1 = person(1)[layout.NPI]
HEADER = ["NPI", "NPPES Deactivation Date"]
TITLE = ["NPPES Deactivated Records as of Nov 10 2026"]


def archive(path, **parts: bytes) -> str:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in parts.items():
            packed.writestr(name, body)
    return str(path)


def sheet(*rows: list[str], shared: bool = True, start: str = "") -> bytes:
    """A workbook of one sheet, its texts in the common table or in the cells."""
    texts = [text for row in rows for text in row]
    cells, number = [], 0
    for line, row in enumerate(rows, start=1):
        inner = []
        for place, text in enumerate(row):
            at = f"{'AB'[place]}{line}"
            inline = f'<c r="{at}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
            inner.append(f'<c r="{at}" t="s"><v>{number}</v></c>' if shared else inline)
            number += 1
        cells.append(f'<row r="{line}">{"".join(inner)}</row>')
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        body = f"{start}<worksheet {space}><sheetData>{''.join(cells)}</sheetData></worksheet>"
        packed.writestr("xl/worksheets/sheet1.xml", body)
        if shared:
            items = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
            packed.writestr("xl/sharedStrings.xml", f"<sst {space}>{items}</sst>")
    return out.getvalue()


def run(path: str, **options: object) -> str:
    out = io.StringIO()
    call_command("import_nppes", path, stdout=out, **{"stderr": io.StringIO(), **options})
    return " ".join(out.getvalue().split())


# --- Monthly and weekly files ---------------------------------------------------------------------------------------
def test_a_monthly_archive_is_read_without_unpacking_it(tmp_path):
    path = archive(
        tmp_path / "NPPES_Data_Dissemination_November_2026.zip",
        **{
            "npidata_pfile_20050523-20261108.csv": as_csv(person(1), person(2)),
            "npidata_pfile_20050523-20261108_fileheader.csv": b"NPI\n",
            "othername_pfile_20050523-20261108.csv": b"NPI,Other\n",
            "NPPES_Data_Dissemination_Readme.pdf": b"%PDF",
        },
    )

    assert "added 2" in run(path)


def test_a_weekly_file_brings_changes_and_an_older_one_takes_nothing_back(tmp_path):
    name = "npidata_pfile_20261109-20261115.csv"
    old = archive(tmp_path / "1.zip", **{name: as_csv(person(1, city="OAKLAND", updated="11/01/2026"))})
    new = archive(tmp_path / "2.zip", **{name: as_csv(person(1, city="BERKELEY", updated="11/12/2026"))})

    run(old)
    assert "updated 1" in run(new)
    assert "left alone 1" in run(old)

    assert PracticeLocation.objects.get().city == "Berkeley"


def test_a_weekly_file_may_deactivate(tmp_path):
    make_provider(npi=NPI_1)
    path = archive(
        tmp_path / "week.zip",
        **{"npidata_pfile_20261109-20261115.csv": as_csv(deactivated(1, on="11/12/2026"))},
    )

    assert "deactivated 1" in run(path)
    assert Provider.objects.get().npi_deactivated_on == date(2026, 11, 12)


@pytest.mark.parametrize(
    "parts",
    [
        {"readme.txt": b""},
        {"npidata_pfile_1.csv": b"NPI\n", "npidata_pfile_2.csv": b"NPI\n"},
        {"notes.xlsx": b"PK\x05\x06" + bytes(18)},
    ],
)
def test_another_archive_is_refused_with_what_is_missing(tmp_path, parts):
    with pytest.raises(CommandError, match="archive"):
        run(archive(tmp_path / "other.zip", **parts))


def test_an_archive_that_breaks_off_is_told(tmp_path):
    path = archive(tmp_path / "half.zip", **{"npidata_pfile_1.csv": as_csv(person(1))})
    whole = (tmp_path / "half.zip").read_bytes()
    (tmp_path / "half.zip").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(CommandError, match="ends or breaks in the middle"):
        run(path)


# --- The report of deactivated NPIs ---------------------------------------------------------------------------------
@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("packed", [True, False])
def test_the_report_marks_numbers_out_of_service(tmp_path, shared, packed):
    kept, gone = make_provider(), make_provider(npi=NPI_1)
    book = sheet(TITLE, HEADER, [NPI_1, "11/05/2026"], [npi_from_nine("188888888"), "01/02/2020"], shared=shared)
    if packed:
        path = archive(tmp_path / "r.zip", **{"NPPES Deactivated NPI Report 20261110.xlsx": book})
    else:
        (tmp_path / "r.xlsx").write_bytes(book)
        path = str(tmp_path / "r.xlsx")

    said = run(path)

    assert "deactivated 1 " in said
    assert "deactivated, not held here 1" in said
    assert Provider.objects.get(pk=gone.pk).npi_deactivated_on == date(2026, 11, 5)
    assert Provider.objects.get(pk=kept.pk).npi_deactivated_on is None


@pytest.mark.parametrize("written", ["46331", "46331.0", "2026-11-05", "2026-11-05T00:00:00"])
def test_a_date_may_be_written_as_spreadsheets_do(tmp_path, written):
    make_provider(npi=NPI_1)
    (tmp_path / "r.xlsx").write_bytes(sheet(HEADER, [NPI_1, written], shared=False))

    run(str(tmp_path / "r.xlsx"))

    assert Provider.objects.get().npi_deactivated_on == date(2026, 11, 5)


def test_rows_that_cannot_be_are_reported_by_their_line_and_the_rest_is_stored(tmp_path):
    make_provider(npi=NPI_1)
    bad = [
        ["123", "11/05/2026"],
        ["1234567890", "11/05/2026"],
        [npi_from_nine("177777777"), "soon"],
        ["", "11/05/2026"],
    ]
    good = [[npi_from_nine(f"16{number:07d}"), "11/05/2026"] for number in range(400)]
    (tmp_path / "r.xlsx").write_bytes(sheet(TITLE, HEADER, *bad, [NPI_1, "11/05/2026"], *good))
    report = tmp_path / "report.csv"

    said = run(str(tmp_path / "r.xlsx"), report=str(report))

    assert "refused 4" in said
    assert "deactivated 1 " in said
    assert [line.split(",")[0] for line in report.read_text().splitlines()[1:]] == ["3", "4", "5", "6"]


def test_who_was_approved_is_off_every_list_and_the_desk_is_told(tmp_path, now):
    location = make_listed_location(now=now, provider=make_provider(npi=NPI_1))
    (tmp_path / "r.xlsx").write_bytes(sheet(TITLE, HEADER, [NPI_1, "11/05/2026"]))

    run(str(tmp_path / "r.xlsx"))
    run(str(tmp_path / "r.xlsx"))

    assert not listed_places(on=now).exists()
    case = location.provider.screening_cases.get(kind=CaseKind.NEW)
    assert case.checks.get(kind=CheckKind.NPI).result == CheckResult.FAIL
    alert = location.provider.screening_cases.get(kind=CaseKind.ALERT)
    assert "out of service" in alert.events.latest("pk").words


@pytest.mark.parametrize(
    ("book", "words"),
    [
        (sheet(["NPI", "Date"], [NPI_1, "11/05/2026"]), "not the report of deactivated NPIs"),
        (sheet(), "not the report of deactivated NPIs"),
        (sheet(HEADER, start='<!DOCTYPE x [<!ENTITY a "aaaa">]>'), "defines XML entities"),
        (sheet(HEADER, [NPI_1, "11/05/2026"], start="<"), "not the XML that it should be"),
    ],
)
def test_another_workbook_is_refused(tmp_path, book, words):
    (tmp_path / "r.xlsx").write_bytes(book)

    with pytest.raises(CommandError, match=words):
        run(str(tmp_path / "r.xlsx"))

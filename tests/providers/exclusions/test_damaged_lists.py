"""Lists that are cut off, damaged or out of turn: refused with nothing changed, or read exactly right."""

import csv
import gzip
import io
import zipfile
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest
import time_machine
from django.core.management import CommandError, call_command

from providers.directory.npi import npi_from_nine
from providers.exclusions.enums import ListKind, RunState
from providers.exclusions.leie.layout import COLUMNS
from providers.exclusions.leie.shape import Shape
from providers.exclusions.models import ExclusionList, ExclusionRecord
from providers.exclusions.services import judging
from providers.exclusions.services.agreeing import CannotAgree, propose_taking
from providers.runs import running
from providers.runs.management.commands import import_leie
from providers.vetting.exclusions.checks import may_sign_off, sign_off
from tests.conftest import NOW
from tests.factories.providers import make_user
from tests.providers.conftest import TODAY, Shared
from tests.providers.exclusions.leie_file import as_csv, entry

pytestmark = pytest.mark.django_db

ROWS, LEAST = 1_500, 1_000
SYLLABLES = ("BA", "KO", "RI", "TU", "VE", "ZAN", "MIR", "LOS", "DAN", "FEK", "GUL", "HOV", "JIN", "PAS", "WEX")
STATES = ("CA", "TX", "NY", "FL", "OH", "WY", "CT")
FULL_NAME, IN_USE = "UPDATED.csv", date(2026, 11, 10)


def made_up(number: int) -> dict[str, str]:
    """One invented row: a tenth with an NPI, a few businesses, ZIPs with a zero in front in one state of seven."""
    rng = Random(number)
    name = chr(ord("A") + number * 26 // ROWS) + "".join(rng.choices(SYLLABLES, k=3)) + str(number).translate(LETTERS)
    npi = npi_from_nine(f"1{number:08d}") if number % 10 == 0 else "0000000000"
    cells = {
        "lastname": name,
        "firstname": rng.choice(("ANA", "OMAR", "LENA", "PETER")),
        "midname": "J" if number % 3 else "",
        "npi": npi,
        "dob": f"19{rng.randint(40, 95)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}",
        "state": (state := STATES[number % 7]),
        "zip": "06424" if state == "CT" else "94612",
        "excltype": "1128b4" if number % 2 else "1128a1",
        "excldate": f"20{rng.randint(10, 25)}{rng.randint(1, 12):02d}20" if number % 6 else "20261120",
    }
    if number % 50 == 7:
        cells |= {"lastname": "", "firstname": "", "midname": "", "busname": f"CLINIC {name}", "dob": ""}
    return entry(**cells)


LETTERS = str.maketrans("0123456789", "ABCDEFGHIJ")
LIST = [made_up(number) for number in range(ROWS)]
WHOLE = as_csv(*LIST)
LINES = WHOLE.splitlines(keepends=True)


@pytest.fixture(autouse=True)
def _short_lists_are_full(monkeypatch):
    monkeypatch.setattr(judging, "LEAST_IN_FULL", LEAST)


@pytest.fixture
def load(tmp_path):
    return partial(load_in, tmp_path)


def load_in(folder: Path, data: bytes, name: str = FULL_NAME, **options: object) -> ExclusionList:
    path = folder / name
    path.write_bytes(data)
    if name.upper().startswith("UPDATED"):
        options = {"list_date": date(2026, 12, 10), **options}
    quiet = {"stdout": io.StringIO(), "stderr": io.StringIO()}
    call_command("import_leie", path, **{**quiet, **options})
    return ExclusionList.objects.latest("pk")


@pytest.fixture(scope="module")
def of_october(shared: Shared, tmp_path_factory: pytest.TempPathFactory) -> int:
    """To read it is half the work of a test here: once for all, before any of them begins."""
    with shared(), time_machine.travel(NOW - timedelta(hours=1)), pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_leie, "today", lambda: TODAY)
        patch.setattr(judging, "LEAST_IN_FULL", LEAST)
        return load_in(tmp_path_factory.mktemp("october"), WHOLE, list_date=IN_USE).pk


@pytest.fixture
def in_use(of_october: int) -> ExclusionList:
    """The list of October: its newest exclusions begin in November."""
    return ExclusionList.objects.get(pk=of_october)


def everything() -> set[tuple[object, ...]]:
    fields = [field.name for field in ExclusionRecord._meta.fields if field.name != "id"]
    return {tuple(map(str, row)) for row in ExclusionRecord.objects.values_list(*fields)}


def changed(*, column: str, by) -> bytes:
    """The list with one column's cells changed."""
    return as_csv(*({**row, column: by(row[column])} for row in LIST))


def cut(share: float) -> bytes:
    """Cut off in the middle of a line."""
    line = int(ROWS * share)
    return b"".join(LINES[:line]) + LINES[line][:40]


def without(*, rows) -> bytes:
    return as_csv(*(row for number, row in enumerate(LIST) if not rows(number, row)))


def slashed(day: str) -> str:
    return f"{int(day[4:6])}/{int(day[6:])}/{day[:4]}" if day.strip("0") else ""


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("UPDATED.csv", WHOLE)
    return out.getvalue()


NEVER = "Nothing was changed.$"  # and no word of two people
MAY = "Two people at the desk may take it all the same"
REFUSED = {
    "a page of the web": (b"<!DOCTYPE html><html><body>Not found</body></html>\n", "not a file of the exclusion list"),
    "nothing": (b"", "not a file of the exclusion list"),
    "the first line alone": (LINES[0], f"no entry that can be read.*{NEVER}"),
    "another first line": (WHOLE.replace(b'"EXCLDATE"', b'"WHEN"', 1), 'no column "EXCLDATE"'),
    "UTF-16": (WHOLE.decode().encode("utf-16"), "UTF-8"),
    "a ZIP archive": (zipped(), "Unpack it, or get the plain CSV"),
    "semicolons": (WHOLE.replace(b'","', b'";"'), "not a file of the exclusion list"),
    "tabs": (WHOLE.replace(b'","', b'"\t"'), "not a file of the exclusion list"),
    "lines that end with CR alone": (WHOLE.replace(b"\r\n", b"\r"), "not a file of the exclusion list|Macintosh"),
    "a packed file cut off": (gzip.compress(WHOLE)[:-300], "ends or breaks in the middle"),
    "columns shifted": (LINES[0] + b"".join(b'"",' + line for line in LINES[1:]), f"no entry.*{NEVER}"),
    "30 percent fewer": (without(rows=lambda number, _row: number % 10 < 3), f"missing.*{MAY}"),
    "10 percent of it": (cut(0.1), f"breaks off.*{NEVER}"),
    "cut in a line at 96 percent": (cut(0.96), f"breaks off.*{NEVER}"),
    "cut in the last line": (WHOLE[:-30], f"breaks off.*{NEVER}"),
    "cut in the middle of a letter": (WHOLE[:-40] + "Ñ".encode()[:1], f"breaks off.*{NEVER}"),
    "the last 4 percent missing": (as_csv(*LIST[:1440]), "end of the alphabet is missing: 5[0-9] of its last 200"),
    "the last 20 missing": (as_csv(*LIST[:1480]), "end of the alphabet"),
    "names with one letter missing": (without(rows=lambda _n, row: row["LASTNAME"].startswith("Q")), "names with Q"),
    "a small state missing": (without(rows=lambda _n, row: row["STATE"] == "WY"), "missing"),
    "a block out of the middle": (as_csv(*LIST[:700], *LIST[740:]), "names with M|names with N"),
    "every tenth row missing": (without(rows=lambda number, _row: number % 10 == 5), "missing|gone that nobody"),
    "NPIs like 1.23E+09": (
        changed(column="NPI", by=lambda npi: f"{float(npi):.2E}" if npi.strip("0") else "0"),
        f"spreadsheet.*1.23E.09.*{NEVER}",
    ),
    "NPIs that lost their zeros": (changed(column="NPI", by=lambda npi: npi if npi.strip("0") else "0"), "spreadsheet"),
    "NPIs that end in .0": (changed(column="NPI", by=lambda npi: f"{int(npi)}.0"), 'spreadsheet.*".0"'),
    "NPIs gone": (changed(column="NPI", by=lambda _npi: "0000000000"), "0 of its entries have an NPI where about 150"),
    "middle names gone": (changed(column="MIDNAME", by=lambda _name: ""), f"have another middle name.*{MAY}"),
    "states gone": (changed(column="STATE", by=lambda _state: ""), f"[0-9]+ entries have another.*state.*{MAY}"),
    "states a row too far down": (
        as_csv(*({**row, "STATE": LIST[number - 1]["STATE"]} for number, row in enumerate(LIST))), "another.*state"
    ),
    "a workbook": (zipped(), "ZIP archive or a workbook"),
    "dates turned round": (changed(column="DOB", by=slashed), "spreadsheet.*dates"),
    "dates of exclusion turned round": (changed(column="EXCLDATE", by=slashed), "spreadsheet.*dates"),
    "dates with a point": (changed(column="DOB", by=lambda day: f"{day}.0" if day else ""), 'spreadsheet.*".0"'),
    "ZIP codes without their zeros": (changed(column="ZIP", by=lambda code: code.lstrip("0")), "spreadsheet.*ZIP"),
    "half of it twice": (WHOLE + b"".join(LINES[1:750]), "stand in it twice"),
    "two files put together": (WHOLE + WHOLE, f"two files were put together.*{NEVER}"),
    "a column twice": (
        LINES[0].replace(b'"UPIN"', b'"NPI"') + b"".join(LINES[1:]), 'no column "UPIN"|two columns "NPI"'
    ),
    "letters written in two ways": (
        WHOLE + as_csv(entry(lastname="NUÑEZ")).splitlines(keepends=True)[1]
        + as_csv(entry(lastname="PEÑA")).splitlines(keepends=True)[1].decode().encode("cp1252"),
        f"written in two ways.*{NEVER}",
    ),
    "something behind the last line": (WHOLE + b"</html>", f"breaks off.*{NEVER}"),
}  # fmt: skip


@pytest.mark.parametrize("shape", REFUSED)
def test_a_damaged_list_is_refused_with_what_to_do_and_nothing_is_changed(load, in_use, shape):
    data, match = REFUSED[shape]
    before = everything()

    with pytest.raises(CommandError, match=match):
        load(data)

    assert everything() == before
    assert ExclusionList.objects.latest("pk").state in {RunState.REFUSED, RunState.FAILED}
    assert ExclusionList.objects.applied().get() == in_use


@pytest.mark.parametrize("shape", ["cut in the last line", "NPIs like 1.23E+09", "two files put together"])
def test_nobody_takes_a_list_that_is_cut_off_or_was_damaged(load, in_use, shape):
    with pytest.raises(CommandError):
        load(REFUSED[shape][0])

    run = ExclusionList.objects.latest("pk")
    by = make_user("first@example.com", is_staff=True, is_superuser=True)
    with pytest.raises(CannotAgree, match="Nobody may take this file"):
        propose_taking(list_id=run.pk, why="It will do.", by=by, now=run.finished_at)


def broken_lines(data: bytes) -> bytes:
    """A line break inside the address of three rows."""
    return data.replace(b'"1 LAKESIDE DRIVE"', b'"1 LAKESIDE\r\nDRIVE"', 3)


def turned(data: bytes) -> bytes:
    """The columns in another order."""
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    out = io.StringIO()
    csv.writer(out).writerows(row[::-1] for row in rows)
    return out.getvalue().encode()


SAME = {
    "as it is": lambda data: data,
    "a mark in front": lambda data: b"\xef\xbb\xbf" + data,
    "zero bytes": lambda data: data.replace(b'"OAKLAND"', b'"OAK\0LAND"'),
    "ends of lines mixed": lambda data: data.replace(b"\r\n", b"\n", 700),
    "the old sign for the end": lambda data: data + b"\x1a",
    "empty lines at the end": lambda data: data + b"\r\n\r\n",
    "a line break inside quotation marks": broken_lines,
    "columns in another order": turned,
    "small letters": lambda data: LINES[0] + b"".join(LINES[1:]).lower(),
    "packed": gzip.compress,
    "WAIVERSTATE": lambda data: data.replace(b"WVRSTATE", b"WAIVERSTATE", 1),
    "one broken line more": lambda data: data.replace(LINES[9], b'"half a line\r\n' + LINES[9]),
}


@pytest.mark.parametrize("shape", SAME)
def test_a_list_that_only_looks_odd_is_read_exactly_right(load, in_use, shape):
    names = {name for row in everything() for name in row[1:2]}

    run = load(SAME[shape](WHOLE))

    assert (run.state, run.added, run.removed, run.records) == (RunState.DONE, 0, 0, ROWS)
    assert {name for row in everything() for name in row[1:2]} == names


def test_letters_of_windows_are_read(load, in_use):
    data = as_csv(*LIST, entry(lastname="NUÑEZ", excldate="20261220")).decode().encode("cp1252")

    assert (load(data).added, ExclusionRecord.objects.filter(last_name="NUÑEZ").count()) == (1, 1)


def new_ones(count: int, **cells: str) -> list[dict[str, str]]:
    return [
        made_up(ROWS + 10 + number) | {name.upper(): value for name, value in cells.items()} for number in range(count)
    ]


def test_a_good_month_passes(load, in_use):
    run = load(as_csv(*LIST[:1000], *LIST[1008:], *new_ones(30, excldate="20261220")))

    assert (run.added, run.removed, run.month) == (30, 8, date(2026, 11, 1))


def test_an_entry_whose_middle_name_or_date_was_mended_is_not_lost(load, in_use):
    mended = [{**row, "MIDNAME": "JO"} if 100 < number < 160 else row for number, row in enumerate(LIST)]

    assert load(as_csv(*mended)).state == RunState.DONE


def reinstated(*rows: dict[str, str], on: str = "20261114") -> bytes:
    return as_csv(*({**row, "REINDATE": on} for row in rows))


def test_with_the_reinstatements_read_a_few_entries_out_of_the_middle_are_missed(load, in_use):
    """Spread over letters, states and types, 20 are no more than a month's reinstatements: unless those were read."""
    gone = {number for number in range(40, 1200, 61) if number % 50 != 7}
    data = as_csv(*(row for number, row in enumerate(LIST) if number not in gone), *new_ones(30, excldate="20261220"))
    load(reinstated(LIST[45]), "2611REIN.csv", reinstated=True)

    with pytest.raises(CommandError, match=r"entries are gone that nobody reinstated\. Get the file again"):
        load(data)


def test_without_the_reinstatements_the_answer_names_the_months_to_read(load, in_use, monkeypatch):
    monkeypatch.setattr(judging, "MOST_LOST", 15)
    gone = set(range(40, 1200, 61))

    with pytest.raises(CommandError, match="Read the reinstatements of November 2026 first"):
        load(as_csv(*(row for n, row in enumerate(LIST) if n not in gone), *new_ones(30, excldate="20261220")))


def test_who_was_reinstated_by_a_file_that_was_read_is_not_missed(load, in_use):
    back = LIST[100:400:10]
    load(reinstated(*back), "2611REIN.csv", reinstated=True)

    run = load(as_csv(*(row for row in LIST if row not in back), *new_ones(30, excldate="20261220")))

    assert (run.state, run.removed) == (RunState.DONE, 0)


# --- The order of files ---------------------------------------------------------------------------------------------
def refused(load, data: bytes, name: str, *, match: str, **options: object) -> None:
    before = everything()
    with pytest.raises(CommandError, match=match):
        load(data, name, **options)
    assert everything() == before


def test_an_old_supplement_puts_nobody_back(load, in_use):
    old = as_csv(*new_ones(40, excldate="20230220"))

    refused(load, old, "2301EXCL.csv", match="older than the full list in use, of October 2026", supplement=True)
    refused(load, old, "renamed.csv", match="older than the full list in use", supplement=True)
    refused(load, reinstated(*LIST[:3], on="20230114"), "2301REIN.csv", match="older", reinstated=True)


def test_an_old_supplement_under_another_months_name_is_refused(load, in_use):
    old = as_csv(*new_ones(40, excldate="20230220"))

    refused(
        load, old, "2611EXCL.csv", match="By its name it is of November 2026, by its rows of January", supplement=True
    )


def test_the_next_months_supplement_is_taken_and_the_full_list_stays_in_use(load, in_use):
    run = load(as_csv(*new_ones(40, excldate="20261220")), "2611EXCL.csv", supplement=True)

    assert (run.added, run.month) == (40, date(2026, 11, 1))
    assert may_sign_off(in_use)


def test_a_supplement_older_than_one_that_was_read_is_refused(load, in_use):
    load(reinstated(LIST[5], on="20261214"), "2612REIN.csv", reinstated=True)

    november = as_csv(*new_ones(40, excldate="20261220"))
    refused(load, november, "2611EXCL.csv", match="older than the supplement of December 2026", supplement=True)


def test_a_full_list_older_by_its_rows_is_refused_whatever_its_date(load, in_use):
    load(as_csv(*LIST, *new_ones(30, excldate="20261220")))

    refused(load, WHOLE, "UPDATED.csv", match="older than the one in use", list_date=date(2026, 12, 20))


@pytest.mark.parametrize(("day", "passes"), [(date(2026, 12, 12), True), (date(2026, 12, 13), False)])
def test_last_months_list_is_not_this_months_by_another_date(load, in_use, monkeypatch, day, passes):
    """The list of October, once more: until the 12th it may be the newest there is."""
    monkeypatch.setattr(judging, "LEAST_DATED", 1_000)

    if passes:
        assert load(WHOLE, list_date=day).state == RunState.DONE
    else:
        refused(load, WHOLE, "UPDATED.csv", match="of November 2026, by its rows of October 2026", list_date=day)


def test_a_full_list_older_than_a_supplement_that_was_read_is_refused(load, in_use):
    load(as_csv(*new_ones(40, excldate="20261220")), "2611EXCL.csv", supplement=True)

    refused(load, WHOLE, "UPDATED.csv", match="older than a supplement in use, of November 2026")


def test_a_file_of_many_months_is_no_supplement(load, in_use):
    refused(load, as_csv(*LIST[:200]), "list.csv", match="of many months|older than", supplement=True)


def test_a_supplement_keeps_nobody_from_signing_off_the_full_list_and_says_that_it_renews_nothing(load, in_use, now):
    by = make_user("sign@example.com", is_staff=True, is_superuser=True)
    out = io.StringIO()

    load(as_csv(*new_ones(40, excldate="20261220")), "2611EXCL.csv", supplement=True, sign_off=by.email, stdout=out)

    assert "A supplement renews no check: sign off the full list for that." in out.getvalue()
    assert sign_off(list_id=in_use.pk, by=by, now=now).signed_off_by == by


def test_a_file_that_unpacks_to_far_more_than_a_list_is_read_no_further(load, in_use, monkeypatch):
    monkeypatch.setattr(running, "MOST_UNPACKED", 2 * len(WHOLE))
    whole, bomb = gzip.compress(WHOLE), gzip.compress(WHOLE + b"".join(LINES[1:]) * 3)

    refused(load, bomb, "UPDATED.csv", match="Unpacked, the file is far larger")
    assert ExclusionList.objects.latest("pk").rows_read < 2 * ROWS
    assert load(whole).state == RunState.DONE


# --- The shape alone ------------------------------------------------------------------------------------------------
def test_a_few_odd_cells_are_somebodys_slip(load, in_use):
    rows = [{**row, "ZIP": "6424"} if number in {7, 14, 21} else row for number, row in enumerate(LIST)]

    assert load(as_csv(*rows)).state == RunState.DONE


def test_old_supplements_of_oig_have_short_numbers_and_are_no_spreadsheet():
    shape = Shape()
    shape.line(LINES[0])
    assert shape.damage(ListKind.SUPPLEMENT) == ""


def test_the_columns_are_those_of_oig():
    assert len(COLUMNS) == 18

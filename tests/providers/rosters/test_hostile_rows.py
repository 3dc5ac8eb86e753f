"""Rows that say two things, or say one badly: what is bad in them counts, and nothing good is guessed."""

import io
import zipfile
from datetime import date

import pytest
from django.core.management import CommandError

from providers.rosters.enums import BoardStatus
from providers.rosters.models import LicenseAlert, LicenseLook, RosterRun
from providers.rosters.rules import cells
from providers.rosters.rules.cells import NotThisRosterError, read_cells
from providers.rosters.rules.maps import read_map, shipped_map
from providers.rosters.rules.numbers import core_of, letters_of, may_be_the_same
from providers.rosters.rules.records import RosterRefusal, RosterRow, records
from tests.providers.rosters.making import MAP, make_holder, others, read, row, text_of
from tests.rewriting import history_rewritten

ON = date(2026, 11, 20)
MARKED = MAP.replace(
    'expires = "Expires"', 'expires = "Expires"\nflag = "Mark"\naction = "Action"\naction_ends = "Over"'
)
MARKED += '\n[action]\nSuspension = "suspended"\n"Complaint filed" = "active"\n'


def rows_of(content: bytes, about) -> list[RosterRow | RosterRefusal]:
    places, rows, header = read_cells(io.BytesIO(content), about)
    return [one for one in records(rows, places, about, width=len(header), on=ON) if one is not None]


@pytest.fixture
def map_of(tmp_path):
    def map_of(text: str = MAP):
        (tmp_path / "one.toml").write_text(text, encoding="utf-8")
        return read_map(tmp_path / "one.toml")

    return map_of


def marked(*, status="Active", mark="", action="", over="") -> bytes:
    head = "Type,Number,Last Name,First Name,Status,Reason,Expires,Mark,Action,Over"
    return f"{head}\nPhysician,A100,Lovelace,Ada,{status},,12/31/2030,{mark},{action},{over}\n".encode()


# --- Days ------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_day_that_nobody_can_read_does_not_cover_what_the_board_did(tmp_path):
    make_holder()
    read(tmp_path, text_of(row(status="Revoked", expires="Indefinite"), *others(200)))

    assert LicenseAlert.objects.get().status == "ended"
    run = RosterRun.objects.get()
    assert (run.rows_refused, run.lines.get().value) == (1, "Indefinite")


def test_active_with_a_day_that_nobody_can_read_is_nothing_known(map_of):
    [one] = rows_of(text_of(row(expires="Indefinite")), map_of())
    assert (one.status, one.expires_on) == (BoardStatus.UNKNOWN, None)


# --- Marks and actions -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("told", "status", "unseen"),
    [
        ({"mark": "Yes"}, "noted", ()),
        ({"mark": "no"}, "active", ()),
        ({"mark": "See order"}, "unknown", ("mark: SEE ORDER",)),
        ({"status": "Something new", "mark": "Y"}, "noted", ("SOMETHING NEW",)),
        ({"status": "Something new", "action": "Suspension"}, "suspended", ("SOMETHING NEW",)),
        ({"action": "Suspension"}, "suspended", ()),
        ({"action": "Suspension", "over": "01/31/2020"}, "noted", ()),
        ({"action": "Suspension", "over": "01/31/2030"}, "suspended", ()),
        ({"action": "Complaint filed"}, "active", ()),
        ({"action": "Something else"}, "noted", ()),
        ({"status": "Revoked", "action": "Complaint filed"}, "ended", ()),
    ],
)
def test_the_worst_that_a_row_says_counts_and_no_word_is_guessed(map_of, told, status, unseen):
    [one] = rows_of(marked(**told), map_of(MARKED))
    assert (one.status, one.unseen) == (status, unseen)


def test_who_stands_in_a_file_of_actions_alone_is_settled_by_two_people():
    head = "licensetype,licensenum,last_name,webaction"
    [one] = rows_of(f"{head}\nMD,123456,LOVELACE,License surrender\n".encode(), shipped_map("ny-opmc"))
    assert one.status == BoardStatus.RESTRICTED


# --- Whose license it is ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("A100", "A100", True),
        ("A-100", "MD.A100", True),
        ("100", "A100", True),
        ("RN.RN.60123456", "60123456", True),
        ("RN60123456", "APRN60123456", True),
        ("A100", "G100", False),
        ("MD A100", "C100", False),
    ],
)
def test_letters_in_front_tell_two_numbers_apart(ours, theirs, same):
    assert may_be_the_same(letters_of(ours), letters_of(theirs)) is same


@pytest.mark.django_db
def test_another_letter_in_front_is_another_person_of_that_name(tmp_path):
    make_holder("A100")
    read(tmp_path, text_of(row("A100"), row("G100", status="Revoked"), *others(5)))

    assert LicenseLook.objects.get().status == "active"
    assert not LicenseAlert.objects.exists()
    assert RosterRun.objects.get().licenses == 7


@pytest.mark.django_db
def test_a_board_that_a_file_of_two_boards_lacks_is_missed(tmp_path):
    about = MAP.replace("[professions]", '[professions]\nNurse = "rn"')
    read(tmp_path, text_of(row(), *others(400), row("9", "Nobody", kind="Nurse")), about=about)

    with pytest.raises(CommandError, match="no row of this license: Registered nurse"):
        read(tmp_path, text_of(row(status="Probation"), *others(400)), about=about)
    assert not LicenseAlert.objects.exists()


@pytest.mark.django_db
def test_what_an_older_file_said_is_not_what_the_board_said_before(tmp_path):
    make_holder()
    read(tmp_path, text_of(row(status="Probation"), *others(5)), list_date=date(2026, 11, 20))
    read(tmp_path, text_of(row(), *others(5)), list_date=date(2026, 11, 21))
    with history_rewritten():
        LicenseLook.objects.filter(status="active").update(list_date=date(2026, 11, 1))
    read(tmp_path, text_of(row(status="Probation"), *others(5)), list_date=date(2026, 11, 22))

    assert LicenseLook.objects.latest("pk").before == "probation"


# --- Workbooks -------------------------------------------------------------------------------------------------------
def links_of(links: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    )


def workbook(*sheets: str) -> bytes:
    """The least that Excel calls a workbook: rows of its own XML for each sheet."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    xfs = '<xf numFmtId="0"/><xf numFmtId="14"/>'
    named = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n, _rows in enumerate(sheets, 1))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{rels}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rels}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": links_of(
            f'{links}<Relationship Id="st" Type="{rels}/styles" Target="styles.xml"/>'
        ),
        # Style 1 is a day.
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs>{xfs}</cellXfs></styleSheet>',
        "_rels/.rels": links_of(f'<Relationship Id="b" Type="{rels}/officeDocument" Target="xl/workbook.xml"/>'),
        "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
        **{
            f"xl/worksheets/s{n}.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
            for n, rows in enumerate(sheets, 1)
        },
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()


def sheet_row(number: int, *values: str | float) -> str:
    """Texts as they are; a number in the last column is a day."""
    made = "".join(
        f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{value}</t></is></c>'
        if isinstance(value, str)
        else f'<c r="{chr(65 + place)}{number}" s="{int(place == len(values) - 1)}"><v>{value}</v></c>'
        for place, value in enumerate(values)
    )
    return f'<row r="{number}">{made}</row>'


HEAD = ("Type", "Number", "Last Name", "First Name", "Status", "Reason", "Expires")


def test_a_workbooks_days_and_numbers_behind_a_cover_sheet_and_blank_rows(map_of):
    cover = sheet_row(1, "Licenses of the state")
    data = sheet_row(3, *HEAD) + sheet_row(5, "Physician", 100.0, "Lovelace", "Ada", "Active", "", 47848.0)
    [one] = rows_of(workbook(cover, data), map_of())
    assert (one.line, one.number, one.status, one.expires_on) == (5, "100", "active", date(2030, 12, 31))


@pytest.mark.parametrize("cut", [5, 40, 400, 900])
def test_a_workbook_that_is_cut_is_no_workbook(map_of, cut):
    whole = workbook(sheet_row(1, *HEAD))
    with pytest.raises(NotThisRosterError):
        rows_of(whole[:-cut], map_of())


def test_a_workbook_that_unpacks_to_more_than_there_is_memory_is_not_unpacked(map_of, monkeypatch):
    monkeypatch.setattr(cells, "MOST_IN_WORKBOOK", 1000)
    with pytest.raises(NotThisRosterError, match="too large"):
        rows_of(workbook(sheet_row(1, *HEAD)), map_of())


# --- Maps of boards whose file nobody here has seen ------------------------------------------------------------------
def test_florida_has_two_statuses_no_header_and_bars():
    lines = [
        "1501|ME|0012345|ACTIVE|CLEAR|01/01/2001|01/31/2028|01/01/2001|ADA|M|LOVELACE|N|N|N|N",
        "1901|OS|12346|ACTIVE|DELINQUENT|01/01/2001|01/31/2026|02/01/2026|ADA|M|BYRON|N|N|N|N",
        "1711|APRN|9299766|ACTIVE|PROBATION|01/01/2001|01/31/2028|01/01/2001|ADA|M|KING|Y|N|Y|N",
        "1701|RN|9299767|INACTIVE|CLEAR|01/01/2001|01/31/2028|01/01/2001|ADA|M|NOEL|Y|N|N|N",
        "2201|PS|1|ACTIVE|CLEAR|01/01/2001|01/31/2028|01/01/2001|ADA|M|OTHER|N|N|N|N",
    ]
    found = rows_of("".join(f"{line}\r\n" for line in lines).encode(), shipped_map("fl-mqa"))
    assert [(one.professions[0], one.number, one.last_names[0], one.status) for one in found] == [
        ("md", "12345", "LOVELACE", "active"),
        ("do", "12346", "BYRON", "lapsed"),
        ("np", "9299766", "KING", "probation"),
        ("rn", "9299767", "NOEL", "lapsed"),
    ]


def test_massachusetts_by_its_words():
    head = "License Number,License Type,License Status,First Name,Last Name,Expiration Date"
    lines = [
        "RN1,Registered Nurse,Current,Ada,Lovelace,01/31/2028",
        "RN2,Registered Nurse,Stayed Suspension,Ada,Byron,01/31/2028",
        'RN3,Advanced Practice Registered Nurse,"Suspension, Expired",Ada,King,01/31/2020',
        "RN4,Registered Nurse,Non-Disciplinary Condition,Ada,Noel,01/31/2028",
    ]
    content = "".join(f"{line}\n" for line in (head, *lines)).encode()
    found = rows_of(content, shipped_map("ma-nursing"))
    assert [one.status for one in found] == ["active", "probation", "suspended", "restricted"]
    with pytest.raises(NotThisRosterError, match="lacks columns that its map names: lastname"):
        rows_of(content.replace(b"Last Name", b"Surname"), shipped_map("ma-nursing"))


@pytest.mark.parametrize(
    "written",
    ["60123456", "RN 060123456", "Lic. No. 60123456", "#60123456", "RN‑60123456", "６０１２３４５６"],
)
def test_a_number_is_the_same_however_it_is_written(written):
    assert core_of(written) == "60123456"

"""The maps that we ship, and real samples of boards' files where they are at hand."""

import io
from datetime import date

from providers.rosters.enums import BoardStatus
from providers.rosters.rules.cells import read_cells
from providers.rosters.rules.maps import SHIPPED, read_map, shipped_maps
from providers.rosters.rules.records import RosterRefusal, RosterRow, records

ON = date(2018, 11, 1)


def rows_of(content: bytes, about, on: date = ON) -> list[RosterRow | RosterRefusal]:
    places, rows, header = read_cells(io.BytesIO(content), about)
    return [one for one in records(rows, places, about, width=len(header), on=on) if one is not None]


def test_every_map_names_source_and_terms_and_guesses_no_word():
    maps = shipped_maps()
    assert {one.state for one in maps} == {"CO", "WA", "TX", "IL", "CT", "NY", "MA", "MO", "FL"}
    for one in maps:
        assert one.source.startswith("https://")
        assert one.terms
        assert one.at_least >= 2000
        assert "" not in one.status or one.only_actions
        active = {word for word, status in one.status.items() if status == BoardStatus.ACTIVE}
        known = {"ACTIVE", "CURRENT", "NONE", "CLEAR", "CLEAR/ACTIVE"}
        assert active <= known, "each other word that begins with Active is another thing"


def test_colorado_as_its_board_wrote_it(shared_data):
    about = read_map(SHIPPED / "co-dora.toml")
    found = rows_of((shared_data / "rosters" / "co_dora_apn_2018.csv").read_bytes(), about)

    assert not [one for one in found if isinstance(one, RosterRefusal)]
    counts: dict[str, int] = {}
    for one in found:
        counts[one.status] = counts.get(one.status, 0) + 1
        assert not one.unseen
    assert len(found) == 250
    assert (counts["suspended"], counts["ended"], counts["lapsed"]) == (2, 3, 76)
    assert counts["restricted"] >= 13


def test_an_excel_file_of_a_board(shared_data, tmp_path):
    (tmp_path / "map.toml").write_text(
        """
state = "MA"
board = "Board of Nursing"
source = "https://example.gov"
terms = "a sample"
profession = "np"
name_order = "first last"
[columns]
full = "full_name"
license = "license number"
status = "license_status_name"
expires = "expiration_date"
[status]
Current = "active"
Expired = "lapsed"
"Expired - out of state discipline" = "ended"
"Voluntary Surrender; Expired" = "ended"
Deceased = "lapsed"
""",
        encoding="utf-8",
    )
    about = read_map(tmp_path / "map.toml")
    found = rows_of((shared_data / "rosters" / "ma_cnm_2018.xlsx").read_bytes(), about)
    [first] = [one for one in found if isinstance(one, RosterRow) and one.number == "2268308"]
    assert (first.last_names, first.status, first.expires_on) == (("BUTLER",), "active", date(2020, 4, 11))
    assert sum(isinstance(one, RosterRow) for one in found) == 250


def test_in_colorado_what_is_in_force_counts_and_what_is_over_is_a_mark(shared_data, tmp_path):
    about = (SHIPPED / "co-dora.toml").read_text(encoding="utf-8").replace('RN = "rn"', 'MWR = "rn"')
    (tmp_path / "co.toml").write_text(about, encoding="utf-8")
    content = (shared_data / "rosters" / "co_dora_midwives_2018.csv").read_bytes()
    found = [one for one in rows_of(content, read_map(tmp_path / "co.toml")) if isinstance(one, RosterRow)]

    active = {one.word: one.status for one in found if one.word.startswith("Active;")}
    assert active["Active; CLS Stipulation; 10/23/2018"] == "noted"
    assert active["Active; CLS Stipulation"] == "restricted"
    assert active["Active; CLS Suspension; 07/23/1998"] == "noted"
    assert active["Active; CLS Letter of Admonition"] == "noted"

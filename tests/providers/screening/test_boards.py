"""Where a license is looked up."""

import tomllib
from urllib.parse import urlsplit

import pytest

from providers.directory.enums import Profession
from providers.directory.us import STATES
from providers.screening.boards import FILE, look_up_links

MD, DO, NP, PA, RN = Profession
TABLE = tomllib.loads(FILE.read_text())
LINKS = [link for state in STATES for job in Profession for link in look_up_links(state, job)]


def test_every_address_is_a_boards_own_and_encrypted():
    for link in LINKS:
        parts = urlsplit(link.url)

        assert parts.scheme == "https"
        assert parts.hostname.endswith((".gov", ".us")) or parts.hostname in TABLE["own_sites"]


def test_every_site_that_is_let_in_by_name_is_used():
    assert set(TABLE["own_sites"]) <= {urlsplit(link.url).hostname for link in LINKS}


def test_rows_name_states_and_professions_that_the_site_knows():
    for board in TABLE["board"]:
        assert board["state"] in STATES
        assert set(board["professions"]) <= set(Profession.values)
        assert board["name"]


@pytest.mark.parametrize(
    ("state", "profession", "name"),
    [
        ("TX", MD, "Texas Medical Board"),
        ("TX", RN, "Texas Board of Nursing"),
        ("FL", PA, "Florida Department of Health"),
        ("CA", DO, "California Department of Consumer Affairs"),
    ],
)
def test_some_boards(state, profession, name):
    assert look_up_links(state, profession)[0].name == name


def test_nurses_can_be_looked_up_at_the_boards_council_too_but_not_in_michigan():
    assert look_up_links("TX", NP)[-1].name == "Nursys QuickConfirm"
    assert [link.name for link in look_up_links("MI", RN)] == [
        "Michigan Department of Licensing and Regulatory Affairs"
    ]


def test_doctors_are_known_in_almost_every_state():
    assert {state for state in STATES if not look_up_links(state, MD)} == {"AS", "GU", "MP", "VI"}

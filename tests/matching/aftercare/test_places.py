"""One house is one place, whatever the suite and however somebody writes the street."""

import pytest

from matching.aftercare.rules.places import place_key


@pytest.mark.parametrize(
    "line",
    [
        "1200 Clay St",
        "1200 Clay Street, Suite 4",
        "1200 CLAY ST #12",
        "1200  Clay St., Ste. B",
        "1200 Clay Street 2nd Floor",
        "1200 Clay St Bldg 2 Suite 300",
        "1200 Cláy St Unit 4a",
    ],
)
def test_the_suite_makes_no_other_place(line):
    assert place_key(line, "94612") == "1200 clay st|94612"


@pytest.mark.parametrize(
    ("line", "zip_code"), [("1202 Clay St", "94612"), ("1200 Clay St", "94607"), ("1200 Clay Ave", "94612")]
)
def test_another_house_is_another_place(line, zip_code):
    assert place_key(line, zip_code) != place_key("1200 Clay St", "94612")


@pytest.mark.parametrize("line", ["100 Unit Rd", "5 Floor St", "12 Suite Lane"])
def test_a_street_that_is_named_like_a_part_of_a_house_stays(line):
    assert place_key(line, "94612").split("|")[0].split()[1] == line.split()[1].lower()

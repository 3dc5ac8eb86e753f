"""What an address or a button names."""

import pytest

from caarisma.common.http import number_of


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("007", 7), ("9" * 17, 99_999_999_999_999_999)])
def test_a_number_is_read(text, number):
    assert number_of(text) == number


@pytest.mark.parametrize("text", ["", " 7", "-7", "+7", "7.0", "1_000", "1 OR 1", "²", "٧", "9" * 18])
def test_nothing_else_is_one(text):
    assert number_of(text) is None

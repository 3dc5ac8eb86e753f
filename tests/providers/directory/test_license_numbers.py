"""A license number as people type or copy it: from the paper, a board's page or a spreadsheet."""

import pytest
from django.core.exceptions import ValidationError

from providers.directory.license_numbers import LicenseNumberText


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *(("a12345", "A12345"), ("A 12345", "A 12345"), ("A\u201112345", "A-12345"), ("A–12345", "A-12345")),
        *(("#A12345", "A12345"), ("No. A12345", "A12345"), ("Lic # A12345", "A12345"), ("License No. 123", "123")),
        *(("licencia número 123", "123"), ("'0361234", "0361234"), ('"A12345"', "A12345"), ("A12345\u200b", "A12345")),
        *(("ＭＤ１２３", "MD123"), ("MD/A12345", "MD/A12345"), ("036.123456;", "036.123456"), ("NO12345", "NO12345")),
        *(("A12345*", "A12345"), ("  25MA01234500 ", "25MA01234500"), ("LIC12345", "LIC12345")),
    ],
)
def test_what_is_around_it_goes_and_the_number_stays(typed, number):
    assert LicenseNumberText().clean(typed) == number


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        *((word, "Enter the license number") for word in ("pending", "N/A", "none", "A", "applied", "")),
        *((word, "A license number has letters") for word in ("=========", "A_1", "A1 (MD)", "12,345", "Ñ1", "()")),
        ("1" * 31, "30"),
    ],
)
def test_what_is_none_is_asked_for(typed, told):
    with pytest.raises(ValidationError, match=told):
        LicenseNumberText().clean(typed)

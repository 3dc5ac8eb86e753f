"""The NPI's check digit, in Python and in the database: one rule, two places, one answer."""

import csv

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from providers.directory.models import Provider
from providers.directory.npi import npi_from_nine, npi_is_valid, validate_npi
from tests.factories.providers import make_provider

GOOD = ["1234567893", "1215965934", "1104084334", "1285652024", "2000000010"]
BAD = {
    "1234567890": "check digit",
    "1234567983": "two digits swapped",
    "3234567891": "begins with 3",
    "0234567894": "begins with 0",
    "123456789": "nine digits",
    "12345678931": "eleven digits",
    "": "empty",
    "123456789x": "a letter",
    "1234 67893": "a space",
    "1234567893\n": "a line end",
    "１２３４５６７８９３": "digits, but not ASCII",
    "-234567893": "a sign",
}
TEN_AT_MOST = {npi: why for npi, why in BAD.items() if len(npi) <= 10}

ten_digits = st.text("0123456789", min_size=10, max_size=10)
real_looking = st.from_regex(r"[12][0-9]{8}", fullmatch=True, alphabet="0123456789").map(npi_from_nine)
anything = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)


def in_sql(npi: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT npi_is_valid(%s)", [npi])
        return cursor.fetchone()[0]


@pytest.mark.parametrize("npi", GOOD)
def test_good_numbers_pass(npi):
    assert npi_is_valid(npi)
    validate_npi(npi)


@pytest.mark.parametrize("npi", BAD, ids=BAD.values())
def test_bad_numbers_do_not(npi):
    assert not npi_is_valid(npi)
    with pytest.raises(ValidationError, match="has a digit that is wrong"):
        validate_npi(npi)


@given(real_looking, st.integers(0, 9), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(npi, place, off):
    wrong = npi[:place] + str((int(npi[place]) + off) % 10) + npi[place + 1 :]

    assert npi_is_valid(npi)
    assert not npi_is_valid(wrong)


@given(real_looking, st.integers(0, 8))
def test_neighbors_that_changed_places_are_caught_except_0_and_9(npi, place):
    pair = npi[place : place + 2]
    swapped = npi[:place] + pair[::-1] + npi[place + 2 :]

    assert npi_is_valid(swapped) == (swapped == npi or (set(pair) == {"0", "9"} and swapped[0] in "12"))


@pytest.mark.django_db
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(ten_digits, real_looking, anything))
@example("1234567893\n")
@example("１２３４５６７８９３")
def test_the_database_has_the_same_rule(npi):
    assert in_sql(npi) == npi_is_valid(npi)


@pytest.mark.django_db
@pytest.mark.parametrize("npi", TEN_AT_MOST, ids=TEN_AT_MOST.values())
def test_the_database_stores_no_bad_number(npi):
    with pytest.raises(IntegrityError, match="provider_npi_valid"):
        make_provider(npi=npi)


@pytest.mark.django_db
def test_a_number_is_held_once():
    make_provider(npi="1234567893")

    with pytest.raises(IntegrityError, match="npi"):
        make_provider(npi="1234567893")
    assert Provider._meta.get_field("npi").unique


@pytest.mark.django_db
def test_published_cases(shared_data):
    with (shared_data / "npi_checkdigit_cases.csv").open(newline="") as file:
        cases = [(row["npi"], row["expected_valid"] == "true") for row in csv.DictReader(file)]

    assert len(cases) == 33
    assert [npi_is_valid(npi) for npi, _ in cases] == [valid for _, valid in cases]
    assert [in_sql(npi) for npi, _ in cases] == [valid for _, valid in cases]

"""The machine's line: what was typed against what the source says."""

from datetime import date

import pytest

from providers.screening.rules.verdicts import Code, Facts, Field, Verdict, all_match, compare, end_of, squeezed

TODAY = date(2026, 11, 22)


def one(field: Field, typed: Facts, found: Facts) -> Code:
    return {verdict.field: verdict.code for verdict in compare(typed, found)}[field]


@pytest.mark.parametrize(
    ("typed", "found", "code"),
    [
        ("Amara", "AMARA", Code.MATCH),
        ("José", "JOSE", Code.MATCH),
        ("Mary Ann", "Mary-Ann", Code.MATCH),
        ("A", "Amara", Code.CLOSE),
        ("Amara Lee", "Amara", Code.CLOSE),
        ("Amara", "Amy", Code.DIFFERS),
        ("A", "B", Code.DIFFERS),
        ("", "Amara", Code.MISSING_HERE),
        ("Amara", "", Code.MISSING_THERE),
    ],
)
def test_first_names(typed, found, code):
    assert one(Field.FIRST_NAME, Facts(first_name=typed), Facts(first_name=found)) == code


@pytest.mark.parametrize(
    ("typed", "found", "others", "code"),
    [
        ("O'Neil", "ONEIL", (), Code.MATCH),
        ("Garcia-Lopez", "Garcia", (), Code.CLOSE),
        ("Osei", "Smith", ("Osei",), Code.CLOSE),
        ("Osei", "Smith", (), Code.DIFFERS),
    ],
)
def test_last_names_with_former_ones_and_halves(typed, found, others, code):
    assert one(Field.LAST_NAME, Facts(last_name=typed), Facts(last_name=found, other_last_names=others)) == code


@pytest.mark.parametrize(
    ("typed", "found", "code"),
    [
        ("A123", "A123", Code.MATCH),
        ("RN-00123", "RN123", Code.CLOSE),
        ("A123", "A124", Code.DIFFERS),
        ("A123", "", Code.MISSING_THERE),
    ],
)
def test_numbers(typed, found, code):
    assert one(Field.NUMBER, Facts(number=typed), Facts(number=found)) == code


def test_a_field_that_neither_side_gives_has_no_verdict():
    assert {verdict.field for verdict in compare(Facts(), Facts())} == {Field.FIRST_NAME, Field.LAST_NAME}


def test_both_sides_are_in_the_verdict_for_a_person_to_read():
    verdicts = compare(Facts(state="CA"), Facts(state="NV"))

    assert verdicts[-1] == Verdict(Field.STATE, Code.DIFFERS, "CA", "NV")


def test_all_match_when_all_do():
    same = Facts(first_name="Amara", last_name="Osei", number="A1", state="CA", profession="md")

    assert all_match(compare(same, same))
    assert not all_match(compare(same, Facts(first_name="Amara", last_name="Osei", number="A2")))
    assert not all_match(())


@pytest.mark.parametrize(
    ("ends_on", "code"),
    [
        (None, Code.NO_END),
        (date(2026, 11, 21), Code.ENDED),
        (TODAY, Code.ENDS_SOON),
        (date(2027, 1, 20), Code.ENDS_SOON),
        (date(2027, 1, 21), Code.MATCH),
    ],
)
def test_the_end_that_a_source_names(ends_on, code):
    assert end_of(ends_on, today=TODAY).code == code


@pytest.mark.parametrize(
    ("number", "plain"), [("000", "0"), ("A-0010", "A10"), ("12.345", "12345"), ("", ""), ("RN 7", "RN7")]
)
def test_a_number_without_signs(number, plain):
    assert squeezed(number) == plain

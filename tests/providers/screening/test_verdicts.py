"""The machine's line: what was typed against what the source says."""

from datetime import date

import pytest

from providers.screening.rules.verdicts import (
    ComparedFacts,
    Verdict,
    VerdictCode,
    VerdictField,
    compare,
    end_of,
    squeezed,
)

TODAY = date(2026, 11, 22)


def one(field: VerdictField, typed: ComparedFacts, found: ComparedFacts) -> VerdictCode:
    return {verdict.field: verdict.code for verdict in compare(typed, found)}[field]


@pytest.mark.parametrize(
    ("typed", "found", "code"),
    [
        ("Amara", "AMARA", VerdictCode.MATCH),
        ("José", "JOSE", VerdictCode.MATCH),
        ("Mary Ann", "Mary-Ann", VerdictCode.MATCH),
        ("A", "Amara", VerdictCode.CLOSE),
        ("Amara Lee", "Amara", VerdictCode.CLOSE),
        ("Amara", "Amy", VerdictCode.DIFFERS),
        ("A", "B", VerdictCode.DIFFERS),
        ("", "Amara", VerdictCode.MISSING_HERE),
        ("Amara", "", VerdictCode.MISSING_THERE),
    ],
)
def test_first_names(typed, found, code):
    assert one(VerdictField.FIRST_NAME, ComparedFacts(first_name=typed), ComparedFacts(first_name=found)) == code


@pytest.mark.parametrize(
    ("typed", "found", "others", "code"),
    [
        ("O'Neil", "ONEIL", (), VerdictCode.MATCH),
        ("Garcia-Lopez", "Garcia", (), VerdictCode.CLOSE),
        ("Osei", "Smith", ("Osei",), VerdictCode.CLOSE),
        ("Osei", "Smith", (), VerdictCode.DIFFERS),
    ],
)
def test_last_names_with_former_ones_and_halves(typed, found, others, code):
    assert (
        one(
            VerdictField.LAST_NAME,
            ComparedFacts(last_name=typed),
            ComparedFacts(last_name=found, other_last_names=others),
        )
        == code
    )


@pytest.mark.parametrize(
    ("typed", "found", "code"),
    [
        ("A123", "A123", VerdictCode.MATCH),
        ("RN-00123", "RN123", VerdictCode.CLOSE),
        ("A123", "A124", VerdictCode.DIFFERS),
        ("A123", "", VerdictCode.MISSING_THERE),
    ],
)
def test_numbers(typed, found, code):
    assert one(VerdictField.NUMBER, ComparedFacts(number=typed), ComparedFacts(number=found)) == code


def test_a_field_that_neither_side_gives_has_no_verdict():
    assert {verdict.field for verdict in compare(ComparedFacts(), ComparedFacts())} == {
        VerdictField.FIRST_NAME,
        VerdictField.LAST_NAME,
    }


def test_both_sides_are_in_the_verdict_for_a_person_to_read():
    verdicts = compare(ComparedFacts(state="CA"), ComparedFacts(state="NV"))

    assert verdicts[-1] == Verdict(VerdictField.STATE, VerdictCode.DIFFERS, "CA", "NV")


@pytest.mark.parametrize(
    ("ends_on", "code"),
    [
        (None, VerdictCode.NO_END),
        (date(2026, 11, 21), VerdictCode.ENDED),
        (TODAY, VerdictCode.ENDS_SOON),
        (date(2027, 1, 20), VerdictCode.ENDS_SOON),
        (date(2027, 1, 21), VerdictCode.MATCH),
    ],
)
def test_the_end_that_a_source_names(ends_on, code):
    assert end_of(ends_on, today=TODAY).code == code


@pytest.mark.parametrize(
    ("number", "plain"), [("000", "0"), ("A-0010", "A10"), ("12.345", "12345"), ("", ""), ("RN 7", "RN7")]
)
def test_a_number_without_signs(number, plain):
    assert squeezed(number) == plain

"""Full names in one field, and names of businesses."""

import pytest

from providers.exclusions.rules.businesses import HeldBusiness, business_keys, like_business, same_business
from providers.exclusions.rules.sides import FullName
from providers.exclusions.rules.typed_names import full_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Boris Quesnel", FullName("Boris", "", "Quesnel")),
        ("Dr. Boris A. Quesnel, MD, FAAD", FullName("Boris", "A.", "Quesnel")),
        ("Maria Lee de la Cruz Jr.", FullName("Maria", "Lee", "de la Cruz", "JR")),
        ("Quesnel, Boris A.", FullName("Boris", "A.", "Quesnel")),
        ("Van Nguyen", FullName("Van", "", "Nguyen")),
        ("De la Cruz, Maria, MD", FullName("Maria", "", "De la Cruz")),
        ("Minh Do", FullName("Minh", "", "Do")),
        ("Boris Quesnel NP-C", FullName("Boris", "", "Quesnel")),
        ("Boris Quesnel, PA-C, Jr.", FullName("Boris", "", "Quesnel", "JR")),
        ("J.R. Quesnel", FullName("J.R.", "", "Quesnel")),
        ("Boris Quesnel, Esq.", FullName("Boris", "", "Quesnel")),
        ("Boris Quesnel Esq.", FullName("Boris", "", "Quesnel")),
        ("Quesnel", None),
        ("", None),
        (", MD", None),
    ],
)
def test_a_typed_name_is_taken_apart(typed, name):
    assert full_name(typed) == name


@pytest.mark.parametrize(
    ("listed", "held", "same"),
    [
        ("ZAMBONI SKIN PC", "Zamboni Skin, LLC", True),
        ("THE ZAMBONI SKIN", "Zamboni-Skin", True),
        ("ZAMBONI DERMATOLOGY ASSOCIATES", "Zamboni Dermatology Associates of Oakland", True),  # cut at 30 letters
        ("FAMILY MEDICAL CENTER", "Family Medical Center", False),
        ("ZAMBONI SKIN", "Zambrano Skin", False),
        ("LLC", "LLC", False),
        ("ZAMBONI SKIN PC", "Zamboni Skin 皮肤", True),
        ("SAINT ZAMBONI CLINIC", "St. Zamboni Clinic", True),
        ("A B Q MEDICAL", "ABQ Medical, P.C.", True),
        ("ABQ MEDICAL P C", "A.B.Q. Medical", True),
        ("A-1 MEDICAL", "A1 Medical", True),
        ("A B Q MEDICAL", "ABC Medical", False),
        ("J ZAMBONI SKIN", "K Zamboni Skin", False),
    ],
)
def test_one_business_written_two_ways(listed, held, same):
    assert same_business(listed, held) is same
    if same:
        assert set(business_keys(listed, "CA")) & HeldBusiness(name=held, states=("CA",)).name_keys()


def test_common_words_alone_are_only_like_each_other():
    assert like_business("FAMILY MEDICAL CENTER", "Family Medical Center, Inc.")
    assert not like_business("FAMILY MEDICAL CENTER", "Family Medical")
    assert not like_business("SKIN", "Zamboni Skin")

"""What one change asks to be looked at again, without a database."""

import pytest

from providers.screening.enums import CheckKind, Fact
from providers.screening.rules.touched import Touch, gone, touched

C = CheckKind


def of(fact, *columns, **more):
    return touched(Touch(fact=fact, columns=frozenset(columns), **{"claims_board": False, **more}))


@pytest.mark.parametrize("columns", [("location", "line2"), ("location", "phone"), ("location", "clinic_name")])
def test_a_suite_a_phone_and_a_clinics_name_are_one_check(columns):
    assert of(Fact.PLACE, *columns) == {C.PLACE}


def test_a_clinic_in_a_state_that_is_not_covered_asks_for_license_and_rule_there():
    assert of(Fact.PLACE, "location", new_state=True) == {C.PLACE, C.LICENSE, C.SCOPE}
    assert of(Fact.PLACE, "location", new_state=True, supervised_there=True) > {C.SUPERVISOR}
    assert of(Fact.PLACE, "location", supervised_there=True) == {C.PLACE}


def test_a_clinic_that_treats_fat_with_a_product_nobody_looked_at_asks_for_it():
    assert of(Fact.PLACE, "location", fat_unchecked=True) == {C.PLACE, C.PRODUCTS}


def test_a_name_is_looked_for_again_and_letters_are_not_a_name():
    assert of(Fact.NAME, "last_name") == {C.LICENSE, C.EXCLUSION, C.SAM, C.NPI, C.IDENTITY}
    assert of(Fact.NAME, "credentials") == {C.LICENSE}
    assert of(Fact.NAME, "credentials", "last_name") > {C.IDENTITY}


@pytest.mark.parametrize("fact", [Fact.LICENSE, Fact.SUPERVISOR, Fact.INSURANCE, Fact.IDENTITY, Fact.PRODUCTS])
def test_what_is_said_about_one_check_touches_that_one(fact):
    assert of(fact, "anything") == {CheckKind(fact.value)}


def test_who_claims_no_board_has_nothing_to_look_up_and_loses_the_older_look():
    assert of(Fact.BOARD, "claims_board", claims_board=True) == {C.BOARD}
    assert of(Fact.BOARD, "claims_board") == frozenset()
    assert gone(Fact.BOARD, {"claims_board"}, claims_board=False) == {C.BOARD}
    assert gone(Fact.BOARD, {"specialty"}, claims_board=False) == frozenset()

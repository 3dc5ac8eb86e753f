"""Shots for fat are shown when two medical directors sign that, and not before."""

import pytest
from django.db import IntegrityError, connection, transaction

from caarisma.accounts.models import AuditEvent
from caarisma.common.errors import UserFacingError
from tests.factories.products import director
from treatments.products.models import FatUseDecision
from treatments.products.services.deciding import decide_fat_use, fat_use_is_shown, propose_fat_use

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposed(now) -> FatUseDecision:
    return propose_fat_use(shown=True, why="With the FDA's words.", by=director("first"), now=now)


def test_off_until_a_second_one_signs(now, proposed):
    assert not fat_use_is_shown()

    decide_fat_use(decision_id=proposed.pk, sign=True, by=director("second"), now=now)

    assert fat_use_is_shown()


def test_off_again_takes_two_as_well_and_the_newest_counts(now, proposed):
    decide_fat_use(decision_id=proposed.pk, sign=True, by=director("second"), now=now)
    off = propose_fat_use(shown=False, why="A new notice.", by=director("second"), now=now)
    assert fat_use_is_shown()

    decide_fat_use(decision_id=off.pk, sign=True, by=director("first"), now=now)

    assert not fat_use_is_shown()


def test_refused_changes_nothing_and_another_may_be_proposed(now, proposed):
    decide_fat_use(decision_id=proposed.pk, sign=False, by=director("second"), now=now)

    assert not fat_use_is_shown()
    propose_fat_use(shown=True, why="Once more.", by=director("first"), now=now)


def test_nobody_signs_their_own(now, proposed):
    with pytest.raises(UserFacingError, match="Another medical director"):
        decide_fat_use(decision_id=proposed.pk, sign=True, by=director("first"), now=now)


def test_nobody_decides_twice_or_what_is_not_there(now, proposed):
    decide_fat_use(decision_id=proposed.pk, sign=True, by=director("second"), now=now)
    for gone in (proposed.pk, proposed.pk + 1):
        with pytest.raises(UserFacingError, match="decided already"):
            decide_fat_use(decision_id=gone, sign=False, by=director("second"), now=now)


def test_one_proposal_waits_and_none_that_changes_nothing(now, proposed):
    with pytest.raises(UserFacingError, match="Another proposal waits"):
        propose_fat_use(shown=True, why="Me too.", by=director("second"), now=now)
    with pytest.raises(UserFacingError, match="nothing to decide"):
        propose_fat_use(shown=False, why="As it is.", by=director("second"), now=now)


def test_both_steps_are_in_the_trail(now, proposed):
    decide_fat_use(decision_id=proposed.pk, sign=True, by=director("second"), now=now)

    steps = AuditEvent.objects.filter(about="shots for fat").order_by("pk")
    assert [(step.verb, step.actor) for step in steps] == [
        ("proposed", director("first")),
        ("signed", director("second")),
    ]


class TestTheDatabase:
    def refuse(self, sql: str, *values: object) -> None:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)

    def test_one_person_twice(self, proposed):
        self.refuse(
            "UPDATE products_fatusedecision SET outcome = 'signed', second_by_id = first_by_id, second_at = now()"
        )

    def test_signed_by_nobody(self, proposed):
        self.refuse("UPDATE products_fatusedecision SET outcome = 'signed', second_at = now()")

    @pytest.mark.parametrize("change", ["shown = NOT shown", "why = 'Else'", "first_at = now()"])
    def test_another_proposal_than_was_made(self, proposed, change):
        self.refuse(f"UPDATE products_fatusedecision SET {change}")

    def test_another_proposer_afterwards(self, proposed):
        self.refuse("UPDATE products_fatusedecision SET first_by_id = %s", director("third").pk)

    def test_what_is_decided_undone(self, now, proposed):
        decide_fat_use(decision_id=proposed.pk, sign=True, by=director("second"), now=now)
        self.refuse("UPDATE products_fatusedecision SET outcome = '', second_by_id = NULL, second_at = NULL")
        self.refuse("UPDATE products_fatusedecision SET outcome = 'refused'")

    def test_a_decision_deleted(self, proposed):
        self.refuse("DELETE FROM products_fatusedecision")

    def test_two_that_wait(self, now, proposed):
        self.refuse(
            "INSERT INTO products_fatusedecision (shown, why, first_by_id, first_at, outcome) "
            "SELECT shown, why, first_by_id, first_at, '' FROM products_fatusedecision"
        )

    def test_no_reason(self, now):
        with pytest.raises(IntegrityError), transaction.atomic():
            FatUseDecision.objects.create(shown=True, why=" ", first_by=director("first"), first_at=now)

"""The made-up rules: they let the made-up directory be seen, and the desk has every state of a rule to look at."""

from datetime import timedelta

import pytest
from django.db.models import F

from providers.demo.rules import ENDING, FORBIDDEN, OVERDUE, UNREAD, WAITING, add_made_up_rules
from providers.directory.enums import Profession
from providers.directory.us import STATES
from providers.screening.models import RuleReading
from providers.screening.rule_book import rules_on
from providers.screening.rules.state_rules import Scope, scope_of
from tests.factories.providers import make_user
from tests.rules import close_state

pytestmark = pytest.mark.django_db
LET = {Scope.ALONE, Scope.SUPERVISED}


@pytest.fixture
def made(now):
    for state in STATES:
        for profession in Profession.values:
            close_state(state, profession)
    staff = [make_user(f"demo{number}@example.com", is_staff=True).pk for number in range(2)]
    return lambda: add_made_up_rules(on=now.date(), staff_id=staff[0], second_staff_id=staff[1])


def answers(now, *, made_up: bool) -> dict[tuple[str, str], Scope]:
    rules = rules_on(now.date(), made_up=made_up)
    jobs = [(state, Profession(job)) for state in STATES for job in Profession.values]
    return {(state, job.value): scope_of(job, state, on=now.date(), rules=rules) for state, job in jobs}


def test_made_up_people_may_be_listed_nearly_everywhere_and_real_ones_nowhere(made, now):
    made()

    closed = {key for key, scope in answers(now, made_up=True).items() if scope not in LET}
    assert closed == {*UNREAD, *OVERDUE, *FORBIDDEN, *(key for key, may in WAITING.items() if may)}
    assert not LET & set(answers(now, made_up=False).values())


def test_what_is_overdue_still_lists_who_is_approved(made, now):
    made()

    late = RuleReading.objects.letting().filter(is_demonstration=True, counts_until__gte=now.date())
    assert (
        set(late.filter(read_on__lt=now.date().replace(year=now.year - 1)).values_list("state", "profession"))
        == OVERDUE
    )
    assert not late.filter(second_by=F("read_by")).exists()


def test_what_waits_is_there_once(made):
    made()
    made()

    assert set(RuleReading.objects.waiting().values_list("state", "profession")) == set(WAITING)
    assert RuleReading.objects.waiting().count() == len(WAITING)


def test_one_rule_ends_soon_by_its_own_words(made, now):
    made()

    ends = RuleReading.objects.letting().filter(counts_until__lte=now.date() + timedelta(days=30))
    assert set(ends.values_list("state", "profession")) == ENDING

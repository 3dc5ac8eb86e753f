"""Several people decide in the same moment: one wins, the others are told. Real connections, real locks.

`ROUNDS=1000` runs each race of this file, and of tests/providers/changes, that often (goal G20).
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from caarisma.common.errors import UserFacingError
from providers.directory.models import Provider
from providers.listing.listed import listed_places
from providers.profile.services.places import save_place
from providers.screening.enums import CaseKind, CaseStatus, CheckKind, CheckResult, EventKind
from providers.screening.models import CaseEvent, NpiClaim, ScreeningCase
from providers.vetting.cases.cases import (
    approve_case,
    ask_for_more,
    claim_case,
    decide,
    propose_override,
    turn_down_case,
)
from providers.vetting.claims.claim_decisions import give_record
from tests.factories.providers import make_location, make_user
from tests.providers.vetting.cases import case_ready, make_clinic, pass_check, sent_case
from tests.providers.vetting.test_lock_order import PLACE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True, params=range(int(os.environ.get("ROUNDS", "1"))))
def each_round() -> None:
    """Makes as many tests of each."""


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each call gave: its value, or the words of its refusal. All start at the same moment."""
    together = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            together.wait(timeout=10)
            return call()
        except UserFacingError as error:
            return error.message
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def refusals(results: list[object]) -> list[str]:
    return [result for result in results if isinstance(result, str)]


def test_of_two_who_take_a_case_one_gets_it(ana, ben, now):
    case = sent_case(now=now)

    results = at_once(*(lambda by=by: claim_case(case_id=case.pk, by=by, now=now) for by in (ana, ben)))

    case.refresh_from_db()
    loser = ben if case.owner == ana else ana
    assert len(refusals(results)) == 1
    assert f"with {case.owner} now" in refusals(results)[0]
    assert loser != case.owner


def test_of_six_decisions_one_stands_and_one_event_is_written(ana, ben, now):
    """The same person in six windows: the claim lets all in, so only the row lock decides."""
    case = case_ready(by=ana, now=now)
    decisions = (
        lambda: approve_case(case_id=case.pk, by=ana, now=now),
        lambda: turn_down_case(case_id=case.pk, reasons=["other"], words="No.", by=ana, now=now, first_by=ben),
        lambda: ask_for_more(case_id=case.pk, reasons=["other"], words="More.", by=ana, now=now),
    )

    results = at_once(*decisions, *decisions)

    case.refresh_from_db()
    decided = CaseEvent.objects.filter(kind__in=[EventKind.APPROVED, EventKind.TURNED_DOWN, EventKind.MORE_NEEDED])
    assert len(refusals(results)) == 5
    assert all("not in review any more" in words for words in refusals(results))
    assert decided.get().to_status == case.status


def test_a_change_by_the_provider_and_an_approval_never_both_win_unseen(ana, now):
    """Either the approval comes first and the change opens a new case, or the approval is refused."""
    location = make_clinic()
    case = case_ready(location, by=ana, now=now)

    results = at_once(
        lambda: approve_case(case_id=case.pk, by=ana, now=now, revision=case.revision),
        lambda: save_place(
            provider_id=case.provider_id, location_id=location.pk, values=PLACE, by=location.provider.user, now=now
        ),
    )

    case.refresh_from_db()
    cases = ScreeningCase.objects.filter(provider=case.provider_id)
    if case.status == CaseStatus.APPROVED:
        assert refusals(results) == []
        assert cases.filter(kind=CaseKind.CHANGE, status=CaseStatus.SENT).count() == 2  # its phone and its address
    else:
        assert "changed something" in refusals(results)[0]
        assert not listed_places(on=now).filter(pk=location.pk).exists()


def test_of_two_second_persons_one_decides(ana, ben, now):
    cleo = make_user("cleo@example.com", is_staff=True)
    case = case_ready(by=ana, now=now)
    pass_check(case, CheckKind.NPI, by=ana, now=now, result=CheckResult.UNABLE)
    decision = propose_override(case_id=case.pk, kind=CheckKind.NPI, words="Down.", by=ana, now=now)

    results = at_once(
        lambda: decide(decision_id=decision.pk, grant=True, words="Yes.", by=ben, now=now),
        lambda: decide(decision_id=decision.pk, grant=False, words="No.", by=cleo, now=now),
    )

    decision.refresh_from_db()
    assert len(refusals(results)) == 1
    assert f"{decision.second_by} decided this already." in refusals(results)


def test_two_records_for_one_person_at_once_are_one(ana, ben, now):
    """Nobody holds two; the second is told in words, whichever it is."""
    person = make_user("cleo@example.com")
    claims = [NpiClaim.objects.create(provider=make_location().provider, user=person, made_at=now) for _ in "ab"]

    answers = at_once(
        lambda: give_record(claim_id=claims[0].pk, by=ana, now=now),
        lambda: give_record(claim_id=claims[1].pk, by=ben, now=now),
    )

    assert max(map(str, answers), key=len).startswith("This person holds another record")
    assert Provider.objects.filter(user=person).count() == 1

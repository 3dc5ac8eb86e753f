"""Two people, one change, one moment: one wins, the other is told. Real connections, real locks."""

import pytest

from providers.changes.services.deciding import accept_change, turn_down_change
from providers.changes.services.proposing import take_back_change
from providers.screening.enums import CaseStatus, ChangeState, Fact
from providers.screening.models import ScreeningCase
from providers.vetting.cases.cases import claim_case
from tests.factories.providers import make_listed_location, make_provider, make_user
from tests.providers.changes.rows import pass_all, row
from tests.providers.vetting.test_at_once import at_once, each_round, refusals

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["each_round"]


def two_changes(now):
    place = make_listed_location(now=now, provider=make_provider(user=make_user()))
    about, provider = f"place:{place.pk}", place.provider
    suite = row(
        provider, Fact.PLACE, f"{about}:address", now=now, before={"line2": ""}, location=place.pk, line2="Suite 4"
    )
    phone = row(
        provider, Fact.PLACE, f"{about}:phone", now=now, before={"phone": ""}, location=place.pk, phone="415-555-0199"
    )
    return place, suite, phone


def test_of_two_staff_at_one_row_one_gets_it_and_each_row_is_decided_once(now):
    place, suite, phone = two_changes(now)
    ana, ben = make_user("ana@example.com", is_staff=True), make_user("ben@example.com", is_staff=True)

    taken = at_once(*(lambda by=by: claim_case(case_id=suite.case_id, by=by, now=now) for by in (ana, ben)))
    holder = ScreeningCase.objects.get(pk=suite.case_id).owner
    pass_all(suite, by=holder, now=now)
    other = ben if holder == ana else ana
    pass_all(phone, by=other, now=now)
    results = at_once(
        lambda: accept_change(case_id=suite.case_id, by=holder, now=now),
        lambda: turn_down_change(case_id=suite.case_id, words="No.", by=holder, now=now),
        lambda: accept_change(case_id=phone.case_id, by=other, now=now),
    )

    assert len(refusals(taken)) == 1
    assert len(refusals(results)) == 1
    suite.refresh_from_db()
    phone.refresh_from_db()
    place.refresh_from_db()
    assert phone.state == ChangeState.LIVE
    assert place.phone == "415-555-0199"
    assert (suite.state == ChangeState.LIVE) == (place.line2 == "Suite 4")
    newest = ScreeningCase.objects.filter(provider=place.provider, status=CaseStatus.APPROVED).first()
    assert newest.checks.count() == 8


def test_taken_back_while_it_is_accepted_it_is_one_of_the_two(now):
    place, suite, _phone = two_changes(now)
    ana = make_user("ana@example.com", is_staff=True)
    pass_all(suite, by=ana, now=now)

    results = at_once(
        lambda: accept_change(case_id=suite.case_id, by=ana, now=now),
        lambda: take_back_change(provider_id=place.provider_id, change_id=suite.pk, by=place.provider.user, now=now),
    )

    suite.refresh_from_db()
    place.refresh_from_db()
    assert len(refusals(results)) == 1
    assert (suite.state == ChangeState.LIVE) == (place.line2 == "Suite 4")
    assert suite.state in {ChangeState.LIVE, ChangeState.TAKEN_BACK}

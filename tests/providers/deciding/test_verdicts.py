"""A clean file takes one person; a flag or a "no" takes two, or a medical director. The database holds it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from caarisma.common.errors import UserFacingError
from providers.attestation.questions import FRESH_FOR
from providers.attestation.services import sign_attestation
from providers.deciding.verdicts import answer_verdict, propose_verdict
from providers.desk.access import READ, SECOND, WORK
from providers.screening.enums import CaseStatus, DecidedHow, DecisionKind
from providers.screening.models import ScreeningCase, TwoPersonDecision
from providers.screening.rules.case_rules import Block
from providers.vetting.cases.case_decisions import DECIDES_ALONE, NeedsTwo, blockers_of
from providers.vetting.cases.cases import approve_case, ask_for_more, turn_down_case
from tests.factories.providers import make_user
from tests.providers.vetting.cases import case_ready
from tests.rewriting import history_rewritten

pytestmark = [pytest.mark.django_db, pytest.mark.dated]
NO = {"reasons": ["other"], "words": "Not now."}


@pytest.fixture
def ana():
    return make_user("first-of-two@example.com", is_staff=True)


@pytest.fixture
def ben():
    return make_user("ben@example.com", is_staff=True)


def say_yes(case: ScreeningCase, *, now) -> None:
    sign_attestation(provider_id=case.provider_id, yes=["claim"], words="In 2019.", signed_as="K. W.", by=None, now=now)


def propose(case, kind, by, now):
    said = NO if kind == DecisionKind.TURN_DOWN else {"reasons": [], "words": ""}
    return propose_verdict(case_id=case.pk, kind=kind, **said, by=by, now=now, revision=case.revision)


def test_a_clean_file_takes_one_and_a_no_takes_two(ana, ben, now):
    clean, other = case_ready(by=ana, now=now), case_ready(by=ana, now=now)

    approved = approve_case(case_id=clean.pk, by=ana, now=now)
    with pytest.raises(NeedsTwo):
        turn_down_case(case_id=other.pk, **NO, by=ana, now=now)
    decision = propose(other, DecisionKind.TURN_DOWN, ana, now)
    with pytest.raises(UserFacingError, match="You proposed this"):
        answer_verdict(decision_id=decision.pk, grant=True, words="Yes.", by=ana, now=now)
    other.refresh_from_db()
    assert other.status == CaseStatus.IN_REVIEW
    answer_verdict(decision_id=decision.pk, grant=True, words="I agree.", by=ben, now=now)

    other.refresh_from_db()
    assert (approved.decided_how, approved.first_by) == (DecidedHow.ONE, None)
    assert (other.status, other.decided_how, other.first_by, other.decided_by) == ("turned_down", "two", ana, ben)
    assert (other.reasons, other.reason) == (["other"], "Not now.")


def test_a_flag_takes_two_or_a_director(ana, ben, now, sign_in_as):
    flagged, hers = case_ready(by=ana, now=now), None
    say_yes(flagged, now=now + timedelta(seconds=1))
    director = sign_in_as(DECIDES_ALONE)
    hers = case_ready(by=director, now=now)
    say_yes(hers, now=now + timedelta(seconds=1))

    with pytest.raises(NeedsTwo):
        approve_case(case_id=flagged.pk, by=ana, now=now)
    decision = propose(flagged, DecisionKind.APPROVE, ana, now)
    answer_verdict(decision_id=decision.pk, grant=True, words="It is long ago.", by=ben, now=now)
    alone = approve_case(case_id=hers.pk, by=director, now=now)

    flagged.refresh_from_db()
    assert (flagged.status, flagged.decided_how, flagged.flags) == ("approved", "two", ["disclosed"])
    assert (alone.decided_how, alone.flags) == (DecidedHow.DIRECTOR, ["disclosed"])


def test_a_refused_proposal_leaves_the_case_and_a_changed_case_is_not_decided(ana, ben, now):
    case = case_ready(by=ana, now=now)
    refused = propose(case, DecisionKind.TURN_DOWN, ana, now)
    with pytest.raises(UserFacingError, match="proposed already"):
        propose(case, DecisionKind.TURN_DOWN, ana, now)
    answer_verdict(decision_id=refused.pk, grant=False, words="Ask them first.", by=ben, now=now)
    late = propose(case, DecisionKind.TURN_DOWN, ana, now)
    ask_for_more(case_id=case.pk, **NO, by=ana, now=now)

    with pytest.raises(UserFacingError, match="changed meanwhile"):
        answer_verdict(decision_id=late.pk, grant=True, words="Yes.", by=ben, now=now)
    with pytest.raises(UserFacingError, match="decided this already"):
        answer_verdict(decision_id=refused.pk, grant=True, words="Yes.", by=ben, now=now)
    assert TwoPersonDecision.objects.waiting().get() == late


def test_the_database_refuses_a_no_by_one_and_a_flag_by_one(ana, now):
    case = approve_case(case_id=case_ready(by=ana, now=now).pk, by=ana, now=now)

    for wrong in (
        {"flags": ["disclosed"]},
        {"status": "turned_down", "approved_from": None, "approved_until": None},
        {"decided_how": "two", "first_by": ana},
        {"decided_how": "two"},
        {"flags": ["nonsense"], "decided_how": "director"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ScreeningCase.objects.filter(pk=case.pk).update(**wrong)


def test_nobody_is_approved_on_a_statement_older_than_120_days(ana, now):
    case = case_ready(by=ana, now=now)
    assert blockers_of(case, now=now) == ()

    with history_rewritten():
        case.provider.attestations.update(signed_at=now - FRESH_FOR)

    assert [blocker.block for blocker in blockers_of(case, now=now)] == [Block.NOT_ATTESTED]


def test_the_page_proposes_and_the_second_decides(client, sign_in_as, clock):
    ana = sign_in_as(READ, WORK)
    case = case_ready(by=ana, now=clock)
    sent = {"revision": case.revision, "decision": "turn_down", "reasons": ["other"], "words": "Not now."}
    address = reverse("desk:decision", args=[case.pk])

    preview = client.post(address, {**sent, "preview": "1"}).content.decode()
    answer = client.post(address, {**sent, "confirm": "1"}, follow=True).content.decode()
    again = client.post(address, {**sent, "confirm": "1"})
    sign_in_as(READ, SECOND, email="ben@example.com")
    row = TwoPersonDecision.objects.get()
    shown = client.get(reverse("desk:second")).content.decode()
    bare = client.post(reverse("desk:second_decide", args=[row.pk]), {f"{row.pk}-grant": "yes"})
    client.post(reverse("desk:second_decide", args=[row.pk]), {f"{row.pk}-grant": "yes", f"{row.pk}-words": "Yes."})

    case.refresh_from_db()
    assert "This waits for a second person." in preview
    assert "Proposed. A second person decides." in answer
    assert (again.status_code, bare.status_code) == (409, 422)
    assert "Turning down" in shown
    assert case.status == CaseStatus.TURNED_DOWN

"""Two moderators decide the same in the same moment: one wins, the other is told. Real connections, real locks."""

from collections.abc import Callable

import pytest

from caarisma.accounts.models import User
from matching.aftercare.enums import AlertDecision
from matching.aftercare.models import PlaceAlert, PlaceAlertStep
from matching.aftercare.services import deciding as alerts
from matching.consultations.enums import ReportState, RequestState
from matching.consultations.people.safety import confirm_closing, propose_closing, settle_report
from matching.questions.enums import AskRule, TextReportState
from matching.questions.models import QuestionMove
from matching.questions.services import deciding as texts
from matching.questions.services.reporting import settle_text_report
from matching.reviews.enums import ReviewState, Rule, Settled
from matching.reviews.services import deciding as reviews
from matching.reviews.services.objecting import object_to_removal, settle_objection
from matching.reviews.services.replying import settle_reply
from matching.reviews.services.reporting import settle_review_report
from providers.reports.enums import PlaceReportState
from providers.reports.services import settle_place_report
from providers.screening.models import ProviderHold
from tests.factories import questions as asking
from tests.factories.aftercare import make_visit, tell_infection
from tests.factories.consultations import make_clinic, make_request
from tests.factories.providers import make_user
from tests.factories.reviews import make_reply, make_review, make_review_report, publish, remove, tick
from tests.providers.moderation.test_place_alerts import STREET
from tests.providers.moderation.test_reports import place_reported, reported
from tests.providers.two import Race, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.dated]

QUICKER = "Somebody was quicker. Here is how it stands now."
THREATS = Rule.NO_THREATS


@pytest.fixture
def first(db) -> tuple[User, User]:
    return make_user(is_staff=True), make_user(is_staff=True)


@pytest.fixture
def second(db) -> tuple[User, User]:
    return make_user(is_staff=True), make_user(is_staff=True)


def test_of_two_who_decide_about_a_review_one_is_told(first, second, clock):
    now, gone, back, good = clock, *(make_review(now=clock) for _ in range(3))
    shown = publish(make_review(now=now), now=now)
    reply, complaint = make_reply(shown, now=now), make_review_report(shown, now=now)
    for by in (*first, *second):
        tick(gone, by, THREATS, now=now)
        tick(back, by, THREATS, now=now)
        tick(good, by, now=now)
    rule = {"rule": THREATS, "now": now}

    assert race(lambda by: reviews.publish_review(review_id=good.pk, by=by, now=now), first) == Race(QUICKER, 1, 0, 2)
    assert race(lambda by: reviews.send_back(review_id=back.pk, by=by, **rule), first) == Race(QUICKER, 1, 0, 1)
    assert race(lambda by: reviews.propose_removal(review_id=gone.pk, by=by, **rule), first) == Race(QUICKER, 1, 0, 0)
    gone.refresh_from_db()
    assert gone.removing_by in first
    assert race(lambda by: reviews.confirm_removal(review_id=gone.pk, by=by, now=now), second) == Race(QUICKER, 1, 0, 1)

    settled = {"words": "I read it.", "now": now}
    assert race(lambda by: settle_reply(reply_id=reply.pk, fault=None, by=by, now=now), first) == Race(QUICKER, 1, 0, 1)
    held = race(lambda by: settle_review_report(report_id=complaint.pk, state=Settled.UPHELD, by=by, **settled), first)
    assert held == Race(QUICKER, 1, 0, 1)

    other = remove(make_review(now=now), now=now)
    wish = object_to_removal(review_id=other.pk, by=[other.invitation.asker_id], words="x", now=now)
    for by in first:
        tick(other, by, now=now)
    upheld = race(lambda by: settle_objection(objection_id=wish.pk, state=Settled.UPHELD, by=by, **settled), first)
    assert upheld == Race(QUICKER, 1, 0, 1)
    other.refresh_from_db()
    assert (other.state, other.moves.filter(to_state=ReviewState.PUBLISHED).count()) == (ReviewState.PUBLISHED, 1)


def test_of_two_who_want_a_review_removed_for_two_rules_one_is_told(first, clock):
    """The second reader never puts their own rule in the place of one that they were not shown; shown it, they may."""
    review, names = make_review(now=clock), {first[0].pk: THREATS, first[1].pk: Rule.NO_NAMES}
    for by in first:
        tick(review, by, THREATS, Rule.NO_NAMES, now=clock)

    def propose(by: User, **shown: int):
        return reviews.propose_removal(review_id=review.pk, rule=names[by.pk], by=by, now=clock, **shown)

    assert race(propose, first) == Race(QUICKER, 1, 0, 0)
    review.refresh_from_db()
    ahead = review.removing_by
    (late,) = (by for by in first if by != ahead)
    assert review.removing_for == names[ahead.pk]

    assert propose(late, instead_of=ahead.pk).removing_by == late


def test_of_two_who_decide_about_a_question_one_is_told(first, clock):
    now, good, back = clock, asking.ask(now=clock), asking.ask(now=clock)
    shown = asking.publish(asking.ask(now=now), now=now)
    again, complaint = asking.publish(asking.ask(now=now), now=now), asking.make_text_report(shown, now=now)
    for by in first:
        asking.tick(good, by, now=now)
        asking.tick(back, by, AskRule.GENERAL, now=now)
    acts: list[tuple[Callable[[User], object], int]] = [
        (lambda by: texts.publish_text(text_id=good.pk, by=by, now=now), 1),
        (lambda by: texts.send_text_back(text_id=back.pk, rule=AskRule.GENERAL, by=by, now=now), 1),
        (lambda by: texts.read_once_more(text_id=again.pk, by=by, now=now), 0),
        (
            lambda by: settle_text_report(
                report_id=complaint.pk, state=TextReportState.UPHELD, words="x", by=by, now=now
            ),
            0,
        ),
    ]

    for act, mails in acts:
        moves = QuestionMove.objects.count()
        assert race(act, first) == Race(QUICKER, 1, 0, mails)
        assert QuestionMove.objects.count() == moves + 1


def test_of_two_who_settle_a_report_one_is_told(first, second, clock):
    now, request = clock, make_request(now=clock)
    rude, closing, place = reported(now), reported(now, request), place_reported(now)
    words = {"words": "I read both sides.", "now": now}

    settled = race(lambda by: settle_report(report_id=rude.pk, state=ReportState.UPHELD, by=by, **words), first)
    proposed = race(lambda by: propose_closing(report_id=closing.pk, by=by, **words), first)
    closed = race(lambda by: confirm_closing(report_id=closing.pk, by=by, now=now), second)
    answered = race(
        lambda by: settle_place_report(report_id=place.pk, state=PlaceReportState.UPHELD, by=by, **words), first
    )

    told = "Somebody settled this report already"
    assert all(one.told.startswith(told) for one in (settled, proposed, closed, answered))
    assert [(one.audits, one.mails) for one in (settled, proposed, answered)] == [(1, 0), (1, 0), (1, 1)]
    assert (closed.audits, closed.mails) == (2, 2)  # the request and its report; both sides hear of it once
    request.refresh_from_db()
    assert request.state == RequestState.CLOSED
    assert request.moves.filter(to_state=RequestState.CLOSED).count() == 1


def test_of_two_who_work_on_a_place_alert_one_is_told(first, second, clock):
    now = clock
    for days in (7, 20):
        tell_infection(make_visit(make_clinic(now=now, **STREET), now=now, days=days))
    alert = PlaceAlert.objects.get()
    hold = {"decision": AlertDecision.HOLD, "words": "Both the same.", "told": "Please call us."}

    def act(service, **given):
        return lambda by: service(alert_id=alert.pk, by=by, now=now, **given)

    races = [
        race(act(alerts.take_alert), first),
        race(act(alerts.propose_decision, **hold), first),
        race(act(alerts.keep_open, words="Call the clinic first."), second),
        race(act(alerts.propose_decision, **hold), first),
        race(act(alerts.confirm_decision), second),
    ]

    alert.refresh_from_db()
    asked = "Somebody has proposed a decision already. A second person decides."
    assert [one.told for one in races] == [
        f"Meanwhile this alert went to {alert.owner}. Look again.",
        asked,
        "Nobody has proposed a decision. The first person writes one.",
        asked,
        "This alert was ended already.",
    ]
    kinds = list(PlaceAlertStep.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["taken", "proposed", "kept", "proposed", "decided"]
    assert ProviderHold.objects.filter(kind="suspended").count() == 2  # each provider once

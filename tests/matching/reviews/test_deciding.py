"""The same ticks for good and bad, two people to remove, a third for an objection; the database holds it, too."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from caarisma.common.errors import UserFacingError
from caarisma.common.moderating.errors import MovedMeanwhile, TicksFirst
from caarisma.common.outbox.models import Mail
from matching.reviews.enums import ReviewSide, ReviewState, Rule, Settled
from matching.reviews.errors import EditOver, ReviewGone, SecondPerson
from matching.reviews.making_moves import make_review_move
from matching.reviews.models import ReviewObjection
from matching.reviews.moves import allowed_review_moves
from matching.reviews.services.deciding import (
    confirm_removal,
    propose_removal,
    publish_review,
    send_back,
    tick_rules,
)
from matching.reviews.services.objecting import object_to_removal, settle_objection
from matching.reviews.services.reporting import settle_review_report
from tests.factories.consultations import make_asker
from tests.factories.reviews import make_review, make_review_report, moderator, publish, remove, tick

pytestmark = pytest.mark.django_db


def test_the_table_of_moves_is_the_databases(now):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT from_state, to_state, by FROM reviews_allowedmove")
        assert set(cursor.fetchall()) == set(allowed_review_moves())


def test_nothing_is_published_before_the_rules_were_ticked(now):
    review = make_review(now=now)

    with pytest.raises(TicksFirst):
        publish_review(review_id=review.pk, by=moderator(), now=now)


@pytest.mark.parametrize("stars", [1, 5])
def test_what_keeps_every_rule_is_published_whatever_it_says(now, stars):
    review = publish(make_review(now=now, stars=stars), now=now)

    assert review.state == ReviewState.PUBLISHED
    assert Mail.objects.filter(kind="visit_review_published").count() == 1


@pytest.mark.parametrize("service", [send_back, propose_removal])
def test_a_bad_one_that_keeps_the_rules_can_neither_be_sent_back_nor_removed(now, service):
    review, by = make_review(now=now, stars=1), moderator()
    tick(review, by, now=now)

    with pytest.raises(TicksFirst):
        service(review_id=review.pk, rule=Rule.NO_THREATS, by=by, now=now)


def test_what_breaks_a_rule_is_not_published(now):
    review, by = make_review(now=now), moderator()
    tick(review, by, Rule.NO_NAMES, now=now)

    with pytest.raises(TicksFirst):
        publish_review(review_id=review.pk, by=by, now=now)


def test_ticks_of_somebody_else_do_not_count(now):
    review = make_review(now=now)
    tick(review, moderator(), now=now)

    with pytest.raises(TicksFirst):
        publish_review(review_id=review.pk, by=moderator(), now=now)


def test_ticks_count_for_these_words_alone(now):
    review, by = make_review(now=now), moderator()

    with pytest.raises(MovedMeanwhile):
        tick_rules(review_id=review.pk, broken=[], urgent=False, by=by, seen=review.text_n + 1, now=now)


@pytest.mark.parametrize(("to", "reason"), [(ReviewState.PUBLISHED, ""), (ReviewState.SENT_BACK, Rule.NO_NAMES)])
def test_the_database_makes_no_move_without_ticks(now, to, reason):
    review = make_review(now=now)

    with pytest.raises(IntegrityError, match="follows what was ticked"), transaction.atomic():
        make_review_move(review, to, by=ReviewSide.DESK, who=moderator().pk, reason=reason, now=now)


def test_the_database_removes_by_two_people_who_ticked_the_same_rule(now):
    review, first, second = make_review(now=now), moderator(), moderator()
    tick(review, first, Rule.NO_THREATS, now=now)
    tick(review, second, Rule.NO_NAMES, now=now)
    given = {"by": ReviewSide.DESK, "who": first.pk, "reason": Rule.NO_THREATS, "now": now}

    for other in (second.pk, first.pk, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_review_move(review, ReviewState.REMOVED, second=other, **given)
        review.refresh_from_db()


def test_one_person_removes_nothing(now):
    review, by = make_review(now=now), moderator()
    tick(review, by, Rule.NO_THREATS, now=now)
    propose_removal(review_id=review.pk, rule=Rule.NO_THREATS, by=by, now=now)

    with pytest.raises(SecondPerson):
        confirm_removal(review_id=review.pk, by=by, now=now)


def test_the_second_has_to_find_the_same_rule_broken(now):
    review, first, second = make_review(now=now), moderator(), moderator()
    tick(review, first, Rule.NO_THREATS, now=now)
    propose_removal(review_id=review.pk, rule=Rule.NO_THREATS, by=first, now=now)
    tick(review, second, now=now)

    with pytest.raises(TicksFirst):
        confirm_removal(review_id=review.pk, by=second, now=now)


def test_who_has_a_stake_in_the_clinic_neither_ticks_nor_decides(now):
    review = make_review(now=now)
    own = review.provider.user

    for service in (publish_review, confirm_removal):
        with pytest.raises(UserFacingError, match="A colleague has to do it"):
            service(review_id=review.pk, by=own, now=now)
    with pytest.raises(UserFacingError, match="A colleague has to do it"):
        tick_rules(review_id=review.pk, broken=[], urgent=False, by=own, seen=review.text_n, now=now)


def test_it_is_owed_within_two_working_days(now):
    assert make_review(now=now).due_at == now + timedelta(days=2)  # a Tuesday


# --- Objections -------------------------------------------------------------------------------------------------------
def objected(now, **removed) -> ReviewObjection:
    review = remove(make_review(now=now), now=now, **removed)
    by = [review.invitation.asker_id]
    return object_to_removal(review_id=review.pk, by=by, words="No slur is in it.", now=now)


def test_the_author_of_a_removed_one_objects_once(now):
    objection = objected(now)
    review = objection.review

    again = object_to_removal(review_id=review.pk, by=[review.invitation.asker_id], words="Again.", now=now)

    assert again.pk == objection.pk
    assert objection.due_at == now + timedelta(days=2)


def test_only_the_author_objects(now):
    review = remove(make_review(now=now), now=now)

    with pytest.raises(ReviewGone):
        object_to_removal(review_id=review.pk, by=[make_asker(now=now).pk], words="x", now=now)


def test_nobody_objects_after_sixty_days(now):
    review = remove(make_review(now=now), now=now)
    by = [review.invitation.asker_id]

    with pytest.raises(EditOver):
        object_to_removal(review_id=review.pk, by=by, words="x", now=now + timedelta(days=61))


def test_neither_of_the_two_who_removed_it_decides_on_the_objection(now):
    two = (moderator(), moderator())
    objection = objected(now, by=two)

    for one in two:
        tick(objection.review, one, now=now)
        with pytest.raises(SecondPerson):
            settle_objection(objection_id=objection.pk, state=Settled.UPHELD, words="x", by=one, now=now)


def test_the_database_lets_neither_of_the_two_decide(now):
    two = (moderator(), moderator())
    objection = objected(now, by=two)

    for one in two:
        with pytest.raises(IntegrityError, match="review_objection_by_another"), transaction.atomic():
            ReviewObjection.objects.filter(pk=objection.pk).update(state="dismissed", decided_by=one, decided_at=now)


def test_upheld_it_is_on_the_page_again(now):
    objection, third = objected(now), moderator()
    tick(objection.review, third, now=now)

    settle_objection(objection_id=objection.pk, state=Settled.UPHELD, words="No slur.", by=third, now=now)

    objection.review.refresh_from_db()
    assert objection.review.state == ReviewState.PUBLISHED
    assert Mail.objects.filter(kind="visit_review_decided").count() == 1


@pytest.mark.parametrize(("broken", "state"), [([Rule.NO_THREATS], Settled.UPHELD), ([], Settled.DISMISSED)])
def test_an_objection_is_decided_by_what_the_third_ticked(now, broken, state):
    objection, third = objected(now), moderator()
    tick(objection.review, third, *broken, now=now)

    with pytest.raises(TicksFirst):
        settle_objection(objection_id=objection.pk, state=state, words="x", by=third, now=now)


# --- Reports by the clinic --------------------------------------------------------------------------------------------
def test_a_report_hides_nothing_by_itself(now):
    review = publish(make_review(now=now), now=now)

    make_review_report(review, now=now)

    review.refresh_from_db()
    assert review.state == ReviewState.PUBLISHED


def test_an_upheld_report_has_it_read_once_more(now):
    report = make_review_report(publish(make_review(now=now), now=now), now=now)

    settle_review_report(report_id=report.pk, state=Settled.UPHELD, words="A name.", by=moderator(), now=now)

    report.review.refresh_from_db()
    assert report.review.state == ReviewState.HELD
    publish(report.review, now=now + timedelta(hours=1))


def test_a_dismissed_report_leaves_it_where_it_is(now):
    report = make_review_report(publish(make_review(now=now), now=now), now=now)

    settle_review_report(report_id=report.pk, state=Settled.DISMISSED, words="No name.", by=moderator(), now=now)

    report.review.refresh_from_db()
    assert report.review.state == ReviewState.PUBLISHED


def test_another_clinic_reports_nothing(now):
    from matching.reviews.services.reporting import report_review

    mine, others = (publish(make_review(now=now), now=now) for _each in range(2))

    with pytest.raises(ReviewGone):
        report_review(review_id=others.pk, reason="names", words="", by=mine.provider.user, now=now)


def test_the_same_words_are_reported_once(now):
    report = make_review_report(publish(make_review(now=now), now=now), now=now)
    settle_review_report(report_id=report.pk, state=Settled.DISMISSED, words="No name.", by=moderator(), now=now)

    assert make_review_report(report.review, now=now + timedelta(days=1)).pk == report.pk

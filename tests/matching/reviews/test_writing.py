"""Who may write about which visit, and when; changing it, and taking it back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from caarisma.common.outbox.models import Mail
from matching.consultations.enums import ReportReason, Side
from matching.consultations.errors import TooMuch
from matching.consultations.people.safety import report
from matching.reviews.enums import ReviewState, VisitProof
from matching.reviews.errors import EditOver, NotOpenYet, ReviewGone
from matching.reviews.models import Review, ReviewInvitation, ReviewReply
from matching.reviews.services.inviting import confirm_visit, invite, invite_all
from matching.reviews.services.writing import take_back, write_review
from matching.reviews.signals import Traces
from tests.factories.consultations import make_agreed, make_asker
from tests.factories.reviews import (
    make_invitation,
    make_reply,
    make_review,
    make_visited,
    publish,
    remove,
    sent_back,
    written,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def write(invitation, now, **changed):
    given = {"by": [invitation.asker_id], "written": written(), "language": "en", "form_key": uuid4()}
    return write_review(invitation_id=invitation.pk, traces=Traces(), now=now, **{**given, **changed})


def invited_mails() -> int:
    return Mail.objects.filter(kind="visit_review_invited").count()


def test_everybody_who_went_is_asked_once(now):
    make_visited(now=now)
    make_visited(now=now, by=Side.CLINIC)

    invite_all(now=now)
    invite_all(now=now + DAY)

    assert ReviewInvitation.objects.count() == 2
    assert invited_mails() == 2


def test_the_invitation_says_nothing_of_what_for_or_where(now):
    request = make_visited(now=now)
    invite_all(now=now)

    letter = Mail.objects.get(kind="visit_review_invited").letter

    assert letter["subject"] == "How was your visit?"
    for word in (request.place.clinic_name, request.provider.last_name, "mesotherapy", "injection", "skin"):
        assert word.lower() not in (letter["subject"] + letter["text"]).lower()


def test_nobody_is_invited_for_a_request_without_a_visit(now):
    request = make_agreed(now=now)

    assert invite(request_id=request.pk, now=now + 30 * DAY) is None


def test_the_clinics_word_counts_after_seven_days_without_an_objection(now):
    invitation = make_invitation(now=now, by=Side.CLINIC)
    opens_at = invitation.opens_at

    with pytest.raises(NotOpenYet):
        write(invitation, opens_at - timedelta(minutes=1))

    assert invitation.proof == VisitProof.CLINIC
    assert opens_at == invitation.proved_at + 7 * DAY
    assert write(invitation, opens_at).state == ReviewState.WRITTEN


def test_a_press_behind_the_clinics_word_opens_it_at_once(now):
    invitation = make_invitation(now=now, by=Side.CLINIC)

    confirm_visit(invitation_id=invitation.pk, by=[invitation.asker_id], now=invitation.visited_at + 3 * DAY)

    assert write(invitation, invitation.visited_at + 3 * DAY).state == ReviewState.WRITTEN


def test_who_says_that_there_was_no_visit_cannot_review_it(now):
    invitation = make_invitation(now=now, by=Side.CLINIC)
    report(
        request_id=invitation.request_id,
        side=Side.PATIENT,
        by=[invitation.asker_id],
        reason=ReportReason.VISITED,
        words="I never went.",
        now=now,
    )

    with pytest.raises(NotOpenYet):
        write(invitation, invitation.opens_at + DAY)


@pytest.mark.parametrize("days", [1.9, 365.1])
def test_only_from_two_days_to_a_year_after_the_visit(now, days):
    invitation = make_invitation(now=now)

    with pytest.raises(NotOpenYet):
        write(invitation, invitation.visited_at + days * DAY)


def test_the_database_takes_no_review_outside_of_its_days(now):
    review = make_review(now=now)
    invitation = make_invitation(now=now)
    for name in ("pk", "id"):
        setattr(review, name, None)
    review.invitation, review.form_key = invitation, uuid4()
    review.provider, review.place, review.visited_at = invitation.provider, invitation.place, invitation.visited_at
    review.written_at = review.edited_at = invitation.ends_at

    with pytest.raises(IntegrityError, match="one visit that took place"), transaction.atomic():
        review.save(force_insert=True)


def test_the_database_takes_no_second_review_of_a_visit(now):
    review = make_review(now=now)
    review.pk, review.form_key = None, uuid4()

    with pytest.raises(IntegrityError, match="invitation_id"), transaction.atomic():
        review.save(force_insert=True)


def test_a_double_click_is_one_review(now):
    invitation, key = make_invitation(now=now), uuid4()

    first = write(invitation, now, form_key=key)
    second = write(invitation, now, form_key=key, written=written(1))

    assert first.pk == second.pk
    assert Review.objects.get().listened == first.listened


def test_ten_a_day_are_enough(now):
    invitation = make_invitation(now=now)
    for _each in range(10):
        write(invitation, now)

    with pytest.raises(TooMuch):
        write(invitation, now)


def test_somebody_else_cannot_write_it(now):
    invitation = make_invitation(now=now)

    with pytest.raises(ReviewGone):
        write(invitation, now, by=[make_asker(now=now).pk])


def test_a_changed_one_is_read_again_and_its_answer_from_the_clinic_goes(now):
    review = publish(make_review(now=now), now=now)
    make_reply(review, now=now)

    write(review.invitation, now + DAY, written=written(2, words="It was colder than I had thought at first."))

    review.refresh_from_db()
    assert (review.state, review.listened) == (ReviewState.WRITTEN, 2)
    assert not ReviewReply.objects.exists()


def test_it_can_be_changed_for_thirty_days(now):
    review = make_review(now=now)

    write(review.invitation, now + 30 * DAY)
    with pytest.raises(EditOver):
        write(review.invitation, now + 30 * DAY + timedelta(seconds=1))


def test_sent_back_it_can_be_changed_for_thirty_days_more(now):
    review = make_review(now=now)
    sent_back(review, now=now + 29 * DAY)

    assert write(review.invitation, now + 50 * DAY).pk == review.pk


def test_a_removed_one_is_not_written_anew(now):
    review = remove(make_review(now=now), now=now)

    with pytest.raises(EditOver):
        write(review.invitation, now)


def test_taken_back_nothing_is_left_of_what_was_written(now):
    review = publish(make_review(now=now, paid=180), now=now)

    take_back(review_id=review.pk, by=[review.invitation.asker_id], now=now)

    review.refresh_from_db()
    assert review.state == ReviewState.WITHDRAWN
    assert (review.words, review.paid, review.sessions, review.answers) == (None, None, None, ())


def test_nobody_else_takes_it_back(now):
    review = make_review(now=now)

    with pytest.raises(ReviewGone):
        take_back(review_id=review.pk, by=[make_asker(now=now).pk], now=now)


def test_moves_only_grow(now):
    review = make_review(now=now)

    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_reviewmove SET reason = 'no_names' WHERE review_id = %s", [review.pk])


def test_the_words_are_not_readable_in_the_database(now):
    review = make_review(now=now, words="A planted sentence of twenty letters.")

    with connection.cursor() as cursor:
        cursor.execute("SELECT words::text FROM reviews_review WHERE id = %s", [review.pk])
        (stored,) = cursor.fetchone()
    assert "planted" not in stored


def test_the_desk_is_told_that_something_waits(now, django_user_model):
    from django.contrib.auth.models import Group

    from caarisma.accounts.roles import load_roles

    load_roles()
    user = django_user_model.objects.create_user("moderator@example.com", is_staff=True)
    user.groups.add(Group.objects.get(name="moderator"))

    make_review(now=now)

    assert Mail.objects.get(kind="review_waits").recipient == "moderator@example.com"

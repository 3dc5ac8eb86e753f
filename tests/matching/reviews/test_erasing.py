"""What goes with a person, and what stays without them."""

from datetime import timedelta

import pytest

from matching.consultations.people.erasing import erase_askers
from matching.reviews.enums import ReviewState
from matching.reviews.models import Review, ReviewInvitation
from matching.reviews.selectors import place_reviews
from matching.reviews.services.erasing import erase_reviews, forget_authors
from matching.reviews.services.objecting import object_to_removal
from tests.factories.reviews import make_invitation, make_review, publish, remove, sent_back

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=366)


def erase(asker_id, now) -> int:
    stay = erase_reviews(asker_ids=[asker_id], now=now)
    erase_askers(asker_ids=[asker_id], browser="", now=now)
    return stay


def test_what_is_on_a_page_stays_and_is_nobodys(now):
    review = publish(make_review(now=now, words="A sentence that others read by now."), now=now)

    assert erase(review.invitation.asker_id, now) == 1

    review.refresh_from_db()
    assert (review.state, review.invitation, review.session_hash) == (ReviewState.PUBLISHED, None, "")
    assert place_reviews(review.place).reviews[0].words == "A sentence that others read by now."


@pytest.mark.parametrize("brought", [lambda review, now: review, lambda review, now: sent_back(review, now=now)])
def test_what_nobody_has_read_yet_is_deleted(now, brought):
    review = brought(make_review(now=now), now)

    assert erase(review.invitation.asker_id, now) == 0
    assert not Review.objects.exists()


def test_a_removed_one_loses_its_words_and_is_still_counted(now):
    review = remove(make_review(now=now), now=now)
    object_to_removal(review_id=review.pk, by=[review.invitation.asker_id], words="No slur.", now=now)

    erase(review.invitation.asker_id, now)

    review.refresh_from_db()
    assert (review.state, review.words, review.objections.count()) == (ReviewState.REMOVED, None, 0)


def test_an_invitation_goes_with_its_asker(now):
    invitation = make_invitation(now=now)

    erase(invitation.asker_id, now)

    assert not ReviewInvitation.objects.exists()


def test_a_year_after_the_visit_nobody_knows_who_wrote(now):
    review = publish(make_review(now=now), now=now)

    assert forget_authors(now=review.visited_at + timedelta(days=364)) == 0
    assert forget_authors(now=review.visited_at + YEAR) == 1

    review.refresh_from_db()
    assert review.invitation is None
    assert review.state == ReviewState.PUBLISHED


def test_what_waits_keeps_its_author_until_it_is_decided(now):
    review = make_review(now=now)

    assert forget_authors(now=review.visited_at + YEAR) == 0
    publish(review, now=review.visited_at + YEAR)
    assert forget_authors(now=review.visited_at + YEAR) == 1

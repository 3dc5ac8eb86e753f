"""Reviews at the desk: the queue, ticks before stars, decisions by two, answers of clinics, reports."""

import pytest
from django.urls import reverse

from caarisma.accounts.models import AuditEvent
from matching.reviews.enums import ReplyState, ReviewState, Rule, Settled
from matching.reviews.models import ReviewReply, ReviewReport
from matching.reviews.services.deciding import propose_removal
from matching.reviews.services.objecting import object_to_removal
from providers.desk.access import REPORTS, REVIEWS
from tests.factories.reviews import make_reply, make_review, make_review_report, moderator, publish, remove, tick

pytestmark = pytest.mark.django_db
WORDS = "Their planted words, twenty letters and more."
STARS = "Yes, fully"


def url(name, number):
    return reverse(f"moderation:{name}", args=[number])


def ticks(review, *broken):
    kept = {rule.value: "broken" if rule in broken else "kept" for rule in Rule}
    return {**kept, "seen": review.text_n}


@pytest.fixture
def review(clock):
    return make_review(now=clock, words=WORDS)


def test_all_that_waits_about_reviews_is_in_the_one_queue(client, sign_in_as, clock):
    sign_in_as(REPORTS, REVIEWS)
    make_review(now=clock)
    make_reply(publish(make_review(now=clock), now=clock), now=clock)
    make_review_report(publish(make_review(now=clock), now=clock), now=clock)
    gone = remove(make_review(now=clock), now=clock)
    object_to_removal(review_id=gone.pk, by=[gone.invitation.asker_id], words="x", now=clock)

    page = client.get(reverse("moderation:reports")).content.decode()
    front = client.get(reverse("admin:index")).content.decode()

    for what in ("Review, to read", "Answer to a review", "Report about a review", "Objection to a removal"):
        assert what in page
    assert "<b>4</b> reports to decide" in front


def test_stars_come_after_the_ticks(client, sign_in_as, review):
    sign_in_as(REVIEWS)
    page = client.get(url("review", review.pk)).content.decode()
    assert WORDS in page
    assert STARS not in page

    client.post(url("review", review.pk), ticks(review))

    assert STARS in client.get(url("review", review.pk)).content.decode()


def test_each_rule_has_to_be_answered(client, sign_in_as, review):
    sign_in_as(REVIEWS)
    some = ticks(review)
    del some[Rule.NOT_SOLD.value]

    answer = client.post(url("review", review.pk), some)

    assert answer.status_code == 422
    assert "Answer each rule." in answer.content.decode()
    assert not review.looks.exists()


def test_published_with_every_rule_kept(client, sign_in_as, review):
    sign_in_as(REVIEWS)
    client.post(url("review", review.pk), ticks(review))

    client.post(url("review_decide", review.pk), {"choice": "publish"})

    review.refresh_from_db()
    assert review.state == ReviewState.PUBLISHED


def test_with_every_rule_kept_the_page_offers_to_publish_alone(client, sign_in_as, review):
    sign_in_as(REVIEWS)
    client.post(url("review", review.pk), ticks(review))

    answer = client.post(url("review_decide", review.pk), {"choice": "remove", "rule": Rule.NO_NAMES.value})

    assert answer.status_code == 422
    review.refresh_from_db()
    assert review.removing_by is None


def test_removed_by_two(client, sign_in_as, review, clock):
    first = moderator()
    tick(review, first, Rule.NO_THREATS, now=clock)
    propose_removal(review_id=review.pk, rule=Rule.NO_THREATS, by=first, now=clock)
    sign_in_as(REVIEWS)
    client.post(url("review", review.pk), ticks(review, Rule.NO_THREATS))
    assert "I agree: remove it" in client.get(url("review", review.pk)).content.decode()

    client.post(url("review_agree", review.pk))

    review.refresh_from_db()
    assert review.state == ReviewState.REMOVED


def test_a_colleagues_proposal_is_not_replaced_unseen(client, sign_in_as, review, clock):
    first, user = moderator(), sign_in_as(REVIEWS)
    client.post(url("review", review.pk), ticks(review, Rule.NO_NAMES))
    tick(review, first, Rule.NO_THREATS, now=clock)
    propose_removal(review_id=review.pk, rule=Rule.NO_THREATS, by=first, now=clock)
    mine = {"choice": "remove", "rule": Rule.NO_NAMES.value}

    late = client.post(url("review_decide", review.pk), mine)

    assert late.status_code == 409
    said = late.content.decode()
    assert "Somebody was quicker" in said
    assert f'name="instead_of" value="{first.pk}"' in said
    client.post(url("review_decide", review.pk), {**mine, "instead_of": first.pk})
    review.refresh_from_db()
    assert (review.removing_by, review.removing_for) == (user, Rule.NO_NAMES)


def test_the_first_of_two_cannot_agree(client, sign_in_as, review):
    sign_in_as(REVIEWS)
    client.post(url("review", review.pk), ticks(review, Rule.NO_THREATS))
    client.post(url("review_decide", review.pk), {"choice": "remove", "rule": Rule.NO_THREATS.value})

    client.post(url("review_agree", review.pk))

    review.refresh_from_db()
    assert review.state == ReviewState.WRITTEN


def test_a_third_person_settles_an_objection(client, sign_in_as, review, clock):
    remove(review, now=clock)
    object_to_removal(review_id=review.pk, by=[review.invitation.asker_id], words="No slur.", now=clock)
    sign_in_as(REVIEWS)
    client.post(url("review", review.pk), ticks(review))
    assert "No slur." in client.get(url("review", review.pk)).content.decode()

    client.post(url("review_objection", review.pk), {"choice": "upheld", "words": "There is none."})

    review.refresh_from_db()
    assert review.state == ReviewState.PUBLISHED


def test_who_has_a_stake_reads_nothing_and_decides_nothing(client, sign_in_as, review):
    user = sign_in_as(REVIEWS)
    review.provider.user = user
    review.provider.save()

    page = client.get(url("review", review.pk)).content.decode()
    answer = client.post(url("review", review.pk), ticks(review))

    assert WORDS not in page
    assert "a colleague has to read and decide" in page
    assert answer.status_code == 422
    assert not review.looks.exists()


def test_reading_is_written_down(client, sign_in_as, review):
    sign_in_as(REVIEWS)
    client.get(url("review", review.pk))

    event = AuditEvent.objects.get(verb="read review")
    assert event.about == f"reviews.review {review.pk}"


@pytest.mark.parametrize(("choice", "state"), [("publish", ReplyState.PUBLISHED), ("confirms", ReplyState.REFUSED)])
def test_an_answer_of_the_clinic_is_read_by_a_person(client, sign_in_as, review, clock, choice, state):
    reply = make_reply(publish(review, now=clock), now=clock)
    sign_in_as(REVIEWS)
    assert "Thank you. Please call us." in client.get(url("review_reply", reply.pk)).content.decode()

    client.post(url("review_reply", reply.pk), {"choice": choice})

    assert ReviewReply.objects.get().state == state


def test_a_report_is_settled_with_a_reason_for_colleagues(client, sign_in_as, review, clock):
    report = make_review_report(publish(review, now=clock), now=clock)
    sign_in_as(REVIEWS)
    assert "It names our nurse." in client.get(url("review_report", report.pk)).content.decode()
    assert client.post(url("review_report", report.pk), {"choice": "dismissed", "words": ""}).status_code == 422

    client.post(url("review_report", report.pk), {"choice": "dismissed", "words": "No name is in it."})

    assert ReviewReport.objects.get().state == Settled.DISMISSED


def test_others_of_the_staff_see_none_of_it(client, sign_in_as, review):
    sign_in_as(REPORTS)

    assert client.get(url("review", review.pk)).status_code == 403

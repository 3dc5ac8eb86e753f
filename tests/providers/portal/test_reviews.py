"""The clinic reads its reviews, answers once and reports what breaks the rules."""

import pytest
from django.urls import reverse

from matching.reviews.enums import ReplyFault
from matching.reviews.models import ReviewReply, ReviewReport
from matching.reviews.rules.replies import NEUTRAL
from matching.reviews.services.replying import settle_reply
from matching.reviews.signals import Traces
from tests.factories.consultations import make_asker, make_clinic
from tests.factories.reviews import AGO, make_review, moderator, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(now):
    return make_clinic(now=now - 2 * AGO)


@pytest.fixture
def review(client, place, now):
    client.force_login(place.provider.user)
    return publish(make_review(place, now=now, words="A planted sentence about a calm room."), now=now)


def url(name, *args):
    return reverse(f"provider:{name}", args=args)


def test_what_is_on_the_page_is_in_the_list(client, review):
    page = client.get(url("reviews")).content.decode()

    assert "A planted sentence about a calm room." in page
    assert "1 review has no answer of yours." in client.get(url("home")).content.decode()


def test_of_a_held_one_only_the_number_is_told(client, review, place, now):
    traces = Traces(account=place.provider.user)
    make_review(place, now=now, asker=make_asker(now=now), traces=traces, words="A second planted text, nobody read.")

    page = client.get(url("reviews")).content.decode()

    assert "1 review is being looked at." in page
    assert "second planted text" not in page


def test_a_refused_answer_keeps_what_was_typed(client, review):
    answer = client.post(url("review_reply", review.pk), {"text": "Our records say that you came late."})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Leave it out." in page
    assert "Our records say that you came late." in page
    assert not ReviewReply.objects.exists()


def test_a_neutral_text_is_put_into_the_box_and_sent(client, review):
    page = client.post(url("review_reply", review.pk), {"text": "", "neutral": "1"}).content.decode()
    assert f">\n{NEUTRAL[1]}</textarea>" in page

    client.post(url("review_reply", review.pk), {"text": str(NEUTRAL[1])})

    assert ReviewReply.objects.get().text == str(NEUTRAL[1])


def test_an_answer_that_came_back_says_why_and_can_be_sent_once_more(client, review, now):
    client.post(url("review_reply", review.pk), {"text": "Please call us."})
    settle_reply(reply_id=ReviewReply.objects.get().pk, fault=ReplyFault.CONFIRMS, by=moderator(), now=now)

    assert str(ReplyFault.CONFIRMS.label) in client.get(url("reviews")).content.decode()
    client.post(url("review_reply", review.pk), {"text": "Please write to us."})
    assert ReviewReply.objects.get().text == "Please write to us."


def test_a_report_needs_a_reason_and_that_it_is_bad_is_none(client, review):
    answer = client.post(url("review_report", review.pk), {"reason": "", "words": "It is bad."})
    assert answer.status_code == 422
    assert "That it is bad is no reason." in answer.content.decode()

    client.post(url("review_report", review.pk), {"reason": "names", "words": "Our nurse."})
    assert ReviewReport.objects.get().reason == "names"


def test_a_review_of_another_clinic_is_not_there(client, review, now):
    other = publish(make_review(now=now), now=now)

    for name in ("review_reply", "review_report"):
        assert client.get(url(name, other.pk)).status_code == 404

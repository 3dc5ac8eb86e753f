"""One public answer. It cannot confirm that somebody was a patient: a rule refuses, then a person reads."""

import pytest

from caarisma.common.errors import UserFacingError
from matching.consultations.errors import TextRefused
from matching.reviews.enums import ReplyFault, ReplyState
from matching.reviews.errors import ReplySent, ReviewGone
from matching.reviews.models import ReviewReply
from matching.reviews.rules.replies import NEUTRAL, clean_reply
from matching.reviews.selectors import place_reviews
from matching.reviews.services.replying import reply_to, settle_reply
from tests.factories.reviews import make_invitation, make_reply, make_review, moderator, publish

OURS = ["Lakeshore Skin Clinic", "Oakland", "Amara", "Osei", "MD"]


@pytest.mark.parametrize("text", [str(text) for text in NEUTRAL])
def test_the_three_texts_pass_as_they_are(text):
    assert clean_reply(text, ours=OURS) == text


@pytest.mark.parametrize(
    "text",
    [
        "Dr Osei and the team of Lakeshore Skin Clinic read this. Please call us in Oakland.",
        "We cannot say who comes to us. How we set prices stands on our page.",
        "Gracias por escribir. Llámenos para hablar en privado.",
    ],
)
def test_what_says_nothing_of_anybody_passes(text):
    assert clean_reply(text, ours=OURS) == text


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for coming, Maria.",
        "Dear Maria, please call us.",
        "Hello maria, your nurse Joan says hi.",
        "We are glad that you came.",
        "YOU CAME late and left early.",
        "Your visit was on time.",
        "We saw you twice.",
        "Our records say something else.",
        "There is no record of this.",
        "This person was never a patient.",
        "As our patient you know the rules.",
        "The injection was right.",
        "It was three sessions.",
        "Your treatment went well.",
        "Mesotherapy bruises. We said so.",
        "It was on December 8.",
        "It was yesterday.",
        "You owe us $200.",
        "Call us and we give a discount.",
        "Please change your review.",
        "Usted vino el martes.",
        "Según su expediente, no.",
    ],
)
def test_what_confirms_names_or_dates_is_refused(text):
    with pytest.raises(TextRefused):
        clean_reply(text, ours=OURS)


def test_the_refusal_names_the_word():
    with pytest.raises(TextRefused, match="“our records”"):
        clean_reply("Our records are clear.", ours=OURS)


def test_a_first_name_that_the_clinic_knows_is_refused_in_small_letters(now):
    with pytest.raises(TextRefused):
        clean_reply("we wish ana well", ours=OURS, theirs=["Ana"])


@pytest.mark.django_db
class TestWithReviews:
    def test_the_name_that_came_with_the_request_is_refused(self, now):
        invitation = make_invitation(now=now, first_name="Rosalind")
        review = publish(make_review(now=now, invitation=invitation), now=now)

        with pytest.raises(TextRefused, match="Rosalind"):
            make_reply(review, now=now, text="all the best, rosalind")

    def test_nobody_reads_it_before_our_staff_did(self, now):
        review = publish(make_review(now=now), now=now)
        reply = make_reply(review, now=now)
        assert place_reviews(review.place).reviews[0].reply == ""

        settle_reply(reply_id=reply.pk, fault=None, by=moderator(), now=now)

        assert place_reviews(review.place).reviews[0].reply == "Thank you. Please call us."

    def test_one_answer_is_all_there_is(self, now):
        reply = make_reply(publish(make_review(now=now), now=now), now=now)

        with pytest.raises(ReplySent):
            make_reply(reply.review, now=now)
        settle_reply(reply_id=reply.pk, fault=None, by=moderator(), now=now)
        with pytest.raises(ReplySent):
            make_reply(reply.review, now=now)

    def test_sent_back_it_is_written_once_more(self, now):
        reply = make_reply(publish(make_review(now=now), now=now), now=now)
        settle_reply(reply_id=reply.pk, fault=ReplyFault.CONFIRMS, by=moderator(), now=now)

        again = make_reply(reply.review, now=now, text="Please call us.")

        assert (again.pk, again.state, again.fault) == (reply.pk, ReplyState.WAITING, "")

    def test_nobody_answers_for_another_clinic(self, now):
        mine, others = (publish(make_review(now=now), now=now) for _each in range(2))

        with pytest.raises(ReviewGone):
            reply_to(review_id=others.pk, text="Please call us.", by=mine.provider.user, now=now)

    def test_nobody_answers_what_nobody_can_read(self, now):
        with pytest.raises(ReviewGone):
            make_reply(make_review(now=now), now=now)

    def test_who_has_a_stake_does_not_decide(self, now):
        reply = make_reply(publish(make_review(now=now), now=now), now=now)

        with pytest.raises(UserFacingError, match="A colleague has to do it"):
            settle_reply(reply_id=reply.pk, fault=None, by=reply.review.provider.user, now=now)
        assert ReviewReply.objects.get().state == ReplyState.WAITING

"""The author's pages: there for who holds the request, and for nobody else; a mistake loses nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.consultations.enums import HeldBy, Side
from matching.consultations.models import Hold
from matching.requests.holders import grant_hold
from matching.reviews.enums import ReviewState, Rule
from matching.reviews.models import Review
from matching.reviews.services.writing import write_review
from matching.reviews.signals import Traces
from tests.factories.consultations import make_agreed
from tests.factories.reviews import make_invitation, make_review, make_visited, publish, remove, sent_back, written
from tests.matching.requests.browsing import browser_of, hidden, hold

pytestmark = pytest.mark.django_db
WORDS = "It was calm, and they told me what would hurt."


def url(reference, name="review"):
    return reverse(f"matching_reviews:{name}", args=[reference])


def typed(**changed):
    answers = dict.fromkeys(("listened", "careful", "price_kept", "again"), "4")
    return {**answers, "words": WORDS, "sessions": "2", "paid": "180", "no_stake": "on", "form_key": uuid4(), **changed}


@pytest.fixture
def invitation(client, now):
    found = make_invitation(now=now)
    hold(client, found.request, now=now)
    return found


def test_the_page_of_the_request_leads_there(client, now, invitation):
    page = client.get(reverse("matching_consultations:thread", args=[invitation.reference])).content.decode()

    assert url(invitation.reference) in page


def test_it_is_written_and_waits(client, invitation):
    answer = client.post(url(invitation.reference), typed())

    assert answer.status_code == 303
    review = Review.objects.get()
    assert (review.words, review.answers, review.paid, review.sessions) == (WORDS, (4, 4, 4, 4), 180, 2)
    page = client.get(answer.url).content.decode()
    assert "We have your review" in page
    assert WORDS in page


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"listened": ""}, "Say if they listened to you."),
        ({"again": "6"}, "Say if you would go again."),
        ({"words": "Too short."}, "Write a little more: 10 letters are missing."),
        ({"words": "x" * 2001}, "too long"),
        ({"paid": "a lot"}, "Enter whole dollars, like 220."),
        ({"paid": "90000"}, "Enter at most $20,000."),
        ({"sessions": "0"}, "Enter 1 or more."),
        ({"no_stake": ""}, "Tick this if it is true."),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_is_lost(client, invitation, changed, told):
    answer = client.post(url(invitation.reference), typed(**changed))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert told in page
    assert (changed.get("words") or WORDS)[:40] in page
    assert not Review.objects.exists()


def test_strangers_and_the_clinic_find_nothing(client, now):
    invitation = make_invitation(now=now)
    assert client.get(url(invitation.reference)).status_code == 404

    client.force_login(invitation.provider.user)
    assert client.get(url(invitation.reference)).status_code == 404


def test_before_a_visit_there_is_nothing_to_review(client, now):
    request = make_agreed(now=now)
    hold(client, request, now=now)

    assert client.get(url(request.reference)).status_code == 404


def test_nobody_waits_for_the_chore_to_write(client, now):
    request = make_visited(now=now)
    hold(client, request, now=now)

    assert "Send my review" in client.get(url(request.reference)).content.decode()


def test_after_the_clinics_word_it_asks_first(client, now):
    invitation = make_invitation(now=now, ago=timedelta(days=7), by=Side.CLINIC)
    hold(client, invitation.request, now=now)

    page = client.get(url(invitation.reference)).content.decode()
    assert "The clinic says that you came. Did you?" in page

    client.post(url(invitation.reference, "went"))
    invitation.refresh_from_db()
    assert invitation.proof == "link"


def test_words_of_an_emergency_show_whom_to_call_and_stay(client, invitation):
    client.post(url(invitation.reference), typed(words="Since last night I can't breathe well. Nobody called."))

    assert "Call 911" in client.get(url(invitation.reference)).content.decode()
    assert Review.objects.get().urgent


def test_sent_back_it_comes_with_the_reason_and_all_that_was_written(client, now, invitation):
    client.post(url(invitation.reference), typed())
    sent_back(Review.objects.get(), now=timezone.now(), rule=Rule.NO_NAMES)

    page = client.get(url(invitation.reference)).content.decode()
    assert "It has a full name" in page
    assert WORDS in page

    client.post(url(invitation.reference), typed(words=f"{WORDS} Really.", note="I took it out."))
    review = Review.objects.get()
    assert (review.state, review.note) == (ReviewState.WRITTEN, "I took it out.")


def test_a_published_one_can_be_changed_from_its_page(client, now, invitation):
    client.post(url(invitation.reference), typed())
    publish(Review.objects.get(), now=timezone.now())

    page = client.get(f"{url(invitation.reference)}?change=1")
    assert WORDS in page.content.decode()
    client.post(url(invitation.reference), {**hidden(page), **typed(words=f"{WORDS} Once more.")})
    assert Review.objects.get().state == ReviewState.WRITTEN


def test_it_is_taken_back_by_one_press(client, now, invitation):
    client.post(url(invitation.reference), typed())

    assert "Take your review back?" in client.get(url(invitation.reference, "take_back")).content.decode()
    answer = client.post(url(invitation.reference, "take_back"), follow=True)
    assert "We deleted what you wrote." in answer.content.decode()


def test_the_author_of_a_removed_one_objects_on_its_page(client, now, invitation):
    client.post(url(invitation.reference), typed())
    remove(Review.objects.get(), now=timezone.now())
    page = client.get(url(invitation.reference)).content.decode()
    assert "Two people of our staff removed it" in page

    empty = client.post(url(invitation.reference, "object"), {"words": ""})
    assert empty.status_code == 422
    client.post(url(invitation.reference, "object"), {"words": "There is no slur in it."})

    assert "Another person looks at it" in client.get(url(invitation.reference)).content.decode()


def test_held_it_says_so_without_blame(client, now, invitation):
    given = {"by": [invitation.asker_id], "language": "en", "form_key": uuid4(), "now": now}
    account = invitation.provider.user
    text = written(paid=9000, words=WORDS)
    write_review(invitation_id=invitation.pk, written=text, traces=Traces(account=account), **given)

    page = client.get(url(invitation.reference)).content.decode()
    assert "That is not about what you said." in page
    for word in ("suspicious", "fraud", "account or a browser"):
        assert word not in page


def test_a_device_that_has_not_proved_lately_reads_and_changes_nothing(client, now):
    review = make_review(now=now, words=WORDS)
    session = client.session
    browser = browser_of(session)
    session.save()
    client.cookies["sessionid"] = session.session_key
    grant_hold(review.invitation.asker, browser, by=HeldBy.PRESS, proves=False, now=now)
    assert Hold.objects.get(session_hash=browser).proved_at is None

    page = client.get(url(review.invitation.reference)).content.decode()
    client.post(url(review.invitation.reference), typed(words="Somebody else wrote this text here."))

    review.refresh_from_db()
    assert WORDS not in page
    assert review.words == WORDS

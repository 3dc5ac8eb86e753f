"""Each signal is seen where it is there and not where it is not; two hold a review, one does not; none is a verdict."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection

from matching.consultations.enums import HeldBy, ReportReason, Side
from matching.consultations.people.safety import report
from matching.consultations.services.answering import TypedTime, book_named_time
from matching.consultations.services.drafting import Wish
from matching.consultations.services.visiting import say_visited
from matching.requests.holders import grant_hold
from matching.reviews.enums import ReviewState, Signal
from matching.reviews.models import Review
from matching.reviews.rules.alike import likeness, plain_mailbox
from matching.reviews.services.inviting import invite
from matching.reviews.signals import Traces
from tests.factories.consultations import at_clinic, make_asker, make_clinic, make_request
from tests.factories.providers import make_user
from tests.factories.reviews import AGO, make_invitation, make_review, publish

pytestmark = pytest.mark.django_db
CLINIC_NETWORK = "203.0.113.7"


def place_of(now):
    return make_clinic(now=now - 3 * AGO)


def test_an_ordinary_review_has_none(now):
    assert make_review(now=now, stars=[5, 4, 5, 3]).signals == []


def test_an_account_of_the_team(now):
    place = place_of(now)

    assert Signal.TEAM in make_review(place, now=now, traces=Traces(account=place.provider.user)).signals


def test_a_browser_that_holds_what_the_team_asked(now):
    place = place_of(now)
    grant_hold(make_asker(now=now, user=place.provider.user), "b" * 64, by=HeldBy.PRESS, proves=True, now=now)

    assert Signal.TEAM in make_review(place, now=now, traces=Traces(browser="b" * 64)).signals


def test_the_address_of_the_team_with_a_dot_and_a_tag(now):
    place = place_of(now)
    place.provider.user.email = "anna.vane@example.com"
    place.provider.user.save()
    asker = make_asker(now=now, email="a.n.n.avane+two@example.com", user=make_user())

    assert Signal.SAME_ADDRESS in make_review(place, now=now, asker=asker).signals


def test_the_address_of_another_reviewer(now):
    place = place_of(now)
    make_review(place, now=now, asker=make_asker(now=now, email="jo@example.com", user=make_user()))
    asker = make_asker(now=now, email="jo+b@example.com", user=make_user())

    assert Signal.SAME_ADDRESS in make_review(place, now=now, asker=asker).signals


def test_the_browser_of_another_reviewer_of_this_clinic_and_of_no_other(now):
    place, traces = place_of(now), Traces(browser="c" * 64)
    make_review(place, now=now, traces=traces)

    assert Signal.SAME_BROWSER in make_review(place, now=now, traces=traces).signals
    assert Signal.SAME_BROWSER not in make_review(now=now, traces=traces).signals


@pytest.mark.parametrize(
    ("address", "same"),
    [("203.0.113.200", True), ("203.0.114.7", False), ("2001:db8::1", False), ("not an address", False), ("", False)],
)
def test_the_network_of_the_portal(now, address, same):
    place = place_of(now)
    UserSession.objects.create(user=place.provider.user, ip=CLINIC_NETWORK, session_key="x", user_agent="x")
    UserSession.objects.update(last_seen_at=now - timedelta(days=29))

    assert (Signal.SAME_NETWORK in make_review(place, now=now, traces=Traces(network=address)).signals) == same


def test_a_network_of_more_than_thirty_days_ago_is_forgotten(now):
    place = place_of(now)
    UserSession.objects.create(user=place.provider.user, ip=CLINIC_NETWORK, session_key="x", user_agent="x")
    UserSession.objects.update(last_seen_at=now - timedelta(days=31))

    review = make_review(place, now=now, traces=Traces(network=CLINIC_NETWORK))
    assert Signal.SAME_NETWORK not in review.signals


def test_no_network_address_is_stored_with_a_review(now):
    make_review(now=now, traces=Traces(network="198.51.100.23"))

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(r)::text FROM reviews_review r")
        (row,) = cursor.fetchone()
    assert "198.51.100" not in row


@pytest.mark.parametrize(
    ("by", "days", "quick"), [(Side.CLINIC, 1, True), (Side.CLINIC, 3, False), (Side.PATIENT, 1, False)]
)
def test_over_at_once_by_the_clinics_word(now, by, days, quick):
    invitation = make_invitation(now=now, by=by, in_days=days)

    review = make_review(now=invitation.opens_at, invitation=invitation)

    assert (Signal.QUICK in review.signals) == quick


@pytest.mark.parametrize(("stars", "only"), [(5, True), ([5, 5, 4, 5], False)])
def test_all_fives_of_a_request_that_the_clinic_alone_moved(now, stars, only):
    sent = now - AGO
    place = make_clinic(now=sent)
    day = at_clinic(sent, days=3).day
    request = make_request(place, now=sent, any_time=False, book_for_me=True, times=[Wish(day, at=time(14))])
    given = {"request_id": request.pk, "by": place.provider.user, "seen": request.n, "form_key": uuid4(), "now": sent}
    visit = book_named_time(time_=TypedTime(day, time(14)), **given).visit
    said = {"side": Side.CLINIC, "by": [place.provider.user_id], "form_key": uuid4()}
    say_visited(request_id=request.pk, **said, now=visit.ends)
    invitation = invite(request_id=request.pk, now=now)

    review = make_review(now=invitation.opens_at, invitation=invitation, stars=stars)

    assert (Signal.ONLY_CLINIC in review.signals) == only


def test_the_fourth_of_a_day(now):
    place = place_of(now)
    before = [make_review(place, now=now) for _each in range(3)]

    assert Signal.BURST not in before[-1].signals
    assert Signal.BURST in make_review(place, now=now).signals


def test_words_much_like_anothers(now):
    words = "The best clinic that I ever went to, everybody should go there."
    make_review(now=now, words=words)

    assert Signal.ALIKE in make_review(now=now, words=words.replace("everybody", "everyone").upper()).signals


def test_who_did_nothing_else_here(now):
    assert Signal.NO_TRACE in make_review(now=now, asker=make_asker(now=now)).signals


@pytest.mark.parametrize(("paid", "odd"), [(None, False), (0, False), (180, False), (15, True), (4000, True)])
def test_a_price_far_from_the_list(now, paid, odd):
    place = place_of(now)
    place.offerings.update(price_per_session=180)

    assert (Signal.ODD_PRICE in make_review(place, now=now, paid=paid).signals) == odd


def test_a_dispute_about_the_visit(now):
    invitation = make_invitation(now=now)
    user = invitation.provider.user
    told = {"reason": ReportReason.VISITED, "words": "Nobody came.", "side": Side.CLINIC, "by": [user.pk]}
    report(request_id=invitation.request_id, **told, by_user=user, now=now)

    assert Signal.DISPUTED in make_review(now=now, invitation=invitation).signals


def test_one_signal_holds_nothing_and_two_do(now):
    place = place_of(now)
    one = make_review(place, now=now, asker=make_asker(now=now))
    two = make_review(place, now=now, asker=make_asker(now=now), traces=Traces(account=place.provider.user))

    assert (one.state, two.state) == (ReviewState.WRITTEN, ReviewState.HELD)


def test_what_is_held_can_be_published_like_any_other(now):
    place = place_of(now)
    held = make_review(place, now=now, asker=make_asker(now=now), traces=Traces(account=place.provider.user))

    assert publish(held, now=now).state == ReviewState.PUBLISHED


def test_likeness_has_both_ends():
    assert likeness("Calm and clean.", "calm, CLEAN and") == 1.0
    assert likeness("Calm and clean.", "xyz") == 0.0
    assert likeness("", "") == 0.0


@pytest.mark.parametrize("address", ["a.na+x@Example.com", " ANA@example.com "])
def test_two_ways_to_write_one_mailbox(address):
    assert plain_mailbox(address) == "ana@example.com"


def test_signals_are_forgotten_with_who_wrote(now):
    from matching.reviews.services.erasing import forget_authors

    review = publish(make_review(now=now, asker=make_asker(now=now)), now=now)
    forget_authors(now=review.visited_at + timedelta(days=366))

    assert Review.objects.get().signals == []

"""Reviews on the page of a place, and the numbers of the policy."""

from datetime import timedelta

import pytest
from django.urls import reverse

from matching.numbers.rules.months import month_of
from matching.numbers.services.freezing import FREEZES_AFTER, freeze_months
from matching.numbers.services.stocktaking import take_stock
from matching.reviews.services.writing import take_back
from tests.factories.consultations import make_clinic
from tests.factories.reviews import AGO, TEXTS, make_review, publish, remove

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(now):
    return make_clinic(now=now - 3 * AGO, clinic_name="Harbor Skin")


def page_of(client, place, **query) -> str:
    return client.get(place.address_on_site(place.provider.slug), query).content.decode()


def fill(place, now, stars):
    for number, each in enumerate(stars):
        at = now + timedelta(hours=12 * number)
        publish(make_review(place, now=at, stars=each, words=f"{number}. {TEXTS[number % len(TEXTS)]}"), now=at)


def test_without_reviews_it_says_so(client, place):
    assert "Nobody has written about a visit here yet." in page_of(client, place)


def test_below_five_there_are_texts_and_no_number(client, place, now):
    fill(place, now, [5, 1, 5, 5])

    page = page_of(client, place)
    assert "4 people wrote. From five on we show a number, too." in page
    assert "It could be" not in page


def test_from_five_on_the_number_comes_with_how_far_it_could_be_off(client, place, now):
    fill(place, now, [5] * 5)

    assert "4.6 from 5 visits. It could be 4.2 to 5.0." in page_of(client, place)


def test_newest_first_good_and_bad_alike_ten_on_a_page(client, place, now):
    fill(place, now, [5, 1] * 6)

    first, second = page_of(client, place), page_of(client, place, page=2)
    order = [first.index(f"{number}. {TEXTS[number % len(TEXTS)][:9]}") for number in range(11, 1, -1)]
    assert order == sorted(order)
    assert f"1. {TEXTS[1][:9]}" in second


def test_who_wrote_is_nowhere(client, place, now):
    review = publish(make_review(place, now=now), now=now)

    page = page_of(client, place)
    assert review.invitation.reference not in page
    assert str(review.invitation.asker.email) not in page


@pytest.mark.parametrize(
    "hidden",
    [
        lambda review, now: None,
        lambda review, now: remove(review, now=now),
        lambda review, now: take_back(review_id=review.pk, by=[review.invitation.asker_id], now=now),
    ],
)
def test_what_is_not_published_is_not_shown(client, place, now, hidden):
    review = make_review(place, now=now, words="A planted sentence of some letters.")
    hidden(review, now)

    assert "A planted sentence" not in page_of(client, place)


def test_markup_that_somebody_typed_is_text(client, place, now):
    publish(make_review(place, now=now, words="<script>alert(1)</script> and a few more words"), now=now)

    assert "<script>alert(1)" not in page_of(client, place)


def test_the_policy_counts_by_the_month_and_hides_small_counts(client, place, now):
    fill(place, now - timedelta(days=2), [5, 4])
    take_stock(now=month_of(now).ends)
    freeze_months(now=month_of(now).ends + FREEZES_AFTER)
    page = client.get(reverse("pages:reviews_policy")).content.decode()

    assert "Counted by the month" in page
    assert ">hidden<" in page
    assert "There are no reviews on this site yet" not in page

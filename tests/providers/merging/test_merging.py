"""What stands here twice is found by a machine, proposed by one and merged by another; nothing skips the desk."""

from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from caarisma.common.errors import UserFacingError
from providers.desk.access import READ, SECOND, WORK
from providers.merging.finding import pairs
from providers.merging.models import Merge
from providers.merging.services import answer_merge, propose_merge
from providers.screening.models import ProposedChange
from tests.factories.providers import (
    make_exclusion,
    make_listed_location,
    make_location,
    make_offering,
    make_provider,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def two():
    """One person with two records; the newer one has the account and another clinic."""
    name = {"first_name": "Kelly", "last_name": "Weber", "birth_year": 1980}
    keep, drop = make_provider(**name), make_provider(user=make_user(), **name)
    make_provider(**{**name, "birth_year": 1981})
    make_location(keep, line1="1 Pier Way")
    make_location(drop, line1="1 pier way")
    return SimpleNamespace(keep=keep, drop=drop, other=make_location(drop, line1="2 Hill Road"))


@pytest.fixture
def staff():
    return make_user("first-of-two@example.com", is_staff=True), make_user("ben@example.com", is_staff=True)


def test_pairs_are_found_once_and_not_when_they_were_decided(two, staff, now):
    place = make_location(two.keep, line1="1 PIER WAY")

    found = {(pair.kind, pair.first.pk, pair.other.pk) for pair in pairs()}

    twin = two.keep.locations.order_by("pk").first()
    assert found == {("person", two.keep.pk, two.drop.pk), ("place", twin.pk, place.pk)}
    merge = propose_merge(kind="person", keep_id=two.keep.pk, drop_id=two.drop.pk, words="x", by=staff[0], now=now)
    answer_merge(merge_id=merge.pk, grant=False, words="Twins.", by=staff[1], now=now)
    assert {pair.kind for pair in pairs()} == {"place"}


def test_two_merge_a_person_and_the_clinic_waits_for_the_desk(two, staff, now):
    ana, ben = staff
    make_listed_location(now=now, provider=two.keep, line1="3 Elm Row")
    account = two.drop.user
    merge = propose_merge(kind="person", keep_id=two.keep.pk, drop_id=two.drop.pk, words="Same.", by=ana, now=now)
    with pytest.raises(UserFacingError, match="You proposed this"):
        answer_merge(merge_id=merge.pk, grant=True, words="x", by=ana, now=now)
    answer_merge(merge_id=merge.pk, grant=True, words="I called her.", by=ben, now=now)
    with pytest.raises(UserFacingError, match="decided this already"):
        answer_merge(merge_id=merge.pk, grant=False, words="x", by=ben, now=now)

    two.keep.refresh_from_db()
    two.drop.refresh_from_db()
    two.other.refresh_from_db()
    assert (two.keep.user, two.drop.user) == (account, None)
    assert not two.drop.locations.filter(is_active=True).exists()
    assert (two.other.provider, two.other.is_active) == (two.keep, False)
    assert ProposedChange.objects.open().get().values == {"location": two.other.pk}
    assert two.keep.screening_cases.open().get().kind == "change"


def test_who_was_never_approved_keeps_the_clinic_of_the_other_record(two, staff, now):
    merge = propose_merge(kind="person", keep_id=two.keep.pk, drop_id=two.drop.pk, words="Same.", by=staff[0], now=now)
    answer_merge(merge_id=merge.pk, grant=True, words="I called her.", by=staff[1], now=now)

    two.other.refresh_from_db()
    assert (two.other.provider, two.other.is_active) == (two.keep, True)
    assert two.keep.screening_cases.get().kind == "new"


def test_two_places_become_one_with_the_treatments_of_both(staff, now):
    keep = make_location()
    drop = make_location(keep.provider)
    offering = make_offering(drop)
    merge = propose_merge(kind="place", keep_id=keep.pk, drop_id=drop.pk, words="Same.", by=staff[0], now=now)
    answer_merge(merge_id=merge.pk, grant=True, words="Yes.", by=staff[1], now=now)

    drop.refresh_from_db()
    offering.refresh_from_db()
    assert (offering.location, drop.is_active) == (keep, False)


def test_what_is_open_is_settled_first(two, staff, now):
    make_exclusion(two.drop, now=now)

    with pytest.raises(UserFacingError, match="Settle the hold or the match"):
        propose_merge(kind="person", keep_id=two.keep.pk, drop_id=two.drop.pk, words="x", by=staff[0], now=now)
    for keep, drop in ((two.other.pk, 10**9), (two.other.pk, two.other.pk)):
        with pytest.raises(UserFacingError, match="Choose two places"):
            propose_merge(kind="place", keep_id=keep, drop_id=drop, words="x", by=staff[0], now=now)
    with pytest.raises(UserFacingError, match="Choose two records"):
        propose_merge(kind="person", keep_id=two.keep.pk, drop_id=two.keep.pk, words="x", by=staff[0], now=now)


def test_the_database_wants_two_people_and_two_of_a_kind(two, staff, now):
    merge = propose_merge(kind="person", keep_id=two.keep.pk, drop_id=two.drop.pk, words="x", by=staff[0], now=now)

    for wrong in (
        {"outcome": "merged", "second_by": staff[0], "second_at": now},
        {"outcome": "merged"},
        {"keep": two.drop},
        {"keep_place": two.other},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Merge.objects.filter(pk=merge.pk).update(**wrong)


def test_the_page_keeps_what_was_typed_and_tells_who_came_second(client, sign_in_as, two):
    sign_in_as(READ, WORK)
    sent = {"kind": "person", "first": two.keep.pk, "other": two.drop.pk, "words": "Typed once"}
    bare = client.post(reverse("merging:propose_merge"), sent)
    good = client.post(reverse("merging:propose_merge"), {**sent, "stays": "first"})
    twice = client.post(reverse("merging:propose_merge"), {**sent, "stays": "first"})
    sign_in_as(READ, SECOND, email="ben@example.com")
    merge = Merge.objects.get()
    address = reverse("merging:answer_merge", args=[merge.pk])
    typed = {f"{merge.pk}-words": "Typed twice", f"{merge.pk}-grant": "no"}
    first, second = client.post(address, typed), client.post(address, typed)

    assert [answer.status_code for answer in (bare, good, twice, first, second)] == [422, 303, 422, 303, 422]
    assert "Typed once" in bare.content.decode()
    assert "proposed already" in twice.content.decode()
    assert "decided this already" in second.content.decode()
    assert "Typed twice" in second.content.decode()

"""Asking: who is proved gets it at once, everybody else after a press; the same wish is one watch."""

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from caarisma.common.outbox.models import Mail
from matching.watches.enums import LASTS, HowOften, WatchState
from matching.watches.errors import TooManyWatches
from matching.watches.models import Watch, WatchSighting
from matching.watches.services.asking import WhoWatches, confirmed_account, watch_search
from tests.factories.consultations import make_asker
from tests.factories.providers import make_listed_location, make_user
from tests.factories.watches import A_BROWSER, make_ranked, make_waiting, make_watch, make_watcher
from tests.matching.watches.conftest import mails_of

pytestmark = pytest.mark.django_db


def test_an_address_that_nobody_proved_waits_for_a_press(now):
    watch = make_waiting(now=now, email="ana@example.com")

    assert (watch.state, watch.email, watch.asker, watch.user) == (WatchState.WAITING, "ana@example.com", None, None)
    assert [mail.recipient for mail in mails_of("watch_confirm")] == ["ana@example.com"]


def test_who_proved_the_address_in_this_browser_needs_no_second_press(now):
    asker = make_asker(now=now)

    watch = make_watch(now=now, by=make_watcher(now=now, asker=asker))

    assert (watch.state, watch.asker, watch.ends_at) == (WatchState.LIVE, asker, now + LASTS)
    assert not Mail.objects.exists()


def test_holding_somebody_proves_no_other_address(now):
    by = WhoWatches(askers=[make_asker(now=now).pk], email="other@example.com", browser=A_BROWSER)

    watch = watch_search(intake=make_ranked(now=now), how_often=HowOften.AT_ONCE, by=by, now=now)

    assert watch.state == WatchState.WAITING


@pytest.mark.parametrize(("verified", "email"), [(False, "user@example.com"), (True, "another@example.com")])
def test_an_account_counts_with_its_own_confirmed_address_alone(now, verified, email):
    user = make_user("user@example.com")
    EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)

    assert confirmed_account(user) is None


def test_a_confirmed_account_is_on_at_once(now):
    user = make_user("user@example.com")
    EmailAddress.objects.create(user=user, email="User@example.com", verified=True, primary=True)

    watch = make_watch(now=now, by=WhoWatches(account=confirmed_account(user)))

    assert (watch.user, watch.state, watch.address) == (user, WatchState.LIVE, "user@example.com")


def test_the_same_wish_twice_is_one_and_the_newer_pace_counts(now):
    by = make_watcher(now=now)
    make_watch(make_ranked(now=now), now=now, by=by)

    again = make_watch(make_ranked(now=now), now=now, by=by, how_often=HowOften.WEEKLY)

    assert Watch.objects.get() == again
    assert again.how_often == HowOften.WEEKLY


def test_another_price_is_another_wish(now):
    by = make_watcher(now=now)
    make_watch(now=now, by=by)
    make_watch(now=now, by=by, max_price=300)

    assert Watch.objects.count() == 2


def test_the_database_keeps_one_of_an_owner(now):
    watch = make_watch(now=now)
    watch.pk, watch.key = None, "0" * 32

    with pytest.raises(IntegrityError, match="watch_once_an_asker"), transaction.atomic():
        watch.save(force_insert=True)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"asker": None}, "watch_owner_by_state"),
        ({"state": "waiting"}, "watch_owner_by_state"),
        ({"email": "x@example.com"}, "watch_owner_by_state"),
        ({"state": "ended"}, "watch_ended_when_over"),
        ({"zip_code": ""}, "watch_search_or_place"),
        ({"kind": "place"}, "watch_search_or_place"),
        ({"radius_miles": 17}, "watch_search_or_place"),
    ],
)
def test_raw_sql_keeps_no_watch_that_cannot_be(now, changes, name):
    watch = make_watch(now=now)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Watch.objects.filter(pk=watch.pk).update(**changes)


def test_nothing_is_mailed_about_one_that_is_over(now):
    watch = make_watch(now=now)

    with pytest.raises(IntegrityError, match="watch_mails_while_live"), transaction.atomic():
        Watch.objects.filter(pk=watch.pk).update(state="stopped", ended_at=now, mail_due_at=now)


def test_who_is_on_the_list_is_known_from_the_start(now):
    shown = make_listed_location(now=now)

    watch = make_watch(now=now)

    sighting = WatchSighting.objects.get(watch=watch)
    assert (sighting.provider_id, sighting.told_at, sighting.news_at) == (shown.provider_id, now, None)


def test_health_answers_do_not_come_along():
    """Nothing to tell: there is no field for them."""
    names = {field.name for field in Watch._meta.get_fields()}

    assert not {name for name in names if "health" in name}


def test_too_many_of_one_browser_are_refused_in_words(now):
    for price in (100, 110, 120):
        make_waiting(now=now, max_price=price)

    with pytest.raises(TooManyWatches, match="That is a lot"):
        make_waiting(now=now, max_price=130)


def test_after_three_mails_a_day_an_address_gets_no_more_and_nobody_is_told(now):
    for number in range(4):
        intake = make_ranked(now=now, max_price=100 + number)
        by = WhoWatches(email="ana@example.com", browser=str(number) * 64)
        watch_search(intake=intake, how_often=HowOften.AT_ONCE, by=by, now=now)

    assert len(mails_of("watch_confirm")) == 3
    assert Watch.objects.filter(state=WatchState.WAITING).count() == 4

"""The button behind a mailed link: once, in one browser, and never by a GET."""

from datetime import timedelta

import pytest

from matching.consultations.models import Asker, Hold
from matching.search.models import Intake
from matching.search.ownership import Owner
from matching.watches.enums import CONFIRM_LASTS, LASTS, HowOften, WatchLinkPurpose, WatchState
from matching.watches.errors import WatchLinkOver
from matching.watches.links import new_watch_link
from matching.watches.models import Watch
from matching.watches.services.asking import WhoWatches, watch_search
from matching.watches.services.ending import stop_watch
from matching.watches.services.pressing import press_watch_link, send_new_link
from tests.factories.consultations import make_asker
from tests.factories.providers import make_listed_location
from tests.factories.watches import A_BROWSER, make_ranked, make_waiting, make_watch
from tests.matching.watches.conftest import hear, mails_of, token_in

pytestmark = pytest.mark.django_db

OTHER = "c" * 64
DAY = timedelta(days=1)


def press(token, now, browser=A_BROWSER):
    return press_watch_link(token=token, browser=browser, owner=Owner(browser=browser), now=now)


def confirm_token() -> str:
    return token_in(mails_of("watch_confirm")[-1])


def test_the_press_makes_it_an_askers_and_live_for_90_days(now):
    make_waiting(now=now, email="Ana@Example.com")

    watch = press(confirm_token(), now).watch

    assert (watch.state, watch.ends_at, watch.email, watch.browser) == (WatchState.LIVE, now + LASTS, None, "")
    assert watch.asker == Asker.objects.get()
    assert Hold.objects.get().session_hash == A_BROWSER


def test_pressed_twice_in_one_browser_it_is_pressed_once(now):
    make_waiting(now=now)
    token = confirm_token()
    first = press(token, now).watch
    stop_watch(key=first.key, now=now)

    again = press(token, now + DAY).watch

    assert (again.pk, again.state) == (first.pk, WatchState.STOPPED)


def test_used_elsewhere_it_is_dead(now):
    make_waiting(now=now)
    token = confirm_token()
    press(token, now)

    with pytest.raises(WatchLinkOver):
        press(token, now, browser=OTHER)


def test_after_three_days_it_is_over(now):
    make_waiting(now=now)

    with pytest.raises(WatchLinkOver):
        press(confirm_token(), now + CONFIRM_LASTS)
    assert Watch.objects.get().state == WatchState.WAITING


def test_a_link_that_we_never_mailed_is_over(now, db):
    with pytest.raises(WatchLinkOver):
        press("x" * 32, now)


def test_the_same_wish_asked_in_two_browsers_is_one_after_both_presses(now):
    make_waiting(now=now, email="ana@example.com")
    first = confirm_token()
    by = WhoWatches(email="ana@example.com", browser=OTHER)
    watch_search(intake=make_ranked(now=now), how_often=HowOften.WEEKLY, by=by, now=now)
    second = confirm_token()

    kept = press(first, now).watch
    merged = press(second, now, browser=OTHER).watch

    assert Watch.objects.get() == kept == merged
    assert Watch.objects.get().how_often == HowOften.WEEKLY


def test_an_address_that_is_known_makes_no_second_asker(now):
    asker = make_asker(now=now, email="ana@example.com")
    make_waiting(now=now, email="ana@example.com")

    assert press(confirm_token(), now).watch.asker == asker
    assert Asker.objects.count() == 1


def test_what_came_between_the_question_and_the_press_is_news(now):
    make_waiting(now=now)
    make_listed_location(now=now)
    watch = press(confirm_token(), now).watch

    hear(now)

    watch.refresh_from_db()
    assert watch.mail_due_at == now + timedelta(minutes=30)


class TestSeeingWhatIsNew:
    @pytest.fixture
    def watch(self, now):
        return make_watch(now=now)

    @pytest.fixture
    def token(self, watch, now):
        return new_watch_link(watch, WatchLinkPurpose.OPEN, lasts=7 * DAY, now=now)

    def test_it_makes_a_fresh_list_of_the_browser_that_pressed(self, watch, token, now):
        intake = press(token, now + DAY, browser=OTHER).intake

        assert intake.browsers == [OTHER]
        assert (intake.zip_code, intake.radius_miles, intake.max_price) == ("94612", 15, 250)
        assert [area.slug for area in intake.areas.all()] == ["face"]

    def test_the_list_that_it_was_asked_from_stays_whose_it_was(self, watch, token, now):
        asked_from = Intake.objects.get()

        made = press(token, now, browser=OTHER).intake

        asked_from.refresh_from_db()
        assert asked_from != made
        assert OTHER not in asked_from.browsers

    def test_twice_in_one_browser_it_is_one_list(self, token, now):
        first, second = press(token, now).intake, press(token, now).intake

        assert first == second

    def test_passed_on_after_it_was_used_it_opens_nothing(self, token, now):
        press(token, now)
        lists = Intake.objects.count()

        with pytest.raises(WatchLinkOver):
            press(token, now, browser=OTHER)
        assert Intake.objects.count() == lists

    def test_it_holds_nobody(self, token, now):
        press(token, now)

        assert not Hold.objects.exists()


def test_a_renewing_link_gives_90_days_from_now_once(now):
    watch = make_watch(now=now)
    token = new_watch_link(watch, WatchLinkPurpose.RENEW, lasts=7 * DAY, now=now)

    press(token, now + DAY)
    press(token, now + 2 * DAY)

    watch.refresh_from_db()
    assert watch.ends_at == now + DAY + LASTS


def test_a_new_link_goes_to_the_same_address_whoever_asks(now):
    watch = make_watch(now=now)
    token = new_watch_link(watch, WatchLinkPurpose.OPEN, lasts=DAY, now=now)

    send_new_link(token=token, now=now + 2 * DAY)

    (mail,) = mails_of("watch_link")
    assert mail.recipient == watch.address
    assert press(token_in(mail), now + 2 * DAY).intake


def test_no_new_link_for_an_address_that_nobody_confirmed(now):
    make_waiting(now=now)

    send_new_link(token=confirm_token(), now=now + DAY)

    assert mails_of("watch_link") == []

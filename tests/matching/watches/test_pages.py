"""Pages of alerts: asking on a list, confirming, stopping by the page and by the header."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from matching.search.models import Intake
from matching.watches.enums import WatchState
from matching.watches.links import signed_stop
from matching.watches.models import Watch
from tests.factories.matching import own
from tests.factories.providers import make_listed_location, make_user
from tests.factories.watches import make_ranked, make_waiting, make_watch, make_watcher
from tests.matching.watches.conftest import mails_of, token_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def intake(client, now) -> Intake:
    """An empty list of this browser."""
    intake = make_ranked(now=now)
    own(client, intake)
    return intake


def ask(client, intake, **changed):
    answers = {"email": "ana@example.com", "how_often": "at_once", **changed}
    return client.post(reverse("watches:search", args=[intake.token]), answers)


def press_url() -> str:
    return reverse("watches:press", args=[token_in(mails_of("watch_confirm")[-1])])


def stop_url(watch: Watch) -> str:
    return reverse("watches:stop", args=[signed_stop(watch.key)])


class TestWhereItIsOffered:
    def test_on_an_empty_list(self, client, intake):
        page = client.get(intake.get_absolute_url()).content.decode()

        assert "Tell me when somebody new fits" in page
        assert reverse("watches:search", args=[intake.token]) in page

    def test_on_a_list_of_three_and_not_on_one_of_four(self, client, now):
        offered = []
        for _ in range(4):
            make_listed_location(now=now)
            intake = make_ranked(now=now)
            own(client, intake)
            offered.append("Tell me when somebody new fits" in client.get(intake.get_absolute_url()).content.decode())

        assert offered == [True, True, True, False]

    def test_not_to_readers_of_a_copy(self, intake):
        Intake.objects.filter(pk=intake.pk).update(share_token="s" * 32)
        intake.refresh_from_db()

        assert "Tell me when" not in Client().get(intake.get_shared_url()).content.decode()

    def test_who_is_signed_in_with_a_confirmed_address_types_none(self, client, now):
        user = make_user("user@example.com")
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        client.force_login(user)
        intake = make_ranked(now=now, owner=user)

        page = client.get(intake.get_absolute_url()).content.decode()

        assert "We write to <b>user@example.com</b>." in page
        assert client.post(reverse("watches:search", args=[intake.token]), {"how_often": "weekly"}).status_code == 303
        assert Watch.objects.get().state == WatchState.LIVE


class TestAsking:
    def test_it_leads_to_check_your_mail(self, client, intake):
        answered = ask(client, intake)

        page = client.get(answered.headers["Location"]).content.decode()
        assert answered.status_code == 303
        assert "Check your mail" in page
        assert "ana@example.com" in page

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"email": ""}, "Enter an email address, like name@example.com"),
            ({"email": "ana@"}, "Enter an email address, like name@example.com"),
            ({"how_often": "hourly"}, "Choose how often"),
        ],
    )
    def test_a_mistake_is_said_beside_the_field_and_nothing_typed_is_lost(self, client, intake, changed, told):
        answered = ask(client, intake, **{"email": "kept@example.com", **changed})

        page = answered.content.decode()
        assert answered.status_code == 422
        assert told in page
        assert changed.get("email", "kept@example.com") in page

    def test_the_fourth_in_an_hour_is_refused_and_keeps_the_address(self, client, intake, now):
        for price in (100, 110, 120):
            other = make_ranked(now=now, max_price=price)
            own(client, other)
            assert ask(client, other).status_code == 303

        answered = ask(client, intake)

        assert answered.status_code == 429
        assert "ana@example.com" in answered.content.decode()

    def test_of_somebody_elses_list_there_is_nothing(self, intake):
        assert ask(Client(), intake).status_code == 404

    @pytest.mark.parametrize(
        "email", ["a" * 300 + "@example.com", "ana@example.com\0", "<b>@x.y", "ana@example.com\nBcc: x@x.y"]
    )
    def test_garbled_addresses_are_told_in_words(self, client, intake, email):
        assert ask(client, intake, email=email).status_code == 422


class TestPressing:
    def test_opening_the_page_changes_nothing(self, client, now):
        make_waiting(now=now)

        for _ in range(20):
            assert client.get(press_url()).status_code == 200
            assert client.head(press_url()).status_code == 200

        assert Watch.objects.get().state == WatchState.WAITING
        assert not client.session.keys()

    def test_the_button_does(self, client, now):
        make_waiting(now=now)

        answered = client.post(press_url(), follow=True)

        assert "Your alert is on" in answered.content.decode()
        assert Watch.objects.get().state == WatchState.LIVE

    def test_in_another_browser_a_used_link_is_over(self, client, now):
        make_waiting(now=now)
        client.post(press_url())

        other = Client().post(press_url())

        assert other.status_code == 410
        assert "This link is over" in other.content.decode()

    def test_it_never_says_what_for(self, client, now):
        make_waiting(now=now)

        page = client.get(press_url()).content.decode().lower()

        assert [word for word in ("fine lines", "94612") if word in page] == []


class TestStopping:
    def test_by_the_page_with_one_press(self, client, now):
        watch = make_watch(now=now)
        opened = client.get(stop_url(watch))
        watch.refresh_from_db()
        assert (opened.status_code, watch.state) == (200, WatchState.LIVE)

        answered = client.post(stop_url(watch))

        watch.refresh_from_db()
        assert watch.state == WatchState.STOPPED
        assert "We will not write to you about this search again" in answered.content.decode()

    def test_by_the_header_without_cookie_or_token(self, now):
        """As mail programs send it (RFC 8058, 3.1)."""
        watch = make_watch(now=now)
        strict = Client(enforce_csrf_checks=True)

        for _ in range(3):
            answered = strict.post(
                stop_url(watch), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
            )
            assert (answered.status_code, answered.content, answered.cookies.output()) == (200, b"", "")

        watch.refresh_from_db()
        assert watch.state == WatchState.STOPPED

    def test_as_a_form_with_parts_too(self, now):
        watch = make_watch(now=now)

        Client(enforce_csrf_checks=True).post(stop_url(watch), {"List-Unsubscribe": "One-Click"})

        watch.refresh_from_db()
        assert watch.state == WatchState.STOPPED

    def test_after_it_was_deleted_it_is_the_same_page(self, client, now):
        watch = make_watch(now=now)
        address = stop_url(watch)
        Watch.objects.all().delete()

        assert client.post(address).status_code == 200

    def test_a_signature_of_nobody_is_not_found(self, client, db):
        assert client.post(reverse("watches:stop", args=["0" * 32 + ".x"])).status_code == 404

    def test_pressed_by_mistake_it_starts_again(self, client, now):
        watch = make_watch(now=now)
        client.post(stop_url(watch))

        client.post(reverse("watches:restart", args=[signed_stop(watch.key)]))

        watch.refresh_from_db()
        assert watch.state == WatchState.LIVE

    def test_the_address_that_stops_one_opens_nothing_and_stops_no_other(self, client, now):
        watch, other = make_watch(now=now), make_watch(now=now)

        page = client.get(stop_url(watch)).content.decode()
        client.post(stop_url(watch))

        other.refresh_from_db()
        assert other.state == WatchState.LIVE
        assert "94612" not in page
        assert client.get(reverse("watches:watch", args=[watch.key])).status_code == 404


class TestOnesOwnPage:
    @pytest.fixture
    def watch(self, client, now):
        user = make_user()
        client.force_login(user)
        return make_watch(now=now, by=make_watcher(now=now, account=user))

    def test_it_shows_what_and_how_long(self, client, watch):
        page = client.get(reverse("me:home")).content.decode()

        assert "Within 15 miles of 94612" in page
        assert "One mail a day at most, until" in page

    def test_stop_and_start_again(self, client, watch):
        client.post(reverse("watches:stop_own", args=[watch.key]))
        watch.refresh_from_db()
        assert watch.state == WatchState.STOPPED

        client.post(reverse("watches:renew_own", args=[watch.key]))
        watch.refresh_from_db()
        assert watch.state == WatchState.LIVE

    @pytest.mark.parametrize("name", ["watch", "stop_own", "renew_own", "confirm_again"])
    def test_to_strangers_it_is_not_there(self, watch, name):
        address = reverse(f"watches:{name}", args=[watch.key])

        assert (Client().get if name == "watch" else Client().post)(address).status_code == 404

    def test_one_that_waits_is_shown_in_the_browser_that_asked_and_can_be_deleted(self, client, intake):
        ask(client, intake)
        watch = Watch.objects.get()
        assert "Waits for your press" in client.get(reverse("me:home")).content.decode()

        client.post(reverse("watches:stop_own", args=[watch.key]))

        assert not Watch.objects.exists()
        assert mails_of("watch_confirm")[0].letter is None

"""Staff stay signed in as long as they work, in one browser, and prove themselves again before they decide."""

from datetime import timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from caarisma.accounts.models import AuditEvent, User
from providers.screening.models import ProviderHold
from tests.accounts.test_accounts import PASSWORD, make_verified, sign_in, totp_code
from tests.factories.providers import make_provider
from tests.matching.requests.browsing import hidden

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WHY = "Their license was lent to somebody else."


@pytest.fixture(autouse=True)
def one_factor(settings):
    settings.STAFF_NEED_SECOND_FACTOR = False  # but where a test is about the second


@pytest.fixture
def ana() -> User:
    user = make_verified(is_staff=True)
    for name in ("suspend_provider", "view_screeningcase"):
        user.user_permissions.add(Permission.objects.get(codename=name))
    return user


@pytest.fixture
def at_the_desk(client, ana) -> Client:
    sign_in(client)
    return client


def cases() -> str:
    return reverse("desk:queue")


def suspend(client: Client, provider, **more: str):
    return client.post(reverse("desk:suspend", args=[provider.pk]), {"suspend-words": WHY, **more})


@pytest.fixture
def later(time_machine, now):
    """So long after the test began."""
    return lambda delta: time_machine.move_to(now + delta)


class TestEnds:
    def test_half_an_hour_without_a_click_ends_it_and_the_page_for_signing_in_says_so(self, at_the_desk, later):
        later(31 * MINUTE)

        answer = at_the_desk.get(cases(), follow=True)

        assert answer.redirect_chain[-1][0] == f"{reverse('account_login')}?next={quote(cases(), safe='')}"
        assert "You were away for 30 minutes." in answer.content.decode()
        assert not answer.wsgi_request.user.is_authenticated

    def test_signing_in_again_leads_back_to_the_page(self, at_the_desk, later):
        later(31 * MINUTE)
        at_the_desk.get(cases(), follow=True)

        answer = at_the_desk.post(
            f"{reverse('account_login')}?next={cases()}", {"login": "ana@example.com", "password": PASSWORD}
        )

        assert answer.url == cases()
        assert at_the_desk.get(cases()).status_code == 200

    def test_whoever_clicks_stays_for_eight_hours_and_no_longer(self, at_the_desk, later):
        for minutes in range(29, 480, 29):
            later(minutes * MINUTE)
            assert at_the_desk.get(cases()).status_code == 200

        later(8 * HOUR + MINUTE)
        answer = at_the_desk.get(cases(), follow=True)

        assert "You were signed in for 8 hours." in answer.content.decode()

    def test_nothing_of_the_old_session_is_left(self, at_the_desk, later):
        old = at_the_desk.session.session_key
        later(31 * MINUTE)

        at_the_desk.get(cases())

        assert not at_the_desk.session.exists(old)
        assert {"staff_ended", "_messages"} >= set(at_the_desk.session.keys())

    def test_patients_are_not_signed_out(self, client, later):
        make_verified()
        sign_in(client)

        later(9 * HOUR)

        assert client.get(reverse("account_email")).status_code == 200

    def test_a_patient_signs_in_again_after_thirty_days_however_often_they_come(self, client, later):
        make_verified()
        sign_in(client)
        for days in range(10, 30, 10):
            later(timedelta(days=days))
            session = client.session  # some page or other writes to it, and so keeps it alive
            session["zip"] = str(days)
            session.save()
            assert client.get(reverse("account_email")).status_code == 200

        later(timedelta(days=30, minutes=1))
        answer = client.get(reverse("account_email"), follow=True)

        assert "You were signed in for 30 days." in answer.content.decode()
        assert not answer.wsgi_request.user.is_authenticated


class TestSigningOthersOut:
    @pytest.fixture
    def root(self, client) -> Client:
        make_verified("root@example.com", is_staff=True, is_superuser=True)
        sign_in(client, "root@example.com")
        return client

    def press(self, client: Client, *accounts: User):
        return client.post(
            reverse("admin:accounts_user_changelist"),
            {"action": "sign_out_everywhere", "_selected_action": [account.pk for account in accounts]},
        )

    def test_every_browser_of_that_person_and_of_nobody_else(self, root):
        patient, other = make_verified("pat@example.com"), make_verified("other@example.com")
        phone, computer, others = Client(), Client(), Client()
        for browser, who in ((phone, patient), (computer, patient), (others, other)):
            sign_in(browser, who.email)
            browser.get(reverse("account_email"))

        self.press(root, patient)

        signed_in = [b.get(reverse("account_email")).status_code == 200 for b in (phone, computer, others)]
        assert signed_in == [False, False, True]
        event = AuditEvent.objects.get(verb="sessions.end")
        assert (event.about, event.details) == (f"accounts.user {patient.pk}", {"sessions": 2})

    def test_of_the_staff_by_superusers_alone(self, client, ana):
        helper = make_verified("helper@example.com", is_staff=True)
        helper.user_permissions.add(*Permission.objects.filter(codename__in=("view_user", "change_user")))
        sign_in(client, helper.email)
        at_work = Client()
        sign_in(at_work)

        self.press(client, ana)

        assert at_work.get(cases()).status_code == 200
        assert not AuditEvent.objects.exists()

    def test_it_asks_once_more(self, root, later):
        later(16 * MINUTE)

        assert urlsplit(self.press(root, make_verified("pat@example.com")).url).path == reverse(
            "account_reauthenticate"
        )


class TestOneAtATime:
    def test_a_new_sign_in_ends_the_other_which_is_told(self, at_the_desk):
        at_the_desk.get(cases())
        elsewhere = Client()
        sign_in(elsewhere)

        answer = at_the_desk.get(cases(), follow=True)

        assert elsewhere.get(cases()).status_code == 200
        assert "Your account was used to sign in somewhere else" in answer.content.decode()
        assert UserSession.objects.count() == 1

    def test_an_answer_that_was_on_its_way_does_not_bring_the_other_back(self, at_the_desk, later):
        on_its_way = at_the_desk.session
        assert on_its_way["staff_seen"]  # read, as by a page that is being made
        elsewhere = Client()
        later(MINUTE)
        sign_in(elsewhere)

        on_its_way.save()
        answer = at_the_desk.get(cases(), follow=True)

        assert "Your account was used to sign in somewhere else" in answer.content.decode()
        assert elsewhere.get(cases()).status_code == 200

    def test_who_becomes_staff_with_two_sessions_keeps_the_newer(self, client, later):
        user = make_verified()
        sign_in(client)
        phone = Client()
        later(HOUR)
        sign_in(phone)
        assert [one.get(reverse("account_email")).status_code for one in (client, phone)] == [200, 200]

        User.objects.filter(pk=user.pk).update(is_staff=True)

        assert [one.get(reverse("admin:index")).status_code for one in (client, phone)] == [302, 200]

    def test_a_patient_may_use_phone_and_computer(self, client):
        make_verified()
        sign_in(client)
        sign_in(Client())

        assert client.get(reverse("account_email")).status_code == 200


class TestTypedBefore:
    def test_what_was_typed_comes_back_after_signing_in_and_one_press_sends_it(self, at_the_desk, later):
        provider = make_provider()
        later(31 * MINUTE)

        refused = suspend(at_the_desk, provider)
        assert refused.status_code == 303
        assert not ProviderHold.objects.exists()
        back = parse_qs(urlsplit(refused.url).query)["next"][0]
        at_the_desk.post(refused.url, {"login": "ana@example.com", "password": PASSWORD})
        assert not ProviderHold.objects.exists(), "signing in decides nothing"
        at_the_desk.post(reverse("desk:suspend", args=[provider.pk]), hidden(at_the_desk.get(back)))

        assert ProviderHold.objects.get().reason == WHY

    def test_nobody_else_gets_it(self, at_the_desk, later):
        make_verified("bo@example.com", is_staff=True)
        later(31 * MINUTE)
        suspend(at_the_desk, make_provider())

        sign_in(at_the_desk, "bo@example.com")

        assert at_the_desk.get(reverse("account_go_on")).status_code == 303

    def test_it_is_not_readable_in_the_session(self, at_the_desk, later):
        later(31 * MINUTE)

        suspend(at_the_desk, make_provider())

        assert "lent" not in str(dict(at_the_desk.session))

    def test_a_forged_form_is_not_kept(self, ana, later):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(ana)
        later(31 * MINUTE)

        assert suspend(strict, make_provider()).status_code == 403
        assert "typed_before" not in strict.session

    def test_what_a_visitor_sends_elsewhere_goes_on(self, at_the_desk, later):
        later(31 * MINUTE)
        at_the_desk.get(cases())

        assert at_the_desk.post(reverse("pages:home"), {"zip_code": "1"}).status_code == 422


class TestStepUp:
    def test_signing_in_counts_for_a_quarter_of_an_hour(self, at_the_desk, later):
        later(14 * MINUTE)

        suspend(at_the_desk, make_provider())

        assert ProviderHold.objects.exists()

    def test_after_that_the_password_is_asked_for_once_and_what_was_typed_is_there(self, at_the_desk, later):
        first, second = make_provider(), make_provider()
        later(16 * MINUTE)

        asked = suspend(at_the_desk, first)
        assert urlsplit(asked.url).path == reverse("account_reauthenticate")
        assert not ProviderHold.objects.exists()
        said = at_the_desk.get(asked.url).content.decode()
        proved = at_the_desk.post(asked.url, {"password": PASSWORD})
        at_the_desk.post(reverse("desk:suspend", args=[first.pk]), hidden(at_the_desk.get(proved.url)))
        suspend(at_the_desk, second)

        assert "Please give your password once more. What you typed is kept." in said
        assert ProviderHold.objects.count() == 2

    def test_whoever_has_a_second_factor_gives_that(self, client, ana, later):
        secret = generate_totp_secret()
        TOTP.activate(ana, secret)
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": totp_code(secret)})
        later(16 * MINUTE)

        asked = suspend(client, make_provider())
        client.post(asked.url, {"code": totp_code(secret)})
        suspend(client, make_provider())

        assert urlsplit(asked.url).path == reverse("mfa_reauthenticate")
        assert ProviderHold.objects.exists()

    def test_looking_asks_for_nothing(self, at_the_desk, later):
        later(16 * MINUTE)

        assert at_the_desk.get(cases()).status_code == 200

    def test_a_script_is_led_there_as_a_whole_page(self, at_the_desk, later):
        later(16 * MINUTE)

        answer = at_the_desk.post(
            reverse("desk:suspend", args=[make_provider().pk]), {}, headers={"HX-Request": "true"}
        )

        assert answer.headers["HX-Redirect"].startswith(reverse("account_reauthenticate"))

    def test_giving_rights_asks(self, client, later):
        root = make_verified("root@example.com", is_staff=True, is_superuser=True)
        sign_in(client, "root@example.com")
        later(16 * MINUTE)

        answer = client.post(reverse("admin:accounts_user_change", args=[root.pk]), {"email": "x@example.com"})

        assert urlsplit(answer.url).path == reverse("account_reauthenticate")
        root.refresh_from_db()
        assert root.email == "root@example.com"


def test_signing_out_clears_what_the_browser_kept(client):
    make_verified()
    sign_in(client)

    assert client.post(reverse("account_logout")).headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_stranger_who_signs_out_is_asked_to_clear_nothing(client):
    assert "Clear-Site-Data" not in client.post(reverse("account_logout")).headers

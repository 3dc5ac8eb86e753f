"""Account pages answer as usual whatever the mail server does; the mail comes later, and says who we are."""

import re
import time
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from caarisma.accounts.models import User
from caarisma.common.outbox.models import Mail
from caarisma.common.outbox.sending import send_due
from tests.accounts.test_accounts import PASSWORD, make_verified, sign_in
from tests.common.outbox.smtp_server import SmtpServer
from tests.letters import delivered, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()


def sign_up(client, email: str = "ana@example.com", **headers):
    return client.post(reverse("account_signup"), {"email": email, "password1": PASSWORD}, **headers)


def ask_for_reset(client, email: str = "ana@example.com", **headers):
    return client.post(reverse("account_reset_password"), {"email": email}, **headers)


def link_in(text: str) -> str:
    """Path and query of the one secret link."""
    (link,) = re.findall(r"https://caarisma\.example(/accounts/\S+)", text)
    return link


class TestServerAway:
    @pytest.fixture(autouse=True)
    def over_smtp(self, settings):
        settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"

    @pytest.mark.parametrize("ask", [sign_up, ask_for_reset])
    @pytest.mark.parametrize("known", [True, False])
    def test_the_page_answers_and_the_mail_comes_when_the_server_is_back(self, client, settings, ask, known):
        if known:
            make_verified()
        with SmtpServer() as server:
            settings.EMAIL_PORT = server.port
        answered = ask(client)
        send_due(now=timezone.now())  # in vain

        with SmtpServer(settings.EMAIL_PORT) as server:
            cache.clear()
            send_due(now=timezone.now())

            assert (answered.status_code, server.reached) == (302, ["ana@example.com"])

    @pytest.mark.parametrize("ask", [sign_up, ask_for_reset])
    def test_one_that_hangs_keeps_no_page_waiting(self, client, settings, ask):
        make_verified()
        with SmtpServer(hangs=True) as server:
            settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = server.port, 60
            started = time.monotonic()

            ask(client)

            assert (server.talks, time.monotonic() - started < 30) == (0, True)
        assert len(written()) == 1


def test_an_account_whose_mail_cannot_be_written_is_not_made(client, monkeypatch):
    monkeypatch.setattr("caarisma.accounts.adapter.post", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        sign_up(client)

    assert not User.objects.exists()


def test_two_who_take_one_address_at_once_get_the_same_answer(client, monkeypatch):
    """Both forms were valid; the slower one finds the address taken when it saves."""
    monkeypatch.setattr("allauth.account.forms.SignupForm.clean_email", lambda form: form.cleaned_data["email"])
    make_verified()

    answered = sign_up(client)

    assert answered.headers["Location"] == reverse("account_email_verification_sent")
    assert [mail.kind for mail in written()] == ["account_already_exists"]


class TestWords:
    @pytest.mark.parametrize("ask", [sign_up, ask_for_reset])
    @pytest.mark.parametrize("known", [True, False])
    def test_a_mail_names_caarisma_and_no_host_of_the_request(self, client, settings, ask, known):
        settings.ALLOWED_HOSTS = ["*"]
        if known:
            make_verified()

        ask(client, headers={"host": "evil.example:8240"})

        (mail,) = delivered()
        assert "evil" not in mail.subject + mail.body
        assert mail.body.endswith("Caarisma\nhttps://caarisma.example/\n")
        assert "https://caarisma.example/accounts/" in mail.body

    @pytest.mark.parametrize("ask", [sign_up, ask_for_reset])
    def test_a_spanish_reader_gets_a_spanish_mail_whose_link_speaks_spanish(self, client, ask):
        make_verified("other@example.com")

        ask(client, headers={"accept-language": "es-MX"})

        with translation.override("es"):
            hello = translation.gettext("Hello,")
        assert [row.language for row in written()] == ["es"]
        (mail,) = delivered()
        assert mail.body.startswith(hello)
        assert link_in(mail.body).endswith("?lang=es")

    def test_a_notice_is_signed_as_well(self, client):
        make_verified()
        sign_in(client)

        client.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": "another long phrase", "password2": "another long phrase"},
        )

        (mail,) = delivered()
        assert mail.body.endswith("Caarisma\nhttps://caarisma.example/\n")
        assert "testserver" not in mail.body

    def test_a_reset_is_of_use_for_less_time_than_its_link_works(self, client, settings):
        make_verified()

        ask_for_reset(client)

        (mail,) = written()
        assert (mail.not_after - mail.created_at).total_seconds() <= settings.PASSWORD_RESET_TIMEOUT - 24 * 3600


class TestPageAfterSignUp:
    def test_a_second_click_claims_no_second_mail(self, client):
        first = client.get(sign_up(client).headers["Location"]).content.decode()
        second = client.get(sign_up(client).headers["Location"]).content.decode()

        assert "We are sending a mail" in first
        assert "We are sending a mail" not in second
        assert "less than three minutes ago" in second
        assert len(written()) == 1

    def test_a_second_tap_on_the_link_is_no_mistake(self, client):
        sign_up(client)
        link = link_in(delivered()[0].body)
        client.post(link)

        again = client.get(link).content.decode()

        assert "Did you use it before? Then your address is confirmed" in again
        assert f'href="{reverse("account_login")}">Sign in</a>' in again

    def test_a_link_that_is_too_old_says_how_to_get_another(self, client):
        assert "We then send you a new link." in client.get("/accounts/confirm-email/nonsense/").content.decode()

    def test_the_page_tells_nobody_whether_there_is_an_account(self, client):
        make_verified()

        known = [sign_up(client).headers["Location"] for _ in range(2)]
        unknown = [sign_up(client, "new@example.com").headers["Location"] for _ in range(2)]

        assert known == unknown

    def test_signing_in_before_the_address_is_confirmed_claims_none_either(self, client):
        sign_up(client)

        page = client.get(sign_in(client).headers["Location"]).content.decode()

        assert "less than three minutes ago" in page
        assert len(written()) == 1


class TestNewProvider:
    def test_confirmed_on_another_device_they_come_to_the_npi_step(self, client):
        client.get(reverse("provider:join"))
        sign_up(client)
        phone = Client()

        link = link_in(delivered()[0].body)
        way_on = re.search(r'name="next" value="([^"]+)"', phone.get(link).content.decode()).group(1)
        wall = phone.post(urlsplit(link).path, {"next": way_on}, follow=True)
        sign_in_at, _status = wall.redirect_chain[-1]
        credentials = {"login": "ana@example.com", "password": PASSWORD, "next": way_on}
        signed_in = phone.post(sign_in_at, credentials, follow=True)

        assert EmailAddress.objects.get().verified
        assert signed_in.redirect_chain[-1][0] == reverse("provider:join")
        assert "Your NPI" in signed_in.content.decode()

    def test_confirmed_in_the_browser_that_signed_up_they_are_in_without_a_second_sign_in(self, client):
        client.get(reverse("provider:join"))
        sign_up(client)

        there = client.post(urlsplit(link_in(delivered()[0].body)).path, follow=True)

        assert there.redirect_chain[-1][0] == reverse("provider:join")
        assert "Your NPI" in there.content.decode()

    def test_a_patient_is_led_to_no_provider_page(self, client):
        sign_up(client)

        assert "next" not in link_in(delivered()[0].body)


def test_no_cookie_names_a_person(client):
    make_verified()

    answered = sign_in(client)

    assert set(answered.cookies) <= {"csrftoken", "sessionid"}
    page = client.get(reverse("pages:home")).content.decode()
    assert "You are signed in." in page
    assert "ana@example.com" not in page


def test_the_mails_rows_hold_no_address_once_they_are_sent(client):
    sign_up(client)
    delivered()

    assert Mail.objects.get().recipient is None

"""Account pages answer as usual whatever the mail server does; the mail comes later, and says who we are."""

import re
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from caarisma.accounts.models import User
from caarisma.common.outbox.models import Mail
from caarisma.common.outbox.sending import send_due
from tests.accounts.test_accounts import PASSWORD, code_in, make_verified, sign_in
from tests.common.outbox.smtp_server import SmtpServer
from tests.letters import delivered, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()


def sign_up(client, email: str = "ana@example.com", leads_to: str = "", **headers):
    typed = {"email": email, "password1": PASSWORD, **({"next": leads_to} if leads_to else {})}
    return client.post(reverse("account_signup"), typed, **headers)


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
        assert {link.partition("/accounts/")[0] for link in re.findall(r"https?://\S+/accounts/\S+", mail.body)} <= {
            "https://caarisma.example"
        }

    @pytest.mark.parametrize("ask", [sign_up, ask_for_reset])
    def test_a_spanish_reader_gets_a_spanish_mail_whose_link_speaks_spanish(self, client, ask):
        make_verified("other@example.com")

        ask(client, headers={"accept-language": "es-MX"})

        with translation.override("es"):
            hello = translation.gettext("Hello,")
        assert [row.language for row in written()] == ["es"]
        (mail,) = delivered()
        assert mail.body.startswith(hello)
        assert ask is sign_up or link_in(mail.body).endswith("?lang=es")

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


class TestCode:
    def test_a_second_click_leads_to_the_same_page_and_sends_no_second_mail(self, client):
        first, second = sign_up(client), sign_up(client)

        assert second.headers["Location"] == first.headers["Location"]
        assert "Type the code that is in it." in client.get(second.headers["Location"]).content.decode()
        assert len(written()) == 1

    def test_a_new_code_can_be_asked_for(self, client, time_machine, now):
        sign_up(client)
        first = code_in(delivered()[0].body)
        time_machine.move_to(now + timedelta(minutes=1))

        client.post(reverse("account_email_verification_sent"), {"action": "resend"})
        second = code_in(delivered()[-1].body)
        client.post(reverse("account_email_verification_sent"), {"code": second})

        assert first != second
        assert EmailAddress.objects.get().verified

    def test_the_page_tells_nobody_whether_there_is_an_account(self, client):
        make_verified()

        known = [sign_up(client).headers["Location"] for _ in range(2)]
        page = client.get(known[0]).content.decode()
        other = Client()
        unknown = [sign_up(other, "new@example.com").headers["Location"] for _ in range(2)]

        assert known == unknown
        assert without_keys(page) == without_keys(other.get(unknown[0]).content.decode())

    def test_somebody_who_signed_up_with_your_address_waits_in_vain(self, client):
        """What the mail brings is of no use in another browser, so nothing that you do lets them in."""
        stranger = Client()
        sign_up(stranger)
        code = code_in(delivered()[0].body)
        assert not re.findall(r"/accounts/\S+", delivered()[0].body)

        client.post(reverse("account_email_verification_sent"), {"code": code})
        for wrong in ("AAAA-AAAA", "BBBB-BBBB", "CCCC-CCCC", "DDDD-DDDD"):
            stranger.post(reverse("account_email_verification_sent"), {"code": wrong})

        assert not EmailAddress.objects.filter(verified=True).exists()
        for browser in (client, stranger):
            assert not browser.get(reverse("pages:home")).wsgi_request.user.is_authenticated

    def test_you_take_your_address_back_and_their_password_is_gone(self, client):
        sign_up(Client())
        cache.clear()
        ask_for_reset(client)
        link = link_in(delivered()[-1].body)
        form = client.get(link, follow=True)
        new = "another harbor, nine boats"

        client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})

        cache.clear()
        sign_in(client, password=new)
        client.post(reverse("account_email_verification_sent"), {"code": code_in(delivered()[-1].body)})

        assert not User.objects.get().check_password(PASSWORD)
        assert EmailAddress.objects.get().verified

    def test_it_works_for_ten_minutes(self, client, time_machine, now):
        sign_up(client)
        code = code_in(delivered()[0].body)

        time_machine.move_to(now + timedelta(minutes=11))
        late = client.post(reverse("account_email_verification_sent"), {"code": code})

        assert late.headers["Location"] == reverse("account_login")
        assert not EmailAddress.objects.get().verified

    def test_signing_in_before_the_address_is_confirmed_brings_a_new_one(self, client):
        sign_up(client)
        cache.clear()

        elsewhere = Client()
        page = elsewhere.get(sign_in(elsewhere).headers["Location"]).content.decode()

        assert "Type the code that is in it." in page
        assert len(written()) == 2

    def test_a_mail_that_is_late_is_not_sent(self, client):
        sign_up(client)

        (mail,) = written()
        assert (mail.not_after - mail.created_at).total_seconds() <= 600

    def test_no_address_gets_more_than_ten_an_hour(self, client, time_machine, now):
        make_verified()
        for number in range(12):
            time_machine.move_to(now + timedelta(minutes=number))
            sign_up(Client(REMOTE_ADDR=f"192.0.2.{number}"))

        assert len(written()) == 10


def without_keys(page: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", page)


class TestNewProvider:
    def test_with_the_code_they_are_in_and_at_the_npi_step(self, client):
        way = re.search(
            r'href="(/accounts/sign[^"]+next=[^"]+)"', client.get(reverse("provider:join")).content.decode()
        )
        assert way
        form = client.get(way[1]).content.decode()
        sign_up(client, leads_to=re.search(r'name="next" value="([^"]+)"', form)[1])

        code = {"code": code_in(delivered()[0].body)}
        there = client.post(reverse("account_email_verification_sent"), code, follow=True)

        assert there.redirect_chain[-1][0] == reverse("provider:join")
        assert "Your NPI" in there.content.decode()


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

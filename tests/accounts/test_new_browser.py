"""A password alone lets nobody in: in a browser that was not remembered a code of a mail is asked for (adr 35s)."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth import get_user
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.accounts.test_accounts import PASSWORD, code_in, make_verified
from tests.accounts.test_sign_in_log import lines
from tests.letters import delivered, written

pytestmark = pytest.mark.django_db
CODE_PAGE, COOKIE = reverse("account_confirm_login_code"), settings.MFA_TRUST_COOKIE_NAME
__all__ = ["lines"]


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()


def give_password(client: Client, email: str = "ana@example.com", password: str = PASSWORD, **more: str):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def give_code(client: Client, **more: str):
    return client.post(CODE_PAGE, {"code": code_in(delivered()[-1].body), **more})


def is_in(client: Client) -> bool:
    return get_user(client).is_authenticated


def test_the_right_password_lets_in_with_the_code_of_a_mail_and_leads_where_they_wanted(client):
    make_verified()

    asked = give_password(client, next="/me/")
    page = client.get(CODE_PAGE).content.decode()
    was_in = is_in(client)
    answer = give_code(client)

    assert (asked.headers["Location"], was_in) == (CODE_PAGE, False)
    assert "Your account does not know this browser yet" in page
    assert "ana@example.com" not in page
    assert (answer.headers["Location"], is_in(client)) == ("/me/", True)
    assert COOKIE not in answer.cookies


def test_a_wrong_password_sends_no_code(client):
    make_verified()

    give_password(client, password="a wrong one")

    assert written() == []


def test_a_browser_that_was_remembered_is_asked_for_the_password_alone_and_for_one_account(client):
    make_verified()
    make_verified("other@example.com")
    give_password(client)
    cookie = give_code(client, remember_browser="on").cookies[COOKIE]
    client.post(reverse("account_logout"))

    give_password(client)
    assert is_in(client)
    client.post(reverse("account_logout"))
    give_password(client, "other@example.com")

    assert not is_in(client)
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (90 * 24 * 3600, True, "Lax")
    assert "example.com" not in cookie.value


def test_it_is_forgotten_after_ninety_days_and_with_the_password(client, time_machine, now):
    ana = make_verified()
    give_password(client)
    give_code(client, remember_browser="on")
    client.post(reverse("account_logout"))
    remembered = client.cookies[COOKIE].value

    time_machine.move_to(now + timedelta(days=91))
    give_password(client)
    late = is_in(client)
    time_machine.move_to(now + timedelta(days=1))
    ana.set_password("another long phrase")
    ana.save()
    fresh = Client()
    fresh.cookies[COOKIE] = remembered
    give_password(fresh, password="another long phrase")

    assert (late, is_in(fresh)) == (False, False)


def test_who_has_a_second_factor_gives_that_each_time_and_no_code_by_mail(client):
    ana = make_verified()
    give_password(client)
    give_code(client, remember_browser="on")
    client.post(reverse("account_logout"))
    TOTP.activate(ana, generate_totp_secret())

    answer = give_password(client)

    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert (len(delivered()), is_in(client)) == (1, False)


def test_after_three_wrong_codes_or_ten_minutes_the_right_one_is_of_no_use(client, time_machine, now, lines):
    make_verified()
    give_password(client)
    code = code_in(delivered()[-1].body)
    for wrong in ("AAAA-AAAA", "BBBB-BBBB", "CCCC-CCCC"):
        client.post(CODE_PAGE, {"code": wrong})
    client.post(CODE_PAGE, {"code": code})
    after_three = is_in(client)
    assert [line["message"] for line in lines()].count("code by mail failed") == 3

    give_password(client)
    code = code_in(delivered()[-1].body)
    time_machine.move_to(now + timedelta(minutes=11))
    client.post(CODE_PAGE, {"code": code})

    assert (after_three, is_in(client)) == (False, False)


def test_the_code_is_of_use_in_the_browser_that_asked_for_it_alone(client):
    make_verified()
    give_password(client)
    other = Client()

    other.post(CODE_PAGE, {"code": code_in(delivered()[-1].body)})

    assert not is_in(other)


def test_nobody_gets_more_than_ten_an_hour_and_it_is_said(client):
    make_verified()
    for _ in range(10):
        give_password(Client())

    answer = give_password(client)

    assert (answer.status_code, len(written())) == (429, 10)


def test_page_and_mail_speak_spanish(client):
    make_verified()
    headers = {"accept-language": "es-MX"}
    client.post(reverse("account_login"), {"login": "ana@example.com", "password": PASSWORD}, headers=headers)

    page = client.get(CODE_PAGE, headers=headers).content.decode()
    (mail,) = delivered()

    assert re.search(r'<html lang="es"', page)
    assert "Su cuenta todavía no conoce este navegador" in page
    assert "Su código" in mail.subject
    assert mail.body.startswith("Hola")

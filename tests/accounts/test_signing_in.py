"""What a session, a password and a code are good for, and for how long: rows of docs/asvs.md rest on these."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.password_validation import validate_password
from django.test import Client
from django.urls import reverse

from caarisma.accounts.models import User
from tests.accounts.test_accounts import PASSWORD, make_verified, sign_in, totp_code

pytestmark = pytest.mark.django_db


def is_signed_in(client: Client) -> bool:
    return get_user(client).is_authenticated


def test_signing_in_changes_the_key_of_the_session_and_signing_out_ends_it(client):
    make_verified()
    before = client.session  # made by us, as an attacker would have it set
    before["mark"] = 1
    before.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = before.session_key

    sign_in(client)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert is_signed_in(client)
    assert key != before.session_key

    client.post(reverse("account_logout"))
    for kept in (key, before.session_key):
        other = Client()
        other.cookies[settings.SESSION_COOKIE_NAME] = kept
        assert not is_signed_in(other)


def test_a_session_ends_when_its_account_is_shut(client):
    user = make_verified()
    sign_in(client)

    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.get(reverse("account_email")).headers["Location"].startswith(reverse("account_login"))


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(client):
    make_verified()
    other = Client()
    sign_in(other)
    sign_in(client)
    address, new = reverse("account_change_password"), "another long phrase"

    client.post(address, {"oldpassword": "not the old one", "password1": new, "password2": new})
    assert User.objects.get().check_password(PASSWORD)

    client.post(address, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert User.objects.get().check_password(new)
    assert not is_signed_in(other)


@pytest.mark.parametrize(
    "password",
    [
        "only small letters in this one",
        "1749 2083 5562 9471 0388",
        "ñandú con 🧿 y más cosas",
        "nine boats lay in a gray harbor, and nobody rowed. " * 4,
    ],
)
def test_a_password_may_be_of_anything_and_long(password):
    validate_password(password, User(email="ana@example.com"))


def test_a_password_is_taken_to_the_letter(client):
    make_verified()
    for near in (PASSWORD.upper(), PASSWORD[:-1], f"{PASSWORD} ", f" {PASSWORD}"):
        sign_in(client, password=near)
        assert not is_signed_in(client), near


def test_after_five_wrong_passwords_the_right_one_waits_too(client):
    make_verified()
    for _ in range(5):
        sign_in(client, password="a wrong one")

    assert sign_in(client).status_code == 200
    assert not is_signed_in(client)


def test_a_code_of_the_second_factor_works_once():
    user = make_verified()
    secret = generate_totp_secret()
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(secret)}
    )
    code, signed_in = totp_code(secret), []

    for typed in (code, code, f" {code[:3]} {code[3:]} "):
        browser = Client()
        sign_in(browser)
        assert not is_signed_in(browser), "a password alone is not enough"
        browser.post(reverse("mfa_authenticate"), {"code": typed})
        signed_in.append(is_signed_in(browser))

    assert signed_in == [True, False, False]


@pytest.mark.parametrize("address", ["http://[", "//[", "https://[x]/", "http://a]b/", "http://\u2100/"])
def test_a_way_on_that_cannot_be_read_leads_nowhere_and_breaks_no_page(client, address):
    make_verified()
    doors = ("account_login", "account_signup", "account_logout", "account_reset_password", "account_inactive")
    for name in (*doors, "account_reauthenticate", "mfa_reauthenticate", "admin:login"):
        for signed_in in (False, True):
            browser = Client()
            if signed_in:
                sign_in(browser)
            for answer in (
                browser.get(reverse(name), {"next": address}),
                browser.post(reverse(name), {"next": address, "login": "ana@example.com", "password": PASSWORD}),
            ):
                assert answer.status_code < 500, name
                assert answer.headers.get("Location", "/").startswith("/"), name
                assert not answer.headers.get("Location", "/").startswith("//"), name


def test_a_password_field_shows_nothing_and_takes_what_a_manager_pastes(client):
    page = client.get(reverse("account_signup")).content.decode()

    field = page[page.index('name="password1"') - 200 : page.index('name="password1"') + 300]
    assert 'type="password"' in field
    assert 'autocomplete="new-password"' in field
    assert "onpaste" not in page

"""Rows of docs/asvs.md about sign-in and sessions without a test elsewhere: what allauth and Django do here, as we set
them up. Chapters 6 and 7."""

import math
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from caarisma.accounts.models import User
from tests.accounts.test_accounts import PASSWORD, code_in, make_verified, sign_in, totp_code
from tests.accounts.test_mails import ask_for_reset, link_in, sign_up
from tests.letters import delivered

pytestmark = pytest.mark.django_db
NEW = "another harbor, nine boats"


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()


def is_signed_in(client: Client) -> bool:
    return get_user(client).is_authenticated


def reset(client: Client) -> None:
    ask_for_reset(client)
    form = client.get(link_in(delivered()[-1].body), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    cache.clear()


def test_a_password_of_ten_years_is_as_good_as_one_of_today(client, now):  # V6.2.10
    ana = make_verified()
    User.objects.filter(pk=ana.pk).update(date_joined=now - timedelta(days=3_650))

    sign_in(client)

    assert client.get(reverse("account_email")).status_code == 200


def test_a_new_password_signs_nobody_in_and_goes_around_no_second_factor(client):  # V6.4.3
    TOTP.activate(make_verified(), generate_totp_secret())

    reset(client)

    assert User.objects.get().check_password(NEW)
    assert not is_signed_in(client)
    assert sign_in(client, password=NEW).headers["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)


def test_a_code_before_the_newest_is_of_no_use(client, time_machine, now):  # V6.6.2
    sign_up(client)
    first = code_in(delivered()[0].body)
    time_machine.move_to(now + timedelta(minutes=1))
    client.post(reverse("account_email_verification_sent"), {"action": "resend"})

    client.post(reverse("account_email_verification_sent"), {"code": first})

    assert not is_signed_in(client)


def test_after_three_wrong_codes_the_right_one_is_of_no_use(client):  # V6.6.3
    sign_up(client)
    code = code_in(delivered()[0].body)
    for wrong in ("AAAA-AAAA", "BBBB-BBBB", "CCCC-CCCC"):
        client.post(reverse("account_email_verification_sent"), {"code": wrong})

    client.post(reverse("account_email_verification_sent"), {"code": code})

    assert not is_signed_in(client)


def test_codes_by_mail_have_more_than_twenty_bits(client):  # V6.5.4
    sign_up(client)

    letters = code_in(delivered()[0].body).replace("-", "")

    assert len(letters) * math.log2(20) > 20  # of at least twenty different letters
    assert len(letters) >= 8


def test_keys_of_sessions_have_more_than_128_bits_and_are_never_alike():  # V7.2.3
    keys = {SessionStore()._get_new_session_key() for _ in range(200)}

    assert len(keys) == 200
    assert min(map(len, keys)) * math.log2(len(set(VALID_KEY_CHARS))) > 128


def test_a_session_that_nobody_uses_ends_after_two_weeks(client, time_machine, now):  # V7.3.1
    make_verified()
    sign_in(client)

    time_machine.move_to(now + timedelta(days=14, minutes=1))

    assert client.get(reverse("account_email")).status_code == 302


@pytest.mark.parametrize("name", ["pages:home", "pages:privacy", "me:home", "account_email"])
def test_each_page_lets_one_sign_out(client, name):  # V7.4.4
    make_verified()
    sign_in(client)

    page = client.get(reverse(name), follow=True).content.decode()

    assert f'action="{reverse("account_logout")}"' in page or f'href="{reverse("account_logout")}"' in page


@pytest.mark.parametrize("name", ["account_email", "mfa_activate_totp", "mfa_add_webauthn"])
def test_whoever_finds_an_open_session_changes_neither_address_nor_factor(client, time_machine, now, name):  # V7.5.1
    make_verified()
    sign_in(client)
    time_machine.move_to(now + timedelta(hours=1))

    asked = client.post(reverse(name), {"email": "mine@example.com", "action_add": "", "code": "000000"})

    assert urlsplit(asked.headers["Location"]).path == reverse("account_reauthenticate")
    assert not Authenticator.objects.exists()


def test_one_sees_ones_sessions_and_ends_the_others(client):  # V7.5.2
    make_verified()
    phone = Client(headers={"user-agent": "A phone of ana"})
    for browser in (phone, client):
        sign_in(browser)
        browser.get(reverse("account_email"))

    page = client.get(reverse("usersessions_list")).content.decode()
    client.post(reverse("usersessions_list"))

    assert "A phone of ana" in page
    assert (is_signed_in(client), is_signed_in(phone)) == (True, False)


def test_each_page_notes_in_one_statement_when_and_from_where_a_session_was_in_use(client, time_machine, now):
    make_verified()
    sign_in(client)
    client.get(reverse("account_email"))
    time_machine.move_to(now + timedelta(minutes=3))

    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("account_email"), headers={"user-agent": "b" * 300}, REMOTE_ADDR="192.0.2.9")

    row = UserSession.objects.get()
    assert (row.user, row.ip, row.user_agent) == (User.objects.get(), "192.0.2.9", "b" * 200)
    assert row.last_seen_at >= now + timedelta(minutes=3)
    assert sum(UserSession._meta.db_table in query["sql"] for query in asked) == 1


def test_an_address_with_a_network_card_behind_it_is_noted_without(client):
    make_verified()
    sign_in(client)

    assert client.get(reverse("account_email"), REMOTE_ADDR="fe80::1%eth0").status_code == 200

    assert UserSession.objects.get().ip == "fe80::1"


def test_with_a_new_second_factor_and_without_the_old_one_other_sessions_can_be_ended(client):  # V7.4.3
    make_verified()
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    made = client.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)}, follow=True)
    gone = client.post(reverse("mfa_deactivate_totp"), follow=True)

    assert not Authenticator.objects.filter(type="totp").exists()
    for page in (made, gone):
        assert f'href="{reverse("usersessions_list")}"' in page.content.decode()

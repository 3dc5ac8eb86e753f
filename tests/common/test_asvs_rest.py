"""Rows of docs/asvs.md without a test elsewhere: what documents say against what is set, and what libraries do here."""

import base64
import json
import logging
import re

import pytest
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.urls import reverse

from caarisma.accounts import passwords, staff_sessions, stepping_up
from caarisma.common.fields import field_cipher
from caarisma.common.logs import JsonFormatter
from tests.factories.providers import make_user
from treatments.templatetags.guide import json_ld

GOALS = (settings.BASE_DIR / "docs" / "security-goals.md").read_text()
WHO = " ".join(GOALS[GOALS.index("## Who gets in") : GOALS.index("## Defects of the review")].split())


def test_what_is_written_of_limits_is_what_is_set():  # V6.1.1
    limits = settings.ACCOUNT_RATE_LIMITS

    assert limits == {
        "login_failed": "10/m/ip,5/300s/key",
        "signup": "10/h/ip",
        "reset_password": "5/h/ip,3/h/key",
        "login_code": "10/h/key",
        "confirm_email": "1/10s/key,10/h/key",
    }
    for words in (
        *("5 wrong ones in 5 minutes for an account", "10 a minute for an internet address"),
        *("3 an hour for an account, 5 for an internet address", "one each 10 seconds, 10 an hour for an address"),
        *("10 an hour for an internet address", "10 an hour for an account"),
    ):
        assert words in WHO


def test_what_is_written_of_passwords_is_what_is_asked():  # V6.1.2
    [shortest] = [row["OPTIONS"]["min_length"] for row in settings.AUTH_PASSWORD_VALIDATORS if "OPTIONS" in row]

    assert f"{shortest} letters, {passwords.STAFF_LETTERS} for staff" in WHO
    assert f"words of ours ({', '.join(passwords.OURS)})" in WHO


def test_each_way_in_stands_there_and_no_other():  # V6.1.3
    assert {"email"} == settings.ACCOUNT_LOGIN_METHODS
    assert set(settings.MFA_SUPPORTED_TYPES) == {"totp", "webauthn", "recovery_codes"}
    assert settings.AUTHENTICATION_BACKENDS == ["allauth.account.auth_backends.AuthenticationBackend"]
    assert not getattr(settings, "ACCOUNT_LOGIN_BY_CODE_ENABLED", False)
    assert {"password"} == settings.ACCOUNT_LOGIN_BY_CODE_REQUIRED
    for way in (
        "| password, and in a browser that is not remembered a code by mail |",
        "| second factor: code of an app, recovery code, passkey |",
        "| passkey alone |",
    ):
        assert way in WHO


def test_what_is_written_of_sessions_is_what_is_counted():  # V7.1.1, V7.1.2
    assert f"{staff_sessions.IDLE_SECONDS // 60} minutes without a click" in WHO
    assert f"{staff_sessions.LONGEST_SECONDS // 3600} hours at most, one browser" in WHO
    assert f"at most each {stepping_up.STEP_UP_SECONDS // 60} minutes" in WHO
    others = (settings.SESSION_COOKIE_AGE // 86_400, staff_sessions.LONGEST_OF_OTHERS_SECONDS // 86_400)
    assert (
        "{} days after the last change of the session, {} days at most, any number of browsers".format(*others) in WHO
    )


def test_how_fast_holes_are_mended_is_written():  # V15.1.1
    text = (settings.BASE_DIR / "SECURITY.md").read_text()

    assert re.findall(r"^\| (critical|high|medium|low) \| (\d+) days? \|", text, re.MULTILINE) == [
        *(("critical", "3"), ("high", "14"), ("medium", "60"), ("low", "180")),
    ]


def test_nothing_in_structured_data_ends_its_script():  # V1.2.3
    told = json_ld({"name": "</script><script>alert(1)</script><!-- & \u2028"})

    inside = told.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&") & set(inside)
    assert json.loads(inside)["name"].startswith("</script>")


def test_what_was_encrypted_and_changed_is_refused():  # V11.3.3, V11.2.3, V11.3.1, V11.3.2
    """Version 0x80 of Fernet's format is AES-128 in CBC with HMAC-SHA256, and there is no other."""
    token = bytearray(base64.urlsafe_b64decode(field_cipher().encrypt(b"a scar")))

    assert token[0] == 0x80
    for place in (1, 10, 30, len(token) - 1):
        changed = bytes(byte ^ (number == place) for number, byte in enumerate(token))
        with pytest.raises(InvalidToken):
            field_cipher().decrypt(base64.urlsafe_b64encode(changed))


def test_two_of_the_same_are_encrypted_differently():  # V11.5.1
    assert field_cipher().encrypt(b"a scar") != field_cipher().encrypt(b"a scar")


def test_lines_of_the_log_are_in_utc():  # V16.2.2
    record = logging.LogRecord("caarisma", logging.INFO, __file__, 1, "x", (), None)

    assert json.loads(JsonFormatter().format(record))["at"].endswith("+00:00")


def test_only_what_is_named_gets_into_the_image():  # V13.4.1
    lines = (settings.BASE_DIR / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]

    assert rules[0] == "*"
    assert [rule for rule in rules if rule.startswith("!.") or "git" in rule] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["pages:home", "pages:privacy", "account_login", "robots"])
def test_an_answer_says_what_it_is_and_in_which_letters(client, name):  # V4.1.1
    kind = client.get(reverse(name)).headers["Content-Type"]

    assert re.fullmatch(r"text/(html|plain); charset=utf-8", kind)


@pytest.mark.django_db
def test_no_page_answers_trace(client):  # V13.4.4
    answer = client.trace(reverse("pages:privacy"), headers={"x-secret": "k3y"})

    assert answer.status_code == 405
    assert "k3y" not in answer.content.decode()


@pytest.mark.django_db
def test_a_refusal_is_a_line_of_the_log(client, caplog, settings):  # V16.3.2
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.force_login(make_user(is_staff=True))
    caplog.set_level(logging.INFO, "caarisma.requests")

    client.get(reverse("desk:queue"))

    [told] = [record for record in caplog.records if record.name == "caarisma.requests"]
    assert (told.route, told.status) == ("admin/desk/cases/", 403)

"""Each sign-in is a line of the log, and says nothing that names somebody."""

import json
import logging
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.urls import reverse

from caarisma.common.limits import hashed
from caarisma.common.logs import JsonFormatter
from tests.accounts.test_accounts import make_verified, sign_in, totp_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog):
    """What the log got of sign-ins, as it would be written."""
    cache.clear()
    caplog.set_level(logging.INFO, "caarisma.sign_ins")

    def told() -> list[dict[str, object]]:
        written = [JsonFormatter().format(record) for record in caplog.records if record.name == "caarisma.sign_ins"]
        assert "example.com" not in "".join(written)
        return [json.loads(line) for line in written]

    return told


def test_one_that_went_well_and_its_end(client, lines):
    ana = make_verified()

    sign_in(client)
    client.post(reverse("account_logout"))

    came, went = lines()
    assert (came["message"], came["account"], came["ways"]) == ("signed in", ana.pk, ["password"])
    assert (went["message"], went["account"]) == ("signed out", ana.pk)


@pytest.mark.parametrize("address", ["ana@example.com", "nobody@example.com"])
def test_one_that_failed_is_told_alike_for_known_and_unknown_addresses(client, lines, address):
    make_verified()

    sign_in(client, address, "a wrong one")

    [line] = lines()
    assert (line["message"], line["level"], line["login"]) == ("sign-in failed", "WARNING", hashed(address))


def test_the_second_factor(client, lines):
    ana, secret = make_verified(), generate_totp_secret()
    TOTP.activate(ana, secret)
    sign_in(client)

    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": totp_code(secret)})

    failed, came = lines()
    assert (failed["message"], failed["account"], failed["ways"]) == ("second factor failed", ana.pk, ["totp"])
    assert (came["message"], came["ways"]) == ("signed in", ["mfa", "password"])


def test_a_code_of_an_app_is_of_no_use_after_its_thirty_seconds(client):
    cache.clear()
    secret = generate_totp_secret()
    TOTP.activate(make_verified(), secret)
    sign_in(client)

    before = f"{hotp_value(secret, int(time.time()) // 30 - 1):06d}"
    client.post(reverse("mfa_authenticate"), {"code": before})

    assert client.get(reverse("account_email")).status_code == 302

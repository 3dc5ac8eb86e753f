"""More rows of docs/asvs.md without a test elsewhere: what is typed stays what it is, secrets, signatures, logs."""

import logging
import random
import re
from html import escape

import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib.auth import get_user
from django.core.cache import cache
from django.core.signing import BadSignature, Signer
from django.test import Client
from django.urls import reverse

from matching.consultations.secrets import new_code, new_reference, new_token
from matching.insights.links import STOPS as STOPS_WEEKLY
from matching.lists.services.owning import MAILED
from matching.reviews.rules.replies import _without
from matching.search.models.intake import new_token as new_list_token
from matching.watches.links import STOPS as STOPS_WATCH
from providers.joining.mails import WAITS
from tests.accounts.test_accounts import PASSWORD, make_verified
from tests.letters import written

ROOMS = ("caarisma", "matching", "providers", "treatments")
SIGNERS = (MAILED, STOPS_WATCH, STOPS_WEEKLY, WAITS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["{{ 7|add:7 }} {% now 'Y' %}", "%s %(word)s {0} {word}", "%253Cb%253E %3Cb%3E", "<b>&amp;lt;</b>"]
)
def test_what_is_typed_is_decoded_once_and_is_neither_template_nor_format(client, typed):  # V1.1.1, V1.3.7, V1.3.10
    cache.clear()

    page = client.post(reverse("account_login"), {"login": typed, "password": "x"}).content.decode()

    assert f'value="{escape(typed)}"' in page


def test_a_clinics_name_is_no_pattern():  # V1.2.9
    assert _without("We at C+ (Oak.*) thank you, Oaks.", ["C+ (Oak.*", ".*"]) == "We at C+ (Oak.*) thank you, Oaks."
    assert _without("We at A.B thank AxB.", ["A.B"]) == "We at / thank AxB."


@pytest.mark.django_db
def test_a_line_break_in_an_address_adds_no_header_to_a_mail(client):  # V1.3.11
    cache.clear()
    for address in (
        "ana@example.com\r\nBcc: eve@example.com",
        "ana@example.com\nSubject: x",
        "ana@example.com%0aBcc:e@x.y",
    ):
        client.post(reverse("account_signup"), {"email": address, "password1": PASSWORD})
        client.post(reverse("account_reset_password"), {"email": address})

    assert written() == []


def test_our_scripts_write_text_alone():  # V3.2.2
    scripts = [path for path in (settings.BASE_DIR / "static" / "js").glob("*.js") if not path.name.startswith("htmx")]

    assert len(scripts) == 3
    for path in scripts:
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|Function\(", path.read_text()
        )


def test_no_secret_comes_from_a_generator_that_can_be_run_again():  # V6.5.3, V11.5.1
    makers = (
        *(new_token, new_list_token, new_code, new_reference, generate_totp_secret, RecoveryCodes.generate_seed),
        get_adapter().generate_login_code,
    )

    for make in makers:
        drawn = []
        for _ in range(2):
            random.seed(7)
            drawn.append(make())
        assert drawn[0] != drawn[1], make
    assert min(len(make()) for make in (new_token, new_list_token)) * 6 >= 128  # letters of six bits


def test_a_signed_link_is_of_its_kind_and_of_our_key():  # V9.1.2, V9.1.3, V9.2.2
    for signer in SIGNERS:
        signed = signer.sign("a" * 32)
        forged = (
            Signer(key="another key", salt=signer.salt, sep=".").sign("a" * 32),
            Signer(salt=signer.salt, sep=".", algorithm="md5").sign("a" * 32),
        )

        assert [one for one in SIGNERS if reads(one, signed)] == [signer]
        assert [one for one in forged if reads(signer, one)] == []


def reads(signer: Signer, signed: str) -> bool:
    try:
        return bool(signer.unsign(signed))
    except BadSignature:
        return False


def test_all_of_ours_is_hashed_by_sha_256():  # V11.4.1, V11.4.3
    """By SHA-1, which is Django's own choice for keyed hashes, nothing."""
    source = "".join(path.read_text() for room in ROOMS for path in (settings.BASE_DIR / room).rglob("*.py"))

    assert set(re.findall(r"\bhashlib\.(\w+)", source)) == {"sha256", "file_digest"}
    assert set(re.findall(r"^from hashlib import (.+)$", source, re.MULTILINE)) == {"sha256"}
    assert set(re.findall(r"\bfile_digest\([^)]*, (.+?)\)", source)) == {'"sha256"'}
    assert [
        one for one in re.findall(r"= salted_hmac\(.+|return salted_hmac\(.+", source) if '"sha256"' not in one
    ] == []


@pytest.mark.parametrize("path", ["/static/", "/static/css/", "/static/js/"])
def test_no_folder_is_listed(client, path):  # V13.4.3
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_what_stands_in_the_address_is_no_answer_to_a_form_and_of_two_the_last_counts():  # V15.3.7
    ana, login = make_verified(), reverse("account_login")
    query, body, twice = Client(), Client(), Client()

    by_query = query.post(f"{login}?login={ana.email}&password={PASSWORD}", {})
    body.post(login, {"login": [ana.email, "eve@example.com"], "password": PASSWORD})
    twice.post(login, {"login": ["eve@example.com", ana.email], "password": PASSWORD})

    assert (by_query.status_code, by_query.context["form"].is_valid()) == (200, False)
    assert len(written()) == 1  # the code for Ana, whose address came last once
    assert not any(get_user(one).is_authenticated for one in (query, body, twice))


def test_the_log_goes_to_standard_error_and_nowhere_else():  # V16.2.3
    assert {name: one["class"] for name, one in settings.LOGGING["handlers"].items()} == {
        "console": "logging.StreamHandler"
    }


@pytest.mark.django_db
def test_who_is_held_back_or_asks_for_another_host_is_a_line_of_the_log(client, caplog):  # V16.3.3
    cache.clear()
    caplog.set_level(logging.INFO, "caarisma.requests")

    for _ in range(11):
        client.post(reverse("account_signup"), {"email": "x", "password1": "x"})
    client.get("/", headers={"host": "evil.example"})
    Client(enforce_csrf_checks=True).post(reverse("account_login"), {})

    told = [record.status for record in caplog.records if record.name == "caarisma.requests"]
    assert told[-3:] == [429, 400, 403]


def test_whose_address_it_is_says_the_last_proxy_alone(rf, settings):  # V15.3.4
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = rf.get("/", REMOTE_ADDR="10.0.0.2", headers={"x-forwarded-for": "203.0.113.9, 198.51.100.7"})

    assert get_adapter().get_client_ip(request) == "198.51.100.7"


def test_no_name_in_a_header_was_typed_by_anybody():  # V5.4.2
    source = "".join(path.read_text() for room in ROOMS for path in (settings.BASE_DIR / room).rglob("*.py"))
    names = re.findall(r"""(?:attachment|inline|shown\}); filename="([^"]+)""", source)
    parts = {part for name in names for part in re.findall(r"\{([^}:]+)", name)}

    assert len(names) >= 10
    assert parts == {"TOOL.name", "FILE_NAME", "now", "kind", "ending", "number", "provider.npi", "page.pk",
                     "FILES[page.content_type]"}  # fmt: skip


def test_whom_it_talks_to_stands_in_the_guide_of_the_operator():  # V13.1.1
    read = "".join(
        (settings.BASE_DIR / "caarisma" / "settings" / f"{name}.py").read_text() for name in ("base", "production")
    )
    leads = set(re.findall(r"""[(]"((?:[A-Z_]+_)?(?:URL|HOST|DSN|ENDPOINT|DOMAIN)|GEOCODER|CLAMD_ADDRESS)\"""", read))
    guide = (settings.BASE_DIR / "docs" / "deploy.md").read_text()
    table = guide[guide.index("**Whom does it talk to?**") : guide.index("Prometheus asks the site")]

    assert set(re.findall(r"`([A-Z_]+)`", table)) == leads - {"SITE_URL"}  # where links in mails lead
    assert "calendars" in table

"""Redirects to elsewhere, hosts of others, sessions that are fixed, kept or guessed: the attacks of goal G9."""

import re
from collections.abc import Callable
from urllib.parse import SplitResult, urljoin, urlsplit

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from caarisma.accounts.models import User
from tests.accounts.test_accounts import PASSWORD, make_verified, remember_browser, sign_in, totp_code
from tests.accounts.test_new_browser import give_code, give_password
from tests.accounts.test_signing_in import is_signed_in
from tests.letters import delivered

pytestmark = pytest.mark.django_db

ANA, BEN = "ana@example.com", "ben@example.com"
OURS = "http://testserver"
REDIRECTS = (
    "//evil.example/", "///evil.example", "////evil.example/", "https://evil.example/", "https:evil.example",
    "http:///evil.example", r"/\evil.example", r"\\evil.example/", r"/\/evil.example", "HTTPS:\\\\evil.example",
    "http://testserver@evil.example/", "//testserver.evil.example/", "//evil.example#@testserver/",
    "https://evil.example?testserver", "http://evil.example\\@testserver/", "http://testserver%2eevil.example/",
    "\thttps://evil.example/", "/\t/evil.example", "/\n/evil.example", "\x01//evil.example", " //evil.example",
    "javascript:alert(1)", "java\nscript:alert(1)", "vbscript:x", "data:text/html,<script>alert(1)</script>",
    "ftp://evil.example/", "http://[::1", "%2f%2fevil.example", "%252f%252fevil.example", "/%5cevil.example",
    "／／evil.example", "//evil。example", "/..//evil.example", "/me/\r\nLocation: https://evil.example/",
)  # fmt: skip
PATHS = (
    "//evil.example", "//evil.example/find", "//evil.example/%2e%2e", r"/\evil.example", "/%5c%5cevil.example",
    "/%2f%2fevil.example", "/admin/login/?next=//evil.example", "/es//evil.example", "/%09/evil.example",
    "/es/%2f%2fevil.example/..", "/provider//evil.example",
)  # fmt: skip
HOSTS = (
    "evil.example", "evil.example:80", "eviltestserver", "testserver.evil.example", "testserver.evil.example.",
    "testserver@evil.example", "testserver:80@evil.example", "testserver:evil.example", "testserver, evil.example",
    "testserver evil.example", "testserver#.evil.example", "testserver/.evil.example", "testserver\\.evil.example",
    "[::1]evil.example", "testserver\x00.evil.example",
)  # fmt: skip
CLAIMS = (
    "X-Forwarded-Host",
    "X-Host",
    "X-Forwarded-Server",
    "X-Original-Host",
    "X-Original-URL",
    "X-Rewrite-URL",
    "Forwarded",
)


def where(location: str, base: str) -> SplitResult:
    """Where a browser goes. What cannot be seen is nothing to it, a backslash is a slash, and many slashes are two."""
    plain = re.sub(r"[\t\r\n]", "", location).strip("".join(map(chr, range(33)))).replace("\\", "/")
    plain = re.sub(r"^(https?):/*", r"\1://", plain, flags=re.IGNORECASE)
    return urlsplit(urljoin(base, re.sub(r"^//+", "//", plain)))


def stays(answer: HttpResponse, base: str) -> bool:
    to = where(answer.headers.get("Location", ""), base)
    return f"{to.scheme}://{to.netloc}" == OURS and "\n" not in answer.headers.get("Location", "")


@pytest.mark.parametrize(
    ("address", "netloc"),
    [
        ("//evil.example", "evil.example"), (r"/\evil.example", "evil.example"), ("/\t/evil.example", "evil.example"),
        ("https:evil.example", "evil.example"), ("\x01////evil.example/x", "evil.example"), ("", "testserver"),
        ("%2f%2fevil", "testserver"), ("/me/", "testserver"),
    ],
)  # fmt: skip
def test_this_file_knows_where_a_browser_goes(address, netloc):
    assert where(address, f"{OURS}/accounts/login/").netloc == netloc


# --- Redirects ------------------------------------------------------------------------------------------------------
def password(client: Client, to: str) -> HttpResponse:
    client.cookies.clear()
    remember_browser(client, ANA)
    return client.post(reverse("account_login"), {"login": ANA, "password": PASSWORD, "next": to})


def code_of_a_mail(client: Client, to: str) -> HttpResponse:
    client.cookies.clear()
    give_password(client, next=to)
    return give_code(client)


def looked_at(name: str) -> Callable[[Client, str], HttpResponse]:
    return lambda client, to: signed_in(client).get(reverse(name), {"next": to})


def sent(name: str, **fields: str) -> Callable[[Client, str], HttpResponse]:
    return lambda client, to: signed_in(client).post(reverse(name), {**fields, "next": to})


def signed_in(client: Client) -> Client:
    if not is_signed_in(client):
        client.force_login(User.objects.get(email=ANA))
    return client


def second_factor_again(client: Client, to: str) -> HttpResponse:
    secret = get_adapter().decrypt(Authenticator.objects.get().data["secret"])
    client.force_login(User.objects.get(email=BEN))
    return client.post(reverse("mfa_reauthenticate"), {"code": totp_code(secret), "next": to})


WAYS = {  # each page that leads on to where it is told
    "sign in": password,
    "code of a mail": code_of_a_mail,
    "sign in, who is in": looked_at("account_login"),
    "sign up, who is in": looked_at("account_signup"),
    "sign out": sent("account_logout"),
    "password again": sent("account_reauthenticate", password=PASSWORD),
    "second factor again": second_factor_again,
    "new password": sent("account_change_password", oldpassword=PASSWORD, password1=PASSWORD, password2=PASSWORD),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_page_leads_to_another_site(client, way):
    make_verified(ANA)
    secret = get_adapter().encrypt(generate_totp_secret())
    Authenticator.objects.create(user=make_verified(BEN), type=Authenticator.Type.TOTP, data={"secret": secret})
    within = "/how-we-check/?page=2"
    for to in (within, *REDIRECTS):
        cache.clear()  # it is not about limits

        answer = WAYS[way](client, to)

        assert stays(answer, f"{OURS}/accounts/x/"), to
        if to == within:
            assert answer.headers["Location"] == within, "it leads on at all"


@pytest.mark.parametrize("path", PATHS)
def test_no_address_leads_to_another_site(client, path):
    for headers in ({}, {"accept-language": "es"}):
        assert stays(client.get(path, headers=headers), f"{OURS}{path}")


# --- Hosts ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("host", HOSTS)
def test_whoever_names_another_host_is_refused(client, host):
    for path in ("/", "/es/", reverse("account_login"), "/no-such-page/"):
        assert client.get(path, headers={"host": host}).status_code == 400


@pytest.mark.parametrize("header", CLAIMS)
def test_what_else_names_a_host_is_not_believed(client, header):
    make_verified()
    evil = {header.lower(): "host=evil.example" if header == "Forwarded" else "evil.example"}

    page = client.get(reverse("account_login"), headers=evil)
    client.post(reverse("account_reset_password"), {"email": ANA}, headers=evil)
    to_desk = client.get(reverse("admin:index"), headers=evil)

    assert page.status_code == 200
    assert "evil" not in page.content.decode() + delivered()[-1].body + to_desk.headers["Location"]


@pytest.mark.parametrize("host", ["testserver:8443", "testserver.", "TESTSERVER"])
def test_our_own_host_spelt_otherwise_gets_into_no_mail(client, host):
    make_verified()

    client.post(reverse("account_reset_password"), {"email": ANA}, headers={"host": host})

    links = re.findall(r"https?://[^/\s]+", delivered()[-1].body)
    assert set(links) == {settings.SITE_URL}


# --- Sessions -------------------------------------------------------------------------------------------------------
def session_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def opens(key: str) -> bool:
    """Whether a cookie with this key lets anybody in."""
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    return is_signed_in(thief)


@pytest.fixture
def two_browsers() -> tuple[Client, Client]:
    make_verified()
    browsers = Client(), Client()
    for browser in browsers:
        sign_in(browser)
    assert all(opens(session_of(browser)) for browser in browsers)
    return browsers


def test_a_key_that_was_made_up_by_somebody_is_not_taken_over(client):
    make_verified()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted = "a" * 32

    sign_in(client)

    assert is_signed_in(client)
    assert not opens(planted)


def test_a_session_that_was_signed_out_stays_so(two_browsers):
    here, there = two_browsers
    key = session_of(here)

    here.post(reverse("account_logout"))

    assert (opens(key), opens(session_of(there))) == (False, True)


def test_a_new_password_ends_all_sessions_and_the_one_that_gave_it(two_browsers):
    keys, new = [session_of(one) for one in two_browsers], "another long phrase"

    two_browsers[0].post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )

    assert User.objects.get().check_password(new)
    assert [opens(key) for key in keys] == [False, False]


def test_a_password_by_mail_ends_all_sessions(two_browsers, client):
    client.post(reverse("account_reset_password"), {"email": ANA})
    [link] = re.findall(r"https?://[^/\s]+(/\S+/reset/\S+)", delivered()[-1].body)
    form = client.get(link, follow=True)

    client.post(form.request["PATH_INFO"], {"password1": "another long phrase", "password2": "another long phrase"})

    assert User.objects.get().check_password("another long phrase")
    assert not any(opens(session_of(one)) for one in two_browsers)


def test_whoever_ends_other_sessions_ends_them(two_browsers):
    here, there = two_browsers
    for browser in two_browsers:
        browser.get(reverse("account_email"))  # they are seen when they open a page

    here.post(reverse("usersessions_list"))

    assert (opens(session_of(here)), opens(session_of(there))) == (True, False)


def test_a_session_ends_on_its_day(two_browsers):
    Session.objects.update(expire_date=timezone.now())

    assert not any(opens(session_of(one)) for one in two_browsers)


def test_a_key_is_one_to_the_letter_and_comes_in_its_cookie_alone(two_browsers):
    key = session_of(two_browsers[0])

    for near in (
        key.upper(),
        key[:-1],
        f"{key}a",
        key[::-1],
        f"{key}%",
        f"{key[:-1]}_",
        "%" * 32,
        f"{key}' OR '1'='1",
        "",
    ):
        assert not opens(near), near
    for name in (settings.SESSION_COOKIE_NAME, "session", "session_key"):
        answer = Client().get(reverse("account_email"), {name: key}, headers={name: key})
        assert answer.headers["Location"].startswith(reverse("account_login"))


def test_what_a_session_holds_is_signed(two_browsers):
    """Whoever can write the table, and has not our key, makes nobody of it."""
    for session in Session.objects.all():
        said, _, signature = session.session_data.rpartition(":")
        Session.objects.filter(pk=session.pk).update(session_data=f"{said}:{signature[::-1]}")

    assert not any(opens(session_of(one)) for one in two_browsers)


def test_a_remembered_browser_is_its_owners_and_signed():
    make_verified()
    make_verified("ben@example.com")
    anas = Client()
    remember_browser(anas, ANA)
    cookie = anas.cookies[settings.MFA_TRUST_COOKIE_NAME].value

    def let_in(email: str, value: str) -> bool:
        browser = Client()
        browser.cookies[settings.MFA_TRUST_COOKIE_NAME] = value
        give_password(browser, email)
        return is_signed_in(browser)

    changed = cookie[:-1] + ("A" if cookie[-1] != "A" else "B")
    tried = [let_in(ANA, cookie), let_in("ben@example.com", cookie), let_in(ANA, changed), let_in(ANA, cookie[:-4])]
    assert tried == [True, False, False, False]

"""Cookies are those of the privacy page, and what somebody looks for is in no address."""

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import translation

from caarisma.accounts.chores import forget_where_seen
from caarisma.site.cookies import cookies_of_the_site
from tests.accounts.test_accounts import PASSWORD, code_in
from tests.factories.catalog import fill_catalog
from tests.letters import delivered

pytestmark = pytest.mark.django_db
ZIP, MAIL = "94607", "cassiopeia.vane@example.com"


class Walk:
    """A visitor's browser that notes each cookie that it is given, and each address that it is led to."""

    def __init__(self) -> None:
        self.client = Client()
        self.cookies: dict[str, list[str]] = {}
        self.addresses: list[str] = []

    def go(self, address: str, **typed: object):
        answer = self.client.post(address, typed) if typed else self.client.get(address)
        for name, morsel in answer.cookies.items():
            if morsel.value:
                self.cookies.setdefault(name, []).append(morsel.OutputString())
        self.addresses.append(answer.headers.get("Location", address))
        return answer

    def go_on(self, answer):
        return self.go(answer.headers["Location"]) if "Location" in answer.headers else answer


@pytest.fixture
def walk(now) -> Walk:
    """In at the front page, through the questions before a look, the first questions, sign-up and sign-in."""
    fill_catalog(now=now)
    walk = Walk()
    walk.go(reverse("pages:home"))
    walk.go_on(walk.go(reverse("pages:home"), zip_code=ZIP))
    walk.go("/es/")
    translation.activate("en")
    walk.go(reverse("check:start"))
    walk.go_on(walk.go(reverse("check:question", args=["area"]), asked="area", areas="face"))
    walk.go_on(walk.go(reverse("planner:planner"), zip=ZIP, sessions="6"))
    walk.go(reverse("joining:can_i_join"))
    walk.go_on(walk.go(reverse("joining:can_i_join"), profession="physician", state="CA", zip_code=ZIP))
    walk.go(reverse("account_signup"))
    walk.go_on(walk.go(reverse("account_signup"), email=MAIL, password1=PASSWORD))
    walk.go_on(walk.go(reverse("account_email_verification_sent"), code=code_in(delivered()[0].body)))
    walk.go(reverse("account_email"))
    walk.go(reverse("account_logout"), yes="1")
    walk.go_on(walk.go(reverse("account_login"), login=MAIL, password=PASSWORD))
    code = code_in(delivered()[-1].body)
    walk.go_on(walk.go(reverse("account_confirm_login_code"), code=code, remember_browser="on"))
    return walk


def test_the_cookies_of_a_walk_are_those_of_the_privacy_page(walk, client):
    page = client.get(reverse("pages:privacy")).content.decode()

    listed = [cookie.name for cookie in cookies_of_the_site()]
    assert set(walk.cookies) == set(listed)
    assert re.findall(r"<code>([\w-]+)</code>: ", page) == listed


def test_no_cookie_holds_who_somebody_is_and_each_ends_when_the_page_says(walk):
    given = {name: "; ".join(cookies) for name, cookies in walk.cookies.items()}
    hours = {
        name: max(map(int, re.findall(r"Max-Age=(\d+)", all_of_it)), default=0) // 3600
        for name, all_of_it in given.items()
    }

    assert hours == {"sessionid": 14 * 24, "csrftoken": 364 * 24, "language": 0, "answers": 2, "remembered": 90 * 24}
    for cookie in (cookie for cookies in walk.cookies.values() for cookie in cookies):
        assert "cassiopeia" not in cookie
        assert ZIP not in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_neither_zip_code_nor_person_is_in_an_address(walk):
    assert len(walk.addresses) > 15
    assert not [address for address in walk.addresses if ZIP in address or "cassiopeia" in address]


def test_no_form_that_asks_for_a_place_or_a_person_puts_it_into_the_address(settings):
    private = re.compile(r"field=form\.(zip|email|phone|city|health|first_name)|name=\"(zip|email|phone|city|health)")
    forms = {
        path.relative_to(settings.BASE_DIR): form
        for path in (settings.BASE_DIR / "templates").rglob("*.html")
        for form in re.findall(r'<form[^>]*method="get".*?</form>', path.read_text(), re.DOTALL)
        if "desk" not in path.parts  # staff look for providers, by what is public of them
    }

    assert len(forms) >= 2, "so forms were found"
    assert {str(path) for path, form in forms.items() if private.search(form)} == set()


@pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
def test_where_somebody_was_seen_is_forgotten_after_thirty_days(walk, now, days, left):
    UserSession.objects.update(last_seen_at=now)

    forget_where_seen(now=now + timedelta(days=days))

    assert (UserSession.objects.count() > 0) == left

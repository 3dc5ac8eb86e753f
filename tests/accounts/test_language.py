"""Account pages have one address and speak the reader's language."""

import pytest
from django.urls import reverse
from django.utils import translation

from tests.factories.providers import make_user

pytestmark = pytest.mark.django_db

PAGES = ["account_login", "account_signup", "account_reset_password"]
SPANISH = {"accept-language": "es-MX,es;q=0.9,en;q=0.5"}


@pytest.mark.parametrize("name", PAGES)
def test_a_spanish_browser_gets_spanish(client, name):
    page = client.get(reverse(name), headers=SPANISH)

    assert page.headers["Content-Language"] == "es"
    assert '<html lang="es">' in page.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_who_comes_from_a_spanish_page_gets_spanish_whatever_the_browser_says(client, name):
    client.get("/es/")

    page = client.get(reverse(name), headers={"accept-language": "en-US"})

    assert page.headers["Content-Language"] == "es"


def test_and_who_goes_back_to_english_pages_gets_english_again(client):
    client.get("/es/")
    client.get("/")

    assert client.get(reverse("account_login")).headers["Content-Language"] == "en"


def test_a_wall_in_front_of_a_spanish_page_is_spanish(client):
    wall = client.get("/es/provider/", follow=True)

    assert wall.redirect_chain[-1][0].startswith("/accounts/login/")
    assert wall.headers["Content-Language"] == "es"


@pytest.mark.parametrize("headers", [{}, {"accept-language": "fr"}, {"accept-language": "nonsense;;"}])
def test_everybody_else_gets_english(client, headers):
    assert client.get(reverse("account_login"), headers=headers).headers["Content-Language"] == "en"


def test_the_other_language_can_be_chosen_and_stays(client):
    with translation.override("en"):
        address = reverse("account_login")
    page = client.get(f"{address}?next=/x/", headers=SPANISH).content.decode()
    assert f'href="{address}?next=%2Fx%2F&amp;lang=en"' in page

    client.get(f"{address}?lang=en", headers=SPANISH)

    assert client.get(address, headers=SPANISH).headers["Content-Language"] == "en"


@pytest.mark.parametrize("asked", ["xx", "", "es<script>", "en-us"])
def test_a_language_we_do_not_speak_changes_nothing(client, asked):
    page = client.get(reverse("account_login"), {"lang": asked})

    assert page.headers["Content-Language"] == "en"
    assert "language" not in page.cookies


def test_an_english_reader_gets_no_cookie(client):
    client.get("/")
    client.get(reverse("account_login"))

    assert "language" not in client.cookies


def test_other_pages_go_by_their_address_alone(client):
    client.cookies["language"] = "es"

    assert client.get("/", headers=SPANISH).headers["Content-Language"] == "en"


def test_signing_out_leads_to_the_front_page_in_the_language_that_was_read(client):
    client.force_login(make_user())
    client.get("/es/")

    signed_out = client.post(reverse("account_logout"))

    assert signed_out.url == "/es/"

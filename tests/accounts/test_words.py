"""The pages of the account say things in our words, one word a thing, as the menu does."""

import pytest
from django.urls import reverse

from tests.factories.providers import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("page", "heading", "button"),
    [
        ("account_login", "Sign in", "Sign in"),
        ("account_signup", "Make an account", "Make an account"),
        ("account_reset_password", "Choose a new password", "Mail me a link"),
    ],
)
def test_the_ways_in_are_called_what_links_to_them_are_called(client, page, heading, button):
    said = client.get(reverse(page)).content.decode()

    assert f"<h1>{heading}</h1>" in said
    assert f"<title>{heading} - Caarisma</title>" in " ".join(said.split()).replace("<title> ", "<title>")
    assert button in said
    assert not any(words in said for words in ("Sign In", "Sign Up", "Signup", "Reset My Password"))


def test_sign_in_still_offers_the_passkey(client):
    said = client.get(reverse("account_login")).content.decode()

    assert 'id="passkey_login"' in said
    assert 'form="mfa_login"' in said


def test_where_somebody_is_signed_in_is_a_list_that_a_phone_can_show(client):
    client.force_login(make_user())

    said = client.get(reverse("usersessions_list"), headers={"user-agent": "Firefox"}).content.decode()

    assert "<h1>Where you are signed in</h1>" in said
    assert "<table" not in said
    assert "Sign out" in said

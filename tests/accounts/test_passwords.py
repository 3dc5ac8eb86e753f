"""Passwords that are guessed first are refused, in words; no kind of character is asked for."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from caarisma.accounts.models import User
from tests.accounts.test_accounts import make_verified, sign_in

EASY = "This password is easy to guess"
NAMED = "Little is left of this password"
GUESSED = {
    **dict.fromkeys(("123456789012", "aaaaaaaaaaaa", "caarisma2026", "Caarisma-2026!", "mesotherapy1"), EASY),
    **dict.fromkeys(("passwordpassword", "Password12345!", "qwertyuiop12", "iloveyou1234", "summer2026!!"), EASY),
    **dict.fromkeys(("x" * 5_000, "abcdefghijkl", "telechargement"), EASY),
    **dict.fromkeys(("mesotherapy-near-me", "ana-lopez-clinic-26", "ana.lopez@clinic.example"), NAMED),
}
TAKEN = ("a harbor with nine boats", "caarisma harbor with nine boats", "kvz4 tpw9 xhq2", "ocho lunas sobre el tejado")


def ana(**fields: object) -> User:
    return User(email="ana.lopez@clinic.example", **fields)


@pytest.mark.parametrize("password", GUESSED)
def test_these_are_refused(password):
    with pytest.raises(ValidationError, match=GUESSED[password]):
        validate_password(password, ana())


@pytest.mark.parametrize("password", TAKEN)
def test_these_are_taken(password):
    validate_password(password, ana())


def test_staff_need_fifteen_letters_and_others_twelve():
    validate_password("kvz4 tpw9 xhq", ana())

    with pytest.raises(ValidationError, match="at least 15 characters"):
        validate_password("kvz4 tpw9 xhq", ana(is_staff=True))
    with pytest.raises(ValidationError, match="at least 12 characters"):
        validate_password("kvz4 tpw9 x", ana())


@pytest.mark.django_db
def test_at_sign_up_it_is_said_beside_the_field(client):
    answer = client.post(reverse("account_signup"), {"email": "ana@example.com", "password1": "Caarisma-2026!"})

    assert EASY in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.django_db
class TestWhoBecameStaffWithAWeakOne:
    @pytest.fixture(autouse=True)
    def one_factor(self, settings):
        settings.STAFF_NEED_SECOND_FACTOR = False

    def test_changes_it_before_anything_else(self, client):
        make_verified(is_staff=True, password="kvz4 tpw9 xhq")
        sign_in(client, password="kvz4 tpw9 xhq")

        answer = client.get(reverse("desk:queue"), follow=True)

        assert answer.redirect_chain[-1][0] == reverse("account_change_password")
        assert "too short or too easy to guess for staff" in answer.content.decode()
        new = "a harbor with nine boats"
        client.post(
            reverse("account_change_password"), {"oldpassword": "kvz4 tpw9 xhq", "password1": new, "password2": new}
        )
        sign_in(client, password=new)
        assert client.get(reverse("admin:index")).status_code == 200

    def test_a_patient_is_asked_for_nothing(self, client):
        make_verified(password="kvz4 tpw9 xhq")
        sign_in(client, password="kvz4 tpw9 xhq")

        assert client.get(reverse("pages:home")).status_code == 200

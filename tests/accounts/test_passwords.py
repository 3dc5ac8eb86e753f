"""Passwords that are guessed first are refused, in words; no kind of character is asked for."""

import contextlib

import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from caarisma.accounts.models import User
from caarisma.accounts.most_used import FILE, LETTERS, WIDTH
from caarisma.accounts.passwords import NotEasyToGuess
from tests.accounts.test_accounts import make_verified, sign_in

EASY = "This password is easy to guess"
NAMED = "Little is left of this password"
GUESSED = {
    **dict.fromkeys(("123456789012", "aaaaaaaaaaaa", "caarisma2026", "Caarisma-2026!", "mesotherapy1"), EASY),
    **dict.fromkeys(("passwordpassword", "Password12345!", "qwertyuiop12", "iloveyou1234", "summer2026!!"), EASY),
    **dict.fromkeys(("x" * 5_000, "abcdefghijkl", "telechargement"), EASY),
    **dict.fromkeys(("contraseña2026!", "Contraseña-2026", "mesoteràpia2026!", "ｃａａｒｉｓｍａ２０２６"), EASY),  # noqa: RUF001
    **dict.fromkeys(("administrador123", "Bienvenida2027!!"), EASY),
    **dict.fromkeys(("López-Ana-2026!!", "mesotherapy-near-me", "ana-lopez-clinic-26", "ana.lopez@clinic.example"), NAMED),
}
TAKEN = ("a harbor with nine boats", "caarisma harbor with nine boats", "kvz4 tpw9 xhq2", "ocho lunas sobre el tejado", "niños año cigüeña peñón")


def ana(**fields: object) -> User:
    return User(email="ana.lopez@clinic.example", **fields)


@pytest.mark.parametrize("password", GUESSED)
def test_these_are_refused(password):
    with pytest.raises(ValidationError, match=GUESSED[password]):
        validate_password(password, ana())


# Used by many, and not guessed by zxcvbn: words on other keyboards and of other languages.
MOST_USED = ("ghjatccbjyfk", "Ghjatccbjyfk", " ytpfdbcbvjcnm ", "aksjdlasdakj89879", "ne_e_pod_chehyl")


@pytest.mark.parametrize("password", MOST_USED)
def test_what_many_use_is_refused_however_it_is_written(password):
    with pytest.raises(ValidationError, match=EASY):
        validate_password(password, ana())


def test_every_long_one_of_djangos_list_is_refused():
    long = [word for word in CommonPasswordValidator().passwords if len(word) >= LETTERS]

    taken = []
    for word in long:
        with contextlib.suppress(ValidationError):
            NotEasyToGuess().validate(word.upper(), ana())
            taken.append(word)
    assert (len(long) > 100, taken) == (True, [])


def test_the_list_that_is_shipped_has_more_than_asvs_wants_and_is_in_order():
    kept = FILE.read_bytes()
    keys = [kept[start : start + WIDTH] for start in range(0, len(kept), WIDTH)]

    assert len(keys) > 40_000
    assert keys == sorted(set(keys))
    assert len(keys) * 25_000_000 < 256**WIDTH  # how seldom another password is taken for one of them


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

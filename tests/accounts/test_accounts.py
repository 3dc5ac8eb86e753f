"""Sign-up, sign-in, and who gets to the staff desk."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.internal.flows import trust
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from caarisma.accounts.models import User
from tests.letters import delivered

PASSWORD = "a long enough phrase"


def make_verified(email: str = "ana@example.com", *, password: str = PASSWORD, **fields: object) -> User:
    user = User.objects.create_user(email, password, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def sign_in(client, email: str = "ana@example.com", password: str = PASSWORD):
    """In a browser that this account knows: tests/accounts/test_new_browser.py is about the others."""
    remember_browser(client, email)
    return client.post(reverse("account_login"), {"login": email, "password": password})


def remember_browser(client, email: str) -> None:
    user = User.objects.filter(email=email.lower()).first()
    if user and not is_mfa_enabled(user):
        seen = trust.IssuedTrust(trust.create_config_fingerprint(user), int(time.time()))
        client.cookies[settings.MFA_TRUST_COOKIE_NAME] = trust.encode_trust_cookie([seen])


@pytest.mark.django_db
def test_one_mailbox_is_one_account_however_it_is_typed():
    User.objects.create_user("Ana@Example.com", PASSWORD)

    assert User.objects.get_by_natural_key("ANA@example.COM").email == "ana@example.com"


@pytest.mark.django_db
def test_the_database_refuses_an_address_in_capitals():
    with pytest.raises(IntegrityError, match="user_email_in_lower_case"), transaction.atomic():
        User.objects.bulk_create([User(email="Ana@example.com")])


@pytest.mark.django_db
def test_sign_up_confirms_the_address_first_and_then_lets_in(client):
    client.post(reverse("account_signup"), {"email": "Ana@Example.com", "password1": PASSWORD})

    assert not client.get(reverse("pages:home")).wsgi_request.user.is_authenticated
    client.post(reverse("account_email_verification_sent"), {"code": code_in(delivered()[0].body)})
    assert client.get(reverse("pages:home")).wsgi_request.user.email == "ana@example.com"


@pytest.mark.django_db
def test_signing_up_with_a_known_address_looks_the_same(client):
    make_verified()

    known = client.post(reverse("account_signup"), {"email": "ana@example.com", "password1": PASSWORD})
    unknown = client.post(reverse("account_signup"), {"email": "new@example.com", "password1": PASSWORD})

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])


@pytest.mark.django_db
def test_a_known_address_costs_a_password_hash_like_an_unknown_one(client, monkeypatch):
    make_verified()
    hashed = []
    monkeypatch.setattr("caarisma.accounts.forms.make_password", hashed.append)

    client.post(reverse("account_signup"), {"email": "ana@example.com", "password1": PASSWORD})

    assert hashed == [PASSWORD]


@pytest.mark.django_db
def test_mail_subjects_and_bodies_name_no_treatment(client):
    client.post(reverse("account_signup"), {"email": "ana@example.com", "password1": PASSWORD})

    (mail,) = delivered()
    assert "mesotherapy" not in (mail.subject + mail.body).lower()


@pytest.mark.django_db
def test_a_short_password_is_refused_beside_the_field_and_the_address_is_kept(client):
    response = client.post(reverse("account_signup"), {"email": "ana@example.com", "password1": "short"})

    page = response.content.decode()
    assert "at least 12 characters" in page
    assert 'value="ana@example.com"' in page
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_authenticator_secret_is_not_stored_in_clear():
    secret = generate_totp_secret()

    TOTP.activate(make_verified(), secret)

    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        assert secret not in cursor.fetchone()[0]


@pytest.mark.django_db
class TestStaffDesk:
    @pytest.fixture(autouse=True)
    def second_factor_needed(self, settings):
        settings.STAFF_NEED_SECOND_FACTOR = True

    def test_a_stranger_is_sent_to_sign_in(self, client):
        response = client.get(reverse("admin:index"), follow=True)

        assert response.redirect_chain[-1][0].startswith(reverse("account_login"))

    def test_whoever_signs_in_at_the_front_door_lands_at_the_desk_and_finds_it_in_the_menu(self, client, settings):
        settings.STAFF_NEED_SECOND_FACTOR = False
        make_verified(is_staff=True)

        assert sign_in(client).url == reverse("admin:index")
        assert f'<a href="{reverse("admin:index")}">' in client.get(reverse("pages:home")).content.decode()

    def test_a_patient_gets_no_desk(self, client):
        make_verified()
        sign_in(client)

        assert client.get(reverse("admin:index")).status_code in {302, 403}

    def test_staff_without_a_second_factor_are_sent_to_set_one_up(self, client):
        make_verified(is_staff=True)
        sign_in(client)

        response = client.get(reverse("admin:index"))

        assert response.headers["Location"] == reverse("mfa_activate_totp")

    def test_staff_who_used_their_second_factor_get_in(self, client):
        user = make_verified(is_staff=True, is_superuser=True)
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        sign_in(client)

        client.post(reverse("mfa_authenticate"), {"code": totp_code(secret)})

        assert client.get(reverse("admin:index")).status_code == 200

    def test_staff_who_enrolled_but_did_not_use_it_have_to(self, client):
        user = make_verified(is_staff=True, is_superuser=True)
        client.force_login(user)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})

        response = client.get(reverse("admin:index"))

        assert response.headers["Location"].startswith(reverse("mfa_reauthenticate"))

    def test_who_enrols_types_the_password_and_a_code_once(self, client):
        make_verified(is_staff=True, is_superuser=True)
        sign_in(client)
        form = client.get(reverse("mfa_activate_totp"))

        wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
        right = client.post(reverse("mfa_activate_totp"), {"code": totp_code(form.context["form"].secret)})

        assert (form.status_code, wrong.status_code, right.status_code) == (200, 200, 302)
        assert client.get(reverse("admin:index")).status_code == 200


def code_in(mail: str) -> str:
    (code,) = re.findall(r"^[A-Z0-9-]{6,}$", mail, re.MULTILINE)
    return code


def totp_code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return f"{hotp_value(secret, counter):06d}"

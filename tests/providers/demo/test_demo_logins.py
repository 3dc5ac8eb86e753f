"""The demonstration's sign-ins, made once for all who ask: they work, and each may do its work and no more."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from caarisma.accounts.models import User
from providers.demo.logins import LOGINS
from providers.exclusions.comparing import full_list_in_force
from providers.exclusions.models import ListAgreement, SentList
from tests.providers.conftest import Shared

pytestmark = pytest.mark.django_db

VETTING = "vetting@demo.caarisma.example"


@pytest.fixture(scope="module", autouse=True)
def told(shared: Shared) -> str:
    """What the command says when it makes them, in a database with nothing in it."""
    out = StringIO()
    with shared(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.DEMO", True)
        call_command("create_demo_logins", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.role)
def test_each_can_sign_in_with_the_password_that_was_told(login, settings, client, told):
    settings.DEMO, settings.ACCOUNT_LOGIN_BY_CODE_REQUIRED = True, set()  # as in caarisma/settings/development.py
    assert login.password in told

    client.post(reverse("account_login"), {"login": login.email, "password": login.password})

    assert client.session["_auth_user_id"] == str(User.objects.get(email=login.email).pk)


def test_only_the_superuser_is_one():
    assert list(User.objects.filter(is_superuser=True).values_list("email", flat=True)) == [
        "admin@demo.caarisma.example"
    ]
    assert User.objects.filter(is_staff=True).count() == 10


@pytest.mark.parametrize(
    ("permission", "has"),
    [
        ("directory.view_provider", True),
        ("screening.work_screeningcase", True),
        ("screening.suspend_provider", True),
        ("screening.change_screeningcase", False),
        ("screening.second_twopersondecision", False),
        ("treatments.view_claim", True),
        ("search.view_match", True),
        ("screening.delete_screeningcheck", False),
        ("directory.change_provider", False),
        ("search.change_match", False),
        ("search.view_healthanswers", False),
        ("accounts.view_user", False),
    ],
)
def test_the_vetting_desk_may_do_its_work_and_no_more(permission, has):
    assert User.objects.get(email=VETTING).has_perm(permission) is has


def test_the_desk_has_a_list_in_every_state_and_none_of_them_is_ever_read(settings, now):
    settings.DEMO = True
    call_command("create_demo_logins", stdout=StringIO())  # once more

    sent = SentList.objects.all()
    assert sorted(sent.values_list("state", flat=True)) == ["refused", "stopped", "waiting"]
    assert not sent.due(on=now + timedelta(days=400)).exists()
    assert not full_list_in_force()
    assert ListAgreement.objects.get().second_by is None

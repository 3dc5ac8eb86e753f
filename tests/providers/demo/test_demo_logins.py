"""The demonstration's sign-ins: they work, they stay the same, and they are nowhere else."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from caarisma.accounts.models import User
from providers.demo.loading import seed
from providers.demo.logins import LOGINS, make_demo_logins
from providers.directory.models import Provider
from providers.exclusions.comparing import full_list_in_force
from providers.exclusions.models import ListAgreement, SentList
from providers.listing.listed import listed_providers
from tests.factories.treatments import make_area_concern

pytestmark = pytest.mark.django_db

VETTING = "vetting@demo.caarisma.example"


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("create_demo_logins", *arguments, stdout=out)
    return out.getvalue()


def test_outside_a_demonstration_there_are_none(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEMO is off"):
        told()
    assert not User.objects.exists()


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.role)
def test_each_can_sign_in_with_the_password_that_was_told(login, settings, client, now):
    settings.DEMO, settings.ACCOUNT_LOGIN_BY_CODE_REQUIRED = True, set()  # as in caarisma/settings/development.py
    assert login.password in told()

    client.post(reverse("account_login"), {"login": login.email, "password": login.password})

    assert client.session["_auth_user_id"] == str(User.objects.get(email=login.email).pk)


def test_other_programs_get_them_as_json(settings):
    settings.DEMO = True

    rows = json.loads(told("--json"))

    assert [row["role"] for row in rows] == [login.role for login in LOGINS]
    assert rows[0] == {"role": "patient", "email": "patient@demo.caarisma.example", "password": "demo-patient-2026"}


def test_a_second_run_changes_no_password_so_sessions_last(now):
    make_demo_logins(now=now)
    before = dict(User.objects.values_list("email", "password"))

    make_demo_logins(now=now)

    assert dict(User.objects.values_list("email", "password")) == before


def test_a_changed_password_is_set_back(now):
    make_demo_logins(now=now)
    user = User.objects.get(email=VETTING)
    user.set_password("something else entirely")
    user.save()

    make_demo_logins(now=now)

    user.refresh_from_db()
    assert user.check_password("demo-vetting-2026")


def test_only_the_superuser_is_one(now):
    make_demo_logins(now=now)

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
def test_the_vetting_desk_may_do_its_work_and_no_more(now, permission, has):
    make_demo_logins(now=now)

    assert User.objects.get(email=VETTING).has_perm(permission) is has


def test_the_provider_sign_in_belongs_to_one_listed_provider(now):
    make_area_concern()
    seed(providers=50, seed=1, on=now.date(), tell=lambda count: None)

    make_demo_logins(now=now)
    make_demo_logins(now=now)

    provider = Provider.objects.get(user__email="provider@demo.caarisma.example")
    assert listed_providers(on=now).filter(pk=provider.pk).exists()
    assert Provider.objects.filter(user__isnull=False).count() == 2  # and one who does not answer


def test_without_a_directory_the_provider_sign_in_belongs_to_nobody(now):
    make_demo_logins(now=now)

    assert not Provider.objects.exists()


def test_the_desk_has_a_list_in_every_state_and_none_of_them_is_ever_read(settings, now):
    settings.DEMO = True
    told()
    told()

    sent = SentList.objects.all()
    assert sorted(sent.values_list("state", flat=True)) == ["refused", "stopped", "waiting"]
    assert not sent.due(on=now + timedelta(days=400)).exists()
    assert not full_list_in_force()
    assert ListAgreement.objects.get().second_by is None


def test_with_a_directory_the_signed_list_has_its_file_too(settings, now):
    settings.DEMO = True
    make_area_concern()
    seed(providers=3, seed=1, on=now.date(), tell=lambda _there: None)
    told()

    signed = SentList.objects.get(state="done").run
    assert signed.signed_off_by.email == VETTING
    assert signed.changes.count() == 8

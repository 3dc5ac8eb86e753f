"""Making the demonstration's sign-ins: by a command, as often as one likes, and only where there is one."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from caarisma.accounts.models import User
from providers.demo.loading import seed
from providers.demo.logins import LOGINS, make_demo_logins
from providers.directory.models import Provider
from providers.exclusions.models import SentList
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


def test_with_a_directory_the_signed_list_has_its_file_too(settings, now):
    settings.DEMO = True
    make_area_concern()
    seed(providers=3, seed=1, on=now.date(), tell=lambda _there: None)
    told()

    signed = SentList.objects.get(state="done").run
    assert signed.signed_off_by.email == VETTING
    assert signed.changes.count() == 8

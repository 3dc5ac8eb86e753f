"""Roles are code, and nobody makes themselves a superuser."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse

from caarisma.accounts.models import User
from caarisma.accounts.roles import ROLES, load_roles
from tests.factories.providers import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_factor(settings):
    settings.STAFF_NEED_SECOND_FACTOR = False


@pytest.fixture
def changer(client):
    """Staff who may change accounts, and nothing else."""
    user = User.objects.create_user("changer@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user", "add_user"]))
    client.force_login(user)
    return user


def test_loading_twice_is_loading_once_and_takes_back_what_was_ticked_by_hand():
    call_command("load_roles")
    Group.objects.get(name="moderator").permissions.add(Permission.objects.get(codename="change_user"))

    call_command("load_roles")

    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)
    assert not Group.objects.get(name="moderator").permissions.filter(codename="change_user").exists()


def test_no_role_reads_health_answers_or_gives_rights():
    codes = {code for permissions in ROLES.values() for code in permissions}

    assert not {code for code in codes if "health" in code or code.endswith(("_group", "_permission", "change_user"))}
    assert not {code for code in codes if ".delete_" in code}


def test_who_may_change_accounts_cannot_give_rights(client, changer):
    load_roles()
    patient = User.objects.create_user("patient@example.com")
    typed = {
        "email": "other@example.com",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "groups": [Group.objects.get(name="vetter").pk],
        "user_permissions": [Permission.objects.first().pk],
    }

    client.post(reverse("admin:accounts_user_change", args=[patient.pk]), typed)

    patient.refresh_from_db()
    assert (patient.is_staff, patient.is_superuser, patient.email) == (False, False, "patient@example.com")
    assert not patient.groups.exists()
    assert not patient.user_permissions.exists()


@pytest.mark.parametrize("whose", ["own", "superuser", "staff"])
def test_who_may_change_accounts_cannot_touch_those_of_staff(client, changer, whose):
    boss = User.objects.create_superuser("boss@example.com")
    other = User.objects.create_user("staff@example.com", is_staff=True)
    user = {"own": changer, "superuser": boss, "staff": other}[whose]

    response = client.post(reverse("admin:accounts_user_change", args=[user.pk]), {"email": "mine@example.com"})

    user.refresh_from_db()
    assert response.status_code == 403
    assert (user.is_active, user.email != "mine@example.com") == (True, True)


def test_groups_are_not_edited_in_the_admin(client):
    client.force_login(User.objects.create_superuser("boss@example.com"))

    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_group_changelist")


@pytest.mark.parametrize("model", [EmailAddress, Authenticator, UserSession])
def test_what_could_take_over_an_account_is_only_seen_in_the_admin(client, model):
    """Whoever types an address or takes a factor away in the admin leaves no line on the trail."""
    boss, colleague = (make_user(is_staff=True, is_superuser=number == 0) for number in range(2))
    rows = {
        EmailAddress: lambda: EmailAddress.objects.create(user=colleague, email=colleague.email, verified=True),
        Authenticator: lambda: Authenticator.objects.create(user=colleague, type="totp", data={"secret": "s3cr3t"}),
        UserSession: lambda: UserSession.objects.create(
            user=colleague, ip="127.0.0.1", session_key="k3y", user_agent="x"
        ),
    }
    row = rows[model]()
    before = model.objects.values().get(pk=row.pk)
    client.force_login(boss)
    address = f"admin:{model._meta.app_label}_{model._meta.model_name}"

    seen = client.get(reverse(f"{address}_change", args=[row.pk]))
    changed = client.post(reverse(f"{address}_change", args=[row.pk]), {"email": "me@example.com"})
    deleted = client.post(reverse(f"{address}_delete", args=[row.pk]), {"post": "yes"})
    added = client.get(reverse(f"{address}_add"))
    acted = client.post(
        reverse(f"{address}_changelist"), {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    )

    assert seen.status_code == 200
    assert "s3cr3t" not in seen.content.decode()
    assert "k3y" not in seen.content.decode()
    assert [answer.status_code for answer in (changed, deleted, added)] == [403, 403, 403]
    assert acted.status_code in {200, 302, 403}
    assert model.objects.values().get(pk=row.pk) == before

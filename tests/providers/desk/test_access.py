"""The front page of the desk, for every role. Who gets which page: tests/architecture/access, by the rows of ACCESS."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from caarisma.accounts.roles import ROLES, load_roles
from tests.factories.providers import make_user

pytestmark = pytest.mark.django_db

READERS = {"vetter", "second reviewer", "auditor", "medical director"}


@pytest.fixture(autouse=True)
def one_factor(settings):
    settings.STAFF_NEED_SECOND_FACTOR = False


def test_without_a_second_factor_nobody_gets_to_the_desk(client, settings):
    settings.STAFF_NEED_SECOND_FACTOR = True
    client.force_login(make_user(is_staff=True, is_superuser=True))

    assert client.get(reverse("desk:queue")).headers["Location"] == reverse("mfa_activate_totp")


@pytest.mark.parametrize("role", ROLES)
def test_the_front_page_opens_for_each_role(client, role):
    load_roles()
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)

    page = client.get(reverse("admin:index")).content.decode()

    assert ("Awaiting you" in page) is (role in READERS)
    assert (reverse("desk:audit") in page) is (role == "auditor")

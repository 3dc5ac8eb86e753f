import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from tests.factories.providers import make_user


@pytest.fixture
def clock():
    """The desk's pages read the clock themselves."""
    return timezone.now()


@pytest.fixture
def sign_in_as(client, settings):
    """A client of a member of staff with these permissions ("app.codename")."""

    settings.STAFF_NEED_SECOND_FACTOR = False  # tests/accounts holds that it is needed

    def sign_in(*permissions: str, email: str = "ana@example.com"):
        user = make_user(email, is_staff=True)
        for permission in permissions:
            app, codename = permission.split(".")
            user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
        client.force_login(user)
        return user

    return sign_in

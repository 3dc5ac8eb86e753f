"""The site's list holds every room's chores, and the desk sees how they go."""

from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from caarisma.accounts.roles import ROLES
from caarisma.common.chores import own
from caarisma.common.chores.models import ChoreRun
from caarisma.site.chores import CHORES, READ_UPLOADS
from providers.desk.access import CHORES as SEE_CHORES
from tests.factories.providers import make_user


def test_every_chore_of_every_room_is_on_it_once():
    rooms = [config.name for config in apps.get_app_configs() if config.name != "caarisma.site"]
    theirs = [
        chore
        for name in rooms
        if name.startswith(("caarisma", "matching", "providers", "treatments")) and find_spec(f"{name}.chores")
        for chore in getattr(import_module(f"{name}.chores"), "CHORES", ())
    ]

    assert set(CHORES) == {*theirs, *own.CHORES, READ_UPLOADS}
    assert len({chore.name for chore in CHORES}) == len(CHORES)
    assert max(len(chore.name) for chore in CHORES) <= 40


@pytest.mark.django_db
def test_the_desk_sees_a_sweeper_that_never_came(client, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    staff = make_user("vetter@example.com", is_staff=True)
    call_command("load_roles")
    staff.groups.set(staff.groups.model.objects.filter(name="vetter"))
    client.force_login(staff)
    call_command("load_chores")
    assert "late or fail" not in client.get(reverse("admin:index")).content.decode()

    ChoreRun.objects.update(declared_at=timezone.now() - timedelta(days=400))

    shared = sum(not chore.everywhere for chore in CHORES)
    assert f"{shared} chores of the site are late or fail." in client.get(reverse("admin:index")).content.decode()


@pytest.mark.django_db
def test_who_may_not_see_chores_is_told_nothing(client, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    call_command("load_chores")
    ChoreRun.objects.update(declared_at=timezone.now() - timedelta(days=400))
    client.force_login(make_user("editor@example.com", is_staff=True))

    assert "late or fail" not in client.get(reverse("admin:index")).content.decode()
    assert client.get(reverse("admin:chores_chorerun_changelist")).status_code == 403
    assert [role for role, permissions in ROLES.items() if SEE_CHORES in permissions] == ["vetter", "auditor"]


@pytest.mark.django_db
def test_the_page_says_how_each_went_and_lets_nobody_write(client, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    now = timezone.now()
    call_command("load_chores")
    ChoreRun.objects.filter(name="sweep files").update(
        last_started_at=now - timedelta(hours=5),
        last_failed_at=now,
        last_error="PermissionError",
        failures=2,
        took_ms=1234,
    )
    client.force_login(make_user("root@example.com", is_staff=True, is_superuser=True))

    page = client.get(reverse("admin:chores_chorerun_changelist")).content.decode()

    assert page.count('alt="False"') == 1  # on time: all but one
    for words in ("sweep files", "1:00:00", "1.2 s", "PermissionError", "recheck numbers"):
        assert words in page
    assert client.get(reverse("admin:chores_chorerun_add")).status_code == 403
    run = ChoreRun.objects.first()
    assert client.post(reverse("admin:chores_chorerun_delete", args=[run.pk]), {"post": "yes"}).status_code == 403
    assert client.get(reverse("admin:chores_chorerun_change", args=[run.pk])).status_code == 200

"""Place alerts at the desk: seen at once, worked on by one, decided by two, and nothing shown to who has a stake."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from caarisma.accounts.models import AuditEvent
from matching.aftercare.models import PlaceAlert
from matching.aftercare.services.deciding import take_alert
from providers.desk.access import PLACE_ALERTS, SECONDS_ALERTS
from providers.directory.models import Provider
from tests.factories.aftercare import make_visit, tell_infection
from tests.factories.consultations import make_clinic
from tests.factories.providers import make_user

pytestmark = pytest.mark.django_db

STREET = {"line1": "1200 Clay St", "zip_code": "94612"}


@pytest.fixture
def alert(clock) -> PlaceAlert:
    first, second = [make_visit(make_clinic(now=clock, **STREET), now=clock, days=days) for days in (7, 20)]
    tell_infection(first, may_read=True, product="Quicksilver")
    tell_infection(second, product="Marigold")
    PlaceAlert.objects.update(opened_at=clock - timedelta(days=3), due_at=clock - timedelta(days=2))
    return PlaceAlert.objects.get()


def act(client: Client, alert: PlaceAlert, name: str, **fields: str):
    return client.post(reverse(f"moderation:{name}_place_alert", args=[alert.pk]), fields)


def page(client: Client, alert: PlaceAlert) -> str:
    return client.get(reverse("moderation:place_alert", args=[alert.pk])).content.decode()


def test_it_stands_first_on_the_front_page_and_says_that_it_is_late(client, sign_in_as, alert):
    sign_in_as(PLACE_ALERTS)

    front = client.get(reverse("admin:index")).content.decode()
    listed = client.get(reverse("moderation:place_alerts")).content.decode()

    assert "<b>1</b> open: several people told us of the same" in front
    assert "<b>1</b> late: nobody has them" in front
    assert "1200 Clay St" in listed
    assert "Late by 2 days" in listed
    assert "Quicksilver" not in listed


def test_the_page_holds_what_they_allow_and_reading_it_is_written_down(client, sign_in_as, alert):
    sign_in_as(PLACE_ALERTS)

    said = page(client, alert)

    assert "Quicksilver" in said
    assert "Marigold" not in said
    assert "They do not let us read what they told." in said
    assert AuditEvent.objects.filter(verb="read place alert").count() == 1


def test_who_has_a_stake_reads_nothing(client, sign_in_as, alert):
    user = sign_in_as(PLACE_ALERTS)
    Provider.objects.filter(requests__visit=alert.visits[0]).update(user=user)

    said = page(client, alert)

    assert "You have a stake in a provider of this place" in said
    assert "Quicksilver" not in said
    act(client, alert, "take")
    assert PlaceAlert.objects.get().owner is None


def test_mistakes_stand_beside_the_field_and_nothing_typed_is_lost(client, sign_in_as, alert):
    sign_in_as(PLACE_ALERTS)
    act(client, alert, "take")

    answer = act(client, alert, "propose", **{"propose-decision": "hold", "propose-why": "Both the same vial."})

    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Write what the providers read." in said
    assert "Both the same vial." in said
    assert PlaceAlert.objects.get().decision == ""


def test_a_step_before_somebody_has_it_is_refused_in_words(client, sign_in_as, alert):
    sign_in_as(PLACE_ALERTS)

    answer = act(client, alert, "note", **{"step-kind": "clinic", "step-words": "Ms. Ito."})

    assert answer.status_code == 409
    assert "Take this alert first." not in page(client, alert)
    assert not alert.steps.exists()


def test_one_proposes_and_another_agrees(client, sign_in_as, alert):
    sign_in_as(PLACE_ALERTS)
    act(client, alert, "take")
    act(client, alert, "propose", **{"propose-decision": "no_hold", "propose-why": "Two causes."})
    assert act(client, alert, "confirm").status_code == 403

    second = Client()
    user = make_user("second@example.com", is_staff=True)
    user.user_permissions.add(permission(SECONDS_ALERTS))
    second.force_login(user)
    assert "I agree: decide it" in page(second, alert)
    act(second, alert, "confirm")

    alert.refresh_from_db()
    assert alert.decided_by == user
    assert "No suspension" in second.get(reverse("moderation:place_alerts")).content.decode().split("Ended")[1]


def test_it_is_taken_over_only_from_whom_the_page_showed(client, sign_in_as, alert, clock):
    user, colleague = sign_in_as(PLACE_ALERTS), make_user("second@example.com", is_staff=True)
    take_alert(alert_id=alert.pk, by=colleague, now=clock)

    act(client, alert, "take", instead_of="")  # from a page on which nobody had it

    said = page(client, alert)
    assert "Meanwhile this alert went to second@example.com" in said
    assert PlaceAlert.objects.get().owner == colleague
    assert f'name="instead_of" value="{colleague.pk}"' in said
    act(client, alert, "take", instead_of=str(colleague.pk))
    assert PlaceAlert.objects.get().owner == user


def permission(name: str) -> Permission:
    app, code = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=code)

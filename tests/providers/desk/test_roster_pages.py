"""Boards' files at the desk: the report, the sign-off, the work list, and who decides about an alert."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from caarisma.accounts.roles import load_roles
from providers.listing.gate import admitted
from providers.rosters.models import LicenseAlert, LicenseLook, RosterRun
from tests.factories.providers import make_license_alert, make_user
from tests.providers.rosters.making import make_holder, others, read, row, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.STAFF_NEED_SECOND_FACTOR = False


@pytest.fixture
def sign_in(client):
    load_roles()

    def sign_in(role: str):
        user = make_user(f"{role.replace(' ', '-')}@example.com", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return user

    return sign_in


def page(client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"desk:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_report_names_what_changed_and_one_with_the_right_signs_it_off(tmp_path, client, sign_in):
    place = make_holder()
    read(tmp_path, text_of(row(status="Probation"), row("", "Nobody"), *others(200)))
    run = RosterRun.objects.get()
    sign_in("vetter")
    report = page(client, "roster_run", run.pk)
    assert str(place.provider) in report
    assert "On probation" in report
    assert "is no number" in report
    assert "sign off</button>" not in report
    assert client.post(reverse("desk:sign_roster", args=[run.pk])).status_code == 403

    sign_in("second reviewer")
    assert "sign off</button>" in page(client, "roster_run", run.pk)
    client.post(reverse("desk:sign_roster", args=[run.pk]))
    assert "Signed off by" in page(client, "roster_run", run.pk)
    assert "CO, Colorado" in page(client, "rosters")


def test_a_word_that_nobody_knows_stands_on_the_report_and_no_button_does(tmp_path, client, sign_in):
    make_holder()
    read(tmp_path, text_of(row(status="Active <b>new</b>"), *others(200)))
    sign_in("second reviewer")
    report = page(client, "roster_run", RosterRun.objects.get().pk)
    assert "ACTIVE &lt;B&gt;NEW&lt;/B&gt;" in report
    assert "sign off</button>" not in report


def test_two_people_end_an_alert_and_what_was_typed_is_kept(client, sign_in):
    place = make_holder()
    alert = make_license_alert(place.provider, now=timezone.now())
    url = reverse("desk:license_alert", args=[alert.pk])
    sign_in("vetter")
    refused = client.post(url, {"words": "The order is over."})
    assert refused.status_code == 422
    assert "The order is over." in refused.content.decode()
    assert client.post(url, {"words": "The order is over.", "step": "end"}).status_code == 422
    assert client.post(url, {"words": "The order is over.", "step": "propose"}).status_code == 303
    assert "I take my proposal back" in page(client, "license_alert", alert.pk)
    assert not admitted([place.pk], now=timezone.now())

    sign_in("second reviewer")
    assert "a second person" in page(client, "license_alerts")
    client.post(url, {"words": "I read it.", "step": "end"})
    assert admitted([place.pk], now=timezone.now())
    assert "Ended by" in page(client, "license_alert", alert.pk)


def test_whom_no_file_speaks_of_is_looked_up_by_hand(client, sign_in):
    place = make_holder()
    sign_in("vetter")
    assert str(place.provider) in page(client, "licenses_due")
    license = place.provider.licenses.get()
    url = reverse("desk:license_look", args=[license.pk])
    typed = {"status": "active", "word": "Clear/Active", "source": "https://board.example.gov/1", "expires_on": ""}

    refused = client.post(url, {**typed, "word": ""})
    assert refused.status_code == 422
    assert "https://board.example.gov/1" in refused.content.decode()
    assert client.post(url, {**typed, "word": "No\0word"}).status_code == 422
    assert client.post(url, {**typed, "expires_on": "9999-12-31"}).status_code == 422
    assert not LicenseLook.objects.exists()

    assert client.post(url, typed).status_code == 303
    assert str(place.provider) not in page(client, "licenses_due")
    client.post(url, {**typed, "status": "probation", "word": "Probation"})
    assert not admitted([place.pk], now=timezone.now())
    assert LicenseAlert.objects.get().status == "probation"


def test_a_look_at_ones_own_license_is_a_colleagues(client, sign_in):
    place = make_holder()
    me = sign_in("vetter")
    type(place.provider).objects.filter(pk=place.provider_id).update(user=me)
    url = reverse("desk:license_look", args=[place.provider.licenses.get().pk])
    answer = client.post(url, {"status": "active", "word": "Active", "source": "https://board.example.gov/1"})
    assert answer.status_code == 422
    assert "colleague" in answer.content.decode()


def test_the_front_page_counts_alerts(client, sign_in):
    make_license_alert(make_holder().provider, now=timezone.now())
    sign_in("vetter")
    assert "</b> license alert<" in client.get("/admin/").content.decode()

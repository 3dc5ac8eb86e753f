"""A clinic takes its badge: who may, what is copied, and that the page shows it as it is today."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from matching.proofs.models import Badge
from providers.directory.enums import LicenseStatus
from providers.teams.enums import Role
from tests.factories.providers import make_listed_location, make_provider, make_user
from tests.factories.teams import make_member, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(now):
    return make_listed_location(now=now, provider=make_provider(user=make_user()), clinic_name="Harbor Skin")


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_html_shows_the_picture_and_leads_to_the_checks(place):
    client, here = client_of(place.provider.user), reverse("clinic:badge", args=[place.pk])
    assert "<textarea" not in client.get(here).content.decode()

    assert client.post(here).status_code == 303
    client.post(here)

    page = unescape(client.get(here).content.decode())
    public_id = Badge.objects.get().public_id
    checks = f"https://caarisma.example{place.address_on_site(place.provider.slug)}checks/"
    assert f'<a href="{checks}"><img src="https://caarisma.example/badge/{public_id}.svg?lang=en" alt="What' in page
    assert f'<a href="{checks.replace("/p/", "/es/p/")}"><img src=' in page
    assert "In words: Listed at Caarisma. Dr. Amara Osei" in page
    assert f'href="{here}"' in client.get(reverse("provider:places")).content.decode()


def test_the_words_beside_the_picture_do_not_say_that_somebody_is_listed(place):
    """They stay in a website when the picture turns gray."""
    client, here = client_of(place.provider.user), reverse("clinic:badge", args=[place.pk])
    client.post(here)
    place.provider.licenses.update(status=LicenseStatus.REVOKED)

    page = unescape(client.get(here).content.decode())

    assert "Patients do not see this place now, so it is gray." in page
    assert "In words: Not listed at Caarisma now." in page
    assert 'alt="What Caarisma checked about Dr. Amara Osei' in page


def test_a_manager_may_the_front_desk_may_not_and_others_find_nothing(place, now):
    team, here = make_team(place.provider, now=now), reverse("clinic:badge", args=[place.pk])
    stranger = make_listed_location(now=now, provider=make_provider(user=make_user()))

    assert client_of(make_member(team, Role.FRONT_DESK, now=now).user).post(here).status_code == 403
    assert client_of(stranger.provider.user).post(here).status_code == 404
    assert not Badge.objects.exists()
    assert client_of(make_member(team, Role.MANAGER, now=now).user).post(here).status_code == 303


def test_a_name_with_quotes_breaks_nobodys_website(place):
    place.provider.last_name = 'O"><script>'
    place.provider.save()
    client, here = client_of(place.provider.user), reverse("clinic:badge", args=[place.pk])
    client.post(here)

    html = unescape(client.get(here).content.decode().split("<textarea")[1].split("</textarea>")[0])

    assert "<script>" not in html
    assert "O&quot;&gt;&lt;script&gt;" in html

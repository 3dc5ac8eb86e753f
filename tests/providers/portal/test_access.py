"""Whose pages these are: the owner's. For everybody else they do not exist."""

import uuid

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from providers.directory.models import License, PracticeLocation, Provider
from providers.portal import urls
from tests.factories.providers import make_case, make_document, make_license, make_location, make_provider, make_user
from tests.factories.treatments import make_area_concern
from tests.providers.portal.walk import PLACE, license_of

pytestmark = pytest.mark.django_db

OPEN_TO_ALL = {"join"}
WITHOUT_A_PROFILE = {"join", "claim"}
OF_A_LICENSE = {"license", "license_remove"}
OF_A_PLACE = {"place", "place_leave", "prices_of", "hours_of"}
OF_A_DOCUMENT = {"document", "document_remove"}
NAMES = [pattern.name for pattern in urls.urlpatterns]


@pytest.fixture
def owner(now) -> Provider:
    """A provider with a license, a place and a document."""
    make_area_concern()
    provider = make_provider(user=make_user())
    make_location(provider)
    make_license(provider, expires_on=None, status="reported", verified_on=None)
    make_document(make_case(provider), by=provider.user, now=now)
    return provider


@pytest.fixture
def stranger() -> Client:
    """Another provider, with a profile of their own."""
    client = Client()
    client.force_login(make_provider(user=make_user()).user)
    return client


def address(name: str, provider: Provider) -> str:
    document = provider.documents.get()
    arguments: list[object] = []
    if name in OF_A_LICENSE:
        arguments = [provider.licenses.get().pk]
    elif name in OF_A_PLACE:
        arguments = [provider.locations.get().pk]
    elif name == "document":
        arguments = [document.name, 1]
    elif name == "document_remove":
        arguments = [document.name]
    return reverse(f"provider:{name}", args=arguments)


def test_every_page_is_in_this_test():
    held = OF_A_LICENSE | OF_A_PLACE | OF_A_DOCUMENT

    assert {pattern.name for pattern in urls.urlpatterns if pattern.pattern.converters} == held


@pytest.mark.parametrize("name", NAMES)
def test_without_an_account_there_is_only_the_welcome(name, owner, client):
    for method in (client.get, client.post):
        answer = method(address(name, owner))

        if name in OPEN_TO_ALL:
            assert answer.status_code == 200
        else:
            assert answer.status_code in {302, 405}
            assert answer.status_code == 405 or answer.url.startswith("/accounts/login/")


@pytest.mark.parametrize("name", sorted(OF_A_LICENSE | OF_A_PLACE | OF_A_DOCUMENT))
def test_what_is_another_providers_is_nowhere(name, owner, stranger):
    body = {**PLACE, **license_of(), "opens_0": "9 AM", "closes_0": "5 PM"}

    for answer in (stranger.get(address(name, owner)), stranger.post(address(name, owner), body)):
        assert answer.status_code in {404, 405}
    assert License.objects.filter(provider=owner).count() == 1
    assert PracticeLocation.objects.get(provider=owner).clinic_name == "Lakeshore Skin Clinic"
    assert owner.documents.held().exists()


@pytest.mark.parametrize("name", NAMES)
def test_who_has_no_profile_is_taken_to_the_beginning(name, owner):
    client = Client()
    client.force_login(make_user())

    answer = client.get(address(name, owner))

    if name == "document":
        assert answer.status_code == 404
    elif name in WITHOUT_A_PROFILE:
        assert answer.status_code in {200, 302}
    else:
        assert answer.status_code in {302, 405}
        assert answer.status_code == 405 or answer.url == reverse("provider:join")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_no_other_method_does_anything(name, method, owner):
    client = Client()
    client.force_login(owner.user)

    assert getattr(client, method)(address(name, owner)).status_code == 405


@pytest.mark.parametrize("name", NAMES)
def test_every_page_opens_for_its_owner(name, owner):
    client = Client()
    client.force_login(owner.user)

    assert client.get(address(name, owner)).status_code in {200, 302, 405}


def test_a_document_that_does_not_exist(owner):
    client = Client()
    client.force_login(owner.user)

    assert client.get(reverse("provider:document", args=[uuid.uuid4(), 1])).status_code == 404


def test_signing_in_leads_a_provider_to_their_own_pages_and_nobody_else(owner, client):
    patient = make_user()

    for user, leads_to in ((owner.user, "/provider/"), (patient, "/")):
        client.logout()
        body = {"login": user.email, "password": "correct horse battery"}
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        assert client.post(reverse("account_login"), body).url == leads_to

"""The suite itself notices a page that asks the database once for each row it shows."""

import pytest
from django.http import HttpResponse
from django.urls import path
from zeal.errors import NPlusOneError

from providers.directory.models import PracticeLocation
from tests.factories.providers import make_listed_location


def one_by_one(_request) -> HttpResponse:
    return HttpResponse(", ".join(place.provider.last_name for place in PracticeLocation.objects.all()))


def at_once(_request) -> HttpResponse:
    places = PracticeLocation.objects.select_related("provider")
    return HttpResponse(", ".join(place.provider.last_name for place in places))


urlpatterns = [path("one-by-one/", one_by_one), path("at-once/", at_once)]


@pytest.fixture(autouse=True)
def _places(db, now, settings):
    settings.ROOT_URLCONF = __name__
    for _ in range(2):
        make_listed_location(now=now)


def test_asking_for_each_row_fails(client):
    with pytest.raises(NPlusOneError, match=r"PracticeLocation\.provider"):
        client.get("/one-by-one/")


def test_asking_once_does_not(client):
    assert client.get("/at-once/").status_code == 200

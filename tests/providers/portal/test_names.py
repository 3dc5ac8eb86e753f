"""Birth year and former names: asked once, kept for good, used at once, and nobody else's."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from providers.directory.models import Provider
from providers.portal.forms.details import DetailsForm
from providers.portal.forms.npi import WhoForm
from providers.portal.forms.papers import SupervisorForm
from providers.portal.forms.place import PlaceForm
from providers.profile.services import names as services
from providers.vetting.exclusions.matching import MatchingOutcome
from tests.factories.providers import make_case, make_listed_location, make_provider, make_user
from tests.providers.portal.walk import send_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider() -> Provider:
    provider = make_provider(user=make_user(), first_name="Lena", last_name="Ortiz")
    make_case(provider)
    return provider


@pytest.fixture
def client(provider) -> Client:
    client = Client()
    client.force_login(provider.user)
    return client


def test_they_are_kept_with_the_year_and_looked_for_at_once(client, provider, monkeypatch):
    looked_for = []
    monkeypatch.setattr(services, "match_provider", lambda **about: looked_for.append(about) or MatchingOutcome())

    said = {
        "birth_year": "1980",
        "last_1": "Salas",
        "middle_1": "Maria",
        "until_1": "2009",
        "last_2": "Vega",
        "first_2": "Leni",
    }
    assert send_to(client, "names", said).status_code == 303

    provider.refresh_from_db()
    assert provider.birth_year == 1980
    assert [(str(name), name.used_until) for name in provider.former_names.all()] == [
        ("Lena Maria Salas", date(2009, 12, 31)),
        ("Leni Vega", None),
    ]
    assert [about["provider_id"] for about in looked_for] == [provider.pk]
    page = client.get(reverse("provider:names")).content.decode()
    assert "Lena Maria Salas" in page
    assert "until 2009" in page
    assert "Only our staff sees this" in page


@pytest.mark.parametrize("name", ["Núñez", "Jørgensen", "Wałęsa", "O’Brien-Lee", "Sa\u202elas", "de la Cruz"])
def test_letters_with_marks_are_letters(client, provider, name):
    assert send_to(client, "names", {"birth_year": "1980", "last_1": name}).status_code == 303
    assert provider.former_names.get().last_name == name


def test_said_twice_it_is_kept_once(client, provider):
    for _ in range(2):
        send_to(client, "names", {"birth_year": "1980", "last_1": "Salas"})

    assert provider.former_names.count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"birth_year": ""}, "Enter the year you were born"),
        ({"birth_year": "80"}, "Enter a year of 4 digits"),
        ({"birth_year": "１９８０"}, "Enter a year of 4 digits"),
        ({"birth_year": "2020"}, "You have to be 18 or older"),
        ({"birth_year": "1980", "first_1": "Leni"}, "Enter the last name you had then"),
        ({"birth_year": "1980", "last_1": "Salas", "until_1": "3000"}, "Check the year"),
        ({"birth_year": "1980", "last_1": "S" * 81}, "at most 80"),
        ({"birth_year": "1980", "last_1": "Иванов"}, "We cannot read these"),
    ],
)
def test_what_cannot_be_right_is_told_and_kept(client, provider, typed, words):
    answer = send_to(client, "names", typed)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not provider.former_names.exists()


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (lambda typed: WhoForm(typed), "first_name"),
        (lambda typed: WhoForm(typed), "last_name"),
        (lambda typed: DetailsForm(typed, profession="np"), "middle_name"),
        (lambda typed: DetailsForm(typed, profession="np"), "last_name"),
        (lambda typed: SupervisorForm(typed, today=date(2026, 11, 10)), "supervisor_name"),
        (lambda typed: PlaceForm(typed), "owner_name"),
    ],
)
def test_a_name_that_no_list_can_have_is_refused_wherever_it_is_typed(form, field):
    """In letters of another alphabet nobody would be found, and nobody would notice."""
    assert any("We cannot read these: И" in words for words in form({field: "Иванов"}).errors[field])
    assert field not in form({field: "Núñez-O’Neil"}).errors


def test_a_birth_year_that_was_checked_is_not_changed_here(client, now):
    provider = make_provider(user=make_user(), birth_year=1970)
    make_listed_location(now=now, provider=provider)
    client.force_login(provider.user)

    assert send_to(client, "names", {"birth_year": "1980", "last_1": "Salas"}).status_code == 303

    provider.refresh_from_db()
    assert (provider.birth_year, provider.former_names.count()) == (1970, 1)


def test_patients_never_see_them(client, now):
    provider = make_provider(user=make_user(), birth_year=1970)
    provider.former_names.create(last_name="Zquirrel", source="provider")
    make_listed_location(now=now, provider=provider)

    page = Client().get(provider.get_absolute_url()).content.decode()
    assert "Zquirrel" not in page
    assert "1970" not in page

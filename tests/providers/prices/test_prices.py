"""What a clinic does with its price list in the portal, and what patients read of it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from caarisma.common.errors import UserFacingError
from providers.directory.models import PracticeLocation
from providers.prices.models import Package, PriceDate
from providers.prices.selectors import packages_at
from providers.prices.services.packages import WantedPackage, save_packages
from tests.factories.catalog import fill_catalog
from tests.factories.providers import (
    make_case,
    make_listed_location,
    make_location,
    make_offering,
    make_provider,
    make_user,
)
from treatments.models import AreaConcern

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalog(now) -> None:
    fill_catalog(now=now)


@pytest.fixture
def lines() -> list[AreaConcern]:
    rows = AreaConcern.objects.filter(concern__needs_fda_note=False).select_related("area", "concern")
    return list(rows.order_by("pk")[:2])


@pytest.fixture
def place(lines) -> PracticeLocation:
    provider = make_provider(user=make_user())
    make_case(provider)
    location = make_location(provider, clinic_name="Harbor Skin")
    make_offering(location, lines[0], price_per_session=250)
    return location


@pytest.fixture
def client(place) -> Client:
    client = Client()
    client.force_login(place.provider.user)
    return client


def page_of(what: str, place: PracticeLocation) -> str:
    return reverse(f"provider:{what}", args=[place.pk])


class TestCopying:
    def test_the_other_places_prices_stand_in_the_form_and_nothing_is_saved(self, client, place, lines):
        second = make_location(place.provider, clinic_name="Hill Skin")
        assert f"?from={place.pk}" in client.get(page_of("prices_of", second)).content.decode()

        page = client.get(f"{page_of('prices_of', second)}?from={place.pk}")

        assert page.context["form"][f"price_{lines[0].pk}"].value() == 250
        assert "These are the prices of Harbor Skin" in page.content.decode()
        assert not second.offerings.exists()

    def test_nobody_copies_from_a_place_that_is_not_theirs(self, client, place, lines):
        other = make_location(make_provider())
        make_offering(other, lines[1], price_per_session=777)

        assert "777" not in client.get(f"{page_of('prices_of', place)}?from={other.pk}").content.decode()


class TestPasting:
    def row(self, line: AreaConcern, price: str) -> str:
        return f"{line.area.name_en}\t{line.concern.name_en}\t{price}"

    def test_it_fills_in_the_form_beside_what_is_there(self, client, place, lines):
        answer = client.post(page_of("paste_of", place), {"rows": f"{self.row(lines[1], '$300')}\nBotox\t99"})
        page = answer.content.decode()

        assert answer.status_code == 200
        form = answer.context["form"]
        assert [form[f"price_{line.pk}"].value() for line in lines] == [250, "300"]
        assert ("We read 1 price." in page, "Line 2" in page, "Botox" in page) == (True, True, True)
        assert f'action="{page_of("prices_of", place)}"' in page
        assert place.offerings.count() == 1

    def test_an_unusual_price_is_asked_about_at_once(self, client, place, lines):
        page = client.post(page_of("paste_of", place), {"rows": self.row(lines[1], "3000")}).content.decode()

        assert "This is unusual. Is it right?" in page

    def test_a_file_is_read_and_a_workbook_is_refused_in_words(self, client, place, lines):
        csv = f"{lines[1].area.name_en};{lines[1].concern.name_en};310".encode("utf-16")
        taken = client.post(page_of("paste_of", place), {"file": SimpleUploadedFile("p.csv", csv)})
        refused = client.post(page_of("paste_of", place), {"file": SimpleUploadedFile("p.xlsx", b"PK\x03\x04\0\0")})

        assert taken.context["form"][f"price_{lines[1].pk}"].value() == "310"
        assert (refused.status_code, "Save the list as CSV" in refused.content.decode()) == (422, True)
        assert client.post(page_of("paste_of", place), {"rows": " "}).status_code == 422


class TestPackages:
    def typed(self, place: PracticeLocation, sessions: str, price: str) -> dict[str, str]:
        key = place.offerings.get().pk
        return {f"sessions_{key}_0": sessions, f"price_{key}_0": price}

    def test_one_is_kept_shown_and_taken_off(self, client, place):
        assert client.post(page_of("packages_of", place), self.typed(place, "3", "$600")).status_code == 303
        (package,) = packages_at(place.pk)[place.offerings.get().pk]
        assert (package.sessions, package.price, package.per_session) == (3, 600, 200)

        client.post(page_of("packages_of", place), self.typed(place, "", ""))

        assert not Package.objects.exists()

    @pytest.mark.parametrize(
        ("sessions", "price", "words"),
        [
            ("3", "750", "One by one these cost $750"),
            ("1", "20", "from 2 to 12"),
            ("3", "", "price of all"),
            ("x", "9", ""),
        ],
    )
    def test_what_saves_nothing_or_is_half_is_refused_and_stays(self, client, place, sessions, price, words):
        answer = client.post(page_of("packages_of", place), self.typed(place, sessions, price))

        assert (answer.status_code, words in answer.content.decode()) == (422, True)
        assert f'value="{sessions}"' in answer.content.decode()
        assert not Package.objects.exists()

    def test_two_tabs_lose_nothing_that_was_typed_and_nothing_that_is_kept(self, client, place):
        line = place.offerings.get()
        first, second = {f"sessions_{line.pk}_0": "3", f"price_{line.pk}_0": "600"}, f"{line.pk}_1"
        client.post(page_of("packages_of", place), first)

        wrong = client.post(page_of("packages_of", place), {f"sessions_{line.pk}_2": "many", f"price_{line.pk}_2": "9"})
        added = client.post(page_of("packages_of", place), {f"sessions_{second}": "5", f"price_{second}": "$900"})

        assert wrong.status_code == 422, "there is no such row any more, and it is asked about"
        assert 'value="many"' in wrong.content.decode()
        assert added.status_code == 303
        assert [(each.sessions, each.price) for each in packages_at(place.pk)[line.pk]] == [(3, 600), (5, 900)]

    def test_once_a_session_is_cheaper_the_package_is_not_shown(self, client, place):
        client.post(page_of("packages_of", place), self.typed(place, "3", "600"))
        place.offerings.update(price_per_session=190)

        assert packages_at(place.pk) == {}

    def test_a_line_of_another_place_is_refused(self, place, lines, now):
        other = make_offering(make_location(make_provider()), lines[0], price_per_session=500)

        with pytest.raises(UserFacingError):
            save_packages(
                provider_id=place.provider_id,
                location_id=place.pk,
                wanted=[WantedPackage(offering_id=other.pk, sessions=3, price=600)],
                by=place.provider.user,
                now=now,
            )

    @pytest.mark.parametrize("wrong", [{"sessions": 1}, {"sessions": 13}, {"price": 5}])
    def test_the_database_refuses_nonsense(self, place, wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            Package.objects.create(offering=place.offerings.get(), **{"sessions": 3, "price": 600, **wrong})


class TestStillRight:
    def test_one_press_dates_all_prices_and_patients_read_it(self, now, lines):
        place = make_listed_location(now=now, area_concerns=lines[:1], provider=make_provider(user=make_user()))
        Package.objects.create(offering=place.offerings.get(), sessions=3, price=60)
        place.offerings.update(price_per_session=200)
        client = Client()
        client.force_login(place.provider.user)

        assert client.post(reverse("provider:prices_right")).status_code == 303

        assert "Your prices were right on" in client.get("/provider/").content.decode()
        page = client.get(place.address_on_site(place.provider.slug)).content.decode()
        assert "that these prices are right" in page
        assert "Package: 3 sessions for $60 ($20 each)" in page

    def test_saving_prices_dates_them_too(self, client, place, lines, now):
        old = now.date() - timedelta(days=90)
        PriceDate.objects.create(location=place, confirmed_on=old, confirmed_by=place.provider.user)

        client.post(page_of("prices_of", place), {f"price_{lines[0].pk}": "260"})

        assert PriceDate.objects.get().confirmed_on > old

"""Products by treatment: chosen from the list or typed, half a name refused beside its field, nothing typed lost."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.products import make_product
from tests.factories.providers import make_listed_location, make_provider, make_user
from treatments.products.enums import ProductStatus
from treatments.products.models import Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(now):
    return make_listed_location(now=now, provider=make_provider(user=make_user()))


@pytest.fixture
def address(place) -> str:
    return reverse("provider:products_of", args=[place.pk])


@pytest.fixture
def client(place) -> Client:
    client = Client()
    client.force_login(place.provider.user)
    return client


def typed(line, product="Glow 5", maker="Example Labs", source="Example Pharmacy", seller="503a") -> dict[str, str]:
    return {
        f"product_{line.pk}": product, f"maker_{line.pk}": maker,
        f"source_{line.pk}": source, f"from_{line.pk}": seller,
    }  # fmt: skip


def test_a_product_that_is_typed_is_kept_and_can_be_taken_back(client, address, place):
    line = place.offerings.get()
    assert client.post(address, typed(line)).status_code == 303
    line.refresh_from_db()
    assert (line.product, line.product_maker, line.product_bought_from) == ("Glow 5", "Example Labs", "503a")

    assert client.post(address, typed(line, "", "", "", "")).status_code == 303
    line.refresh_from_db()
    assert (line.product, line.product_maker, line.product_bought_from) == ("", "", "")


def test_the_list_offers_what_nobody_warned_of_and_brings_the_maker(client, address, place):
    make_product("Kybella", ProductStatus.NOT_APPROVED)
    make_product("Aqualyx", ProductStatus.WARNED)
    page = client.get(address).content.decode()
    assert '<option value="Kybella">' in page
    assert "Aqualyx" not in page

    client.post(address, typed(place.offerings.get(), "kybella", maker=""))

    assert place.offerings.get().product_maker == Product.objects.get(name="Kybella").maker


@pytest.mark.parametrize(
    ("left_out", "told"),
    [
        ("product", "Enter the name of the product"),
        ("maker", "Enter who makes the product"),
        ("source", "Enter where you buy the product"),
        ("seller", "Choose who sells it"),
    ],
)
def test_half_a_name_is_refused_and_nothing_typed_is_lost(client, address, place, left_out, told):
    answer = client.post(address, typed(place.offerings.get(), **{left_out: ""}))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert ("Glow 5" in page) == (left_out != "product")
    assert place.offerings.get().product == ""


@pytest.mark.parametrize("odd", ["x" * 10_000, "Glow\x005"])
def test_odd_names_are_refused_in_words(client, address, place, odd):
    assert client.post(address, typed(place.offerings.get(), odd)).status_code == 422


def test_a_warned_product_is_kept_as_it_is_and_its_price_hidden(client, address, place):
    make_product("Aqualyx", ProductStatus.WARNED)

    client.post(address, typed(place.offerings.get(), "Aqualyx"))

    assert "FDA warned of Aqualyx on Dec 20, 2023." in client.get(reverse("provider:home")).content.decode()


def test_a_strangers_place_is_not_there(client, now):
    assert client.get(reverse("provider:products_of", args=[make_listed_location(now=now).pk])).status_code == 404


@pytest.mark.parametrize("name", ["\N{CYRILLIC CAPITAL LETTER A}qualyx", "Kybe\N{LATIN SMALL LETTER L WITH STROKE}la"])
def test_letters_that_only_look_like_ours_are_refused_in_words(client, address, place, name):
    answer = client.post(address, typed(place.offerings.get(), name))

    assert answer.status_code == 422
    assert f"Type the name with the letters A to Z. We cannot read these: {key_less(name)}" in answer.content.decode()
    assert name in answer.content.decode()
    assert place.offerings.get().product == ""


@pytest.mark.parametrize("name", ["Juvéderm® 1 mL", "Glow™ 5 µg"])
def test_accents_and_marks_of_a_label_are_kept(client, address, place, name):
    assert client.post(address, typed(place.offerings.get(), name)).status_code == 303
    assert place.offerings.get().product == name


def key_less(name: str) -> str:
    return "".join(letter for letter in name if not letter.isascii())


def test_only_the_whole_name_brings_its_maker(client, address, place):
    make_product("Kybella", ProductStatus.NOT_APPROVED)

    answer = client.post(address, typed(place.offerings.get(), "Just like Kybella", maker=""))

    assert answer.status_code == 422
    assert "Enter who makes the product" in answer.content.decode()

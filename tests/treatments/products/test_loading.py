"""The file of products, loaded: what it says, that a second run changes nothing, and what is refused in words."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from tests.factories.catalog import fill_catalog
from tests.factories.products import make_product, make_use
from tests.factories.providers import make_listed_location
from treatments.models import AreaConcern
from treatments.products.enums import ProductStatus
from treatments.products.files import FILE, ProductsInvalid, read_products
from treatments.products.keys import key_of
from treatments.products.models import Product, ProductUse
from treatments.products.selectors import ProductBook
from treatments.products.services.loading import load_products

pytestmark = pytest.mark.django_db

FDA_NAMED = ["Aqualyx", "Lipodissolve", "Lipo Lab", "Kabelline", "PCDC"]


@pytest.fixture
def book(now) -> ProductBook:
    fill_catalog(now=now)
    load_products(now=now)
    return ProductBook.read()


def broken(tmp_path, old: str, new: str):
    text = FILE.read_text()
    assert old in text
    file = tmp_path / "products.toml"
    file.write_text(text.replace(old, new))
    return file


def test_a_second_run_changes_nothing(now, book):
    assert not load_products(now=now).wrote


@pytest.mark.parametrize("name", FDA_NAMED)
def test_what_the_fda_named_is_known_however_it_is_typed(book, name):
    for typed in (name, name.upper(), name.replace(" ", "-"), f"{name} 8 mL, box of ten"):
        warning = book.warning_in(typed)
        assert (warning.by, warning.since) == ("FDA", date(2023, 12, 20))


def test_the_fda_is_not_said_to_have_warned_of_what_another_agency_named(book):
    assert book.warning_in("Lemon Bottle").by == "Swissmedic"


def test_each_status_is_there_and_each_use_has_its_own(book):
    assert {use.status for use in ProductUse.objects.all()} == set(ProductStatus.values)
    services = {(str(row.area.slug), row.concern.slug): row.pk for row in AreaConcern.objects.select_related()}

    def status(area: str, concern: str) -> str:
        return book.use_of("SKINVIVE by Juvederm", services[area, concern]).status

    assert status("neck", "fine-lines") == ProductStatus.APPROVED
    assert status("chest", "fine-lines") == ProductStatus.NOT_APPROVED
    assert book.use_of("Kybella", services["stomach", "fat-pads"]).status == ProductStatus.NOT_APPROVED
    assert book.use_of("Aunt May's tonic", services["neck", "fine-lines"]) is None


def test_a_clinic_may_choose_nothing_that_was_warned_of(book):
    names = {product.name for product in book.choices()}

    assert "Kybella" in names
    assert names.isdisjoint(FDA_NAMED)


def test_every_word_for_patients_is_there_in_spanish(book):
    assert not ProductUse.objects.filter(words_es="").exists()


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("since = 2024-03-26", "since = 2999-01-01", "still to come"),
        ('status = "warned"', 'status = "bad"', "'bad' is none of"),
        ('names = ["TKTX"]', 'names = ["T!"]', "too short"),
        ('names = ["TKTX"]', 'names = ["aqua-lyx"]', "aqualyx's too"),
        ('contents = "Too much lidocaine"', 'content = "Too much lidocaine"', "contents"),
        ("[[product]]", "[[products]]", "unknown tables"),
        ("since = 2019-12-06", 'since = "soon"', "since is no day"),
    ],
)
def test_a_wrong_file_is_refused_in_words_and_nothing_is_loaded(tmp_path, now, old, new, why):
    with pytest.raises(ProductsInvalid, match=why):
        read_products(broken(tmp_path, old, new), on=now.date())
    with pytest.raises(CommandError, match=r"Nothing was loaded\."):
        call_command("load_products", file=broken(tmp_path, old, new))
    assert not Product.objects.exists()


def test_a_use_of_a_service_that_is_not_there_is_refused(tmp_path, now, book):
    with pytest.raises(ProductsInvalid, match="neck/wings"):
        load_products(now=now, file=broken(tmp_path, "neck/fine-lines", "neck/wings"))


def test_what_is_gone_from_the_file_is_gone(tmp_path, now, book):
    make_product("Old Stock", ProductStatus.WARNED)

    load_products(now=now)

    assert not Product.objects.filter(name="Old Stock").exists()


class TestTheDatabase:
    def refuse(self, sql: str, *values: object) -> None:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)

    @pytest.mark.parametrize("keys", ["{}", "{''}", "{abc}", "{Aqualyx}", "{aqua lyx}", "{'%%%%'}"])
    def test_a_key_that_is_none(self, keys):
        product = make_product()
        self.refuse("UPDATE products_product SET keys = %s WHERE id = %s", keys.replace("'", '"'), product.pk)

    def test_a_warning_ahead_of_its_day(self):
        use = make_use(make_product())
        self.refuse("UPDATE products_productuse SET since = CURRENT_DATE + 1 WHERE id = %s", use.pk)

    @pytest.mark.parametrize("change", ["status = 'fine'", "by = ' '", "words_en = ''"])
    def test_half_a_use(self, change):
        use = make_use(make_product())
        self.refuse(f"UPDATE products_productuse SET {change} WHERE id = %s", use.pk)

    def test_a_use_twice(self):
        product = make_product("Aqualyx", ProductStatus.WARNED)
        self.refuse(
            "INSERT INTO products_productuse (product_id, status, since, by, words_en, words_es, source_id) "
            "SELECT product_id, status, since, by, words_en, words_es, source_id FROM products_productuse "
            "WHERE product_id = %s",
            product.pk,
        )


@pytest.mark.parametrize(
    "name",
    ["Lipo-Lab 5 mL", "Skinvivé", "İ", "\u202eAqualyx", "10,000 " * 20, "Ａqualyx", "Lipo™ Lab℠", "㎯" * 200, "ſ"],
)
def test_the_database_makes_the_same_key(now, name):
    location = make_listed_location(now=now)

    location.offerings.update(product=name, product_maker="Labs", product_source="Shop")

    assert location.offerings.get().product_key == key_of(name)


@pytest.mark.parametrize("typed", ["Aqualýx", "Ａqualyx", "A\u0301qua lyx™", "AQUA\u200bLYX", "Aqua™lyx"])
def test_no_accent_and_no_width_hides_a_warned_name(book, typed):
    assert book.warning_in(typed).by == "FDA"


class TestOneNameThatHoldsAnother:
    @pytest.fixture
    def neck(self, book) -> int:
        return AreaConcern.objects.get(area__slug="neck", concern__slug="fine-lines").pk

    def test_an_approval_is_told_of_the_whole_name_alone(self, book, neck):
        for whole in ("Skinvive", "SKINVIVE by Juvederm", "Skinvive, 1 mL", "Skinvive® (2.5 ml)"):
            assert book.use_of(whole, neck).status == ProductStatus.APPROVED
        assert book.use_of("Korean HA, same as Skinvive", neck) is None

    @pytest.mark.parametrize("typed", ["Good, Mixed, Never", "Never with Mixed", "Mixed and Never and Good"])
    def test_of_several_the_worst_counts(self, neck, typed):
        for name, status in [("Good", "approved"), ("Mixed", "compounded"), ("Never", "not_approved")]:
            make_product(name, status)

        assert ProductBook.read().use_of(typed, neck).status == ProductStatus.NOT_APPROVED

    def test_a_warning_comes_before_an_approval(self, book, neck):
        assert book.use_of("Skinvive mixed with Aqualyx", neck).status == ProductStatus.WARNED

"""Which rows of a price list count: those that may be shown to patients for a use."""

from functools import cache
from typing import Any, Final

from django.db.models import BooleanField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from caarisma.common.expressions import AnyOf
from providers.directory.models import Offering
from treatments.models import AreaConcern


def offered() -> Q:
    """Priced, and nothing hides it. What patients see, what is searched and what is counted."""
    return priced() & ~Q(is_warned()) & ~Q(is_held_back())


def hidden(lines: QuerySet[Offering]) -> QuerySet[Any]:
    """Of priced lines, those that `offered` leaves out. `warned`: for a warning; else their use is held back."""
    return lines.annotate(warned=is_warned()).filter(Q(warned=True) | Q(is_held_back()))


def priced() -> Q:
    """Active, and where the FDA has a note on the use, with a product by its name, its maker and where it is bought.

    Of what nobody names nobody can say if the FDA ever saw it, so it is not offered for that use. The constraint
    `offering_product_is_whole` keeps the three together, so that one of them tells of all.
    """
    return Q(is_active=True) & (~Q(product="") | ~Q(is_noted()))


def is_noted() -> AnyOf:
    """An offering's use is one with the FDA's note: about fat or cellulite."""
    return AnyOf(F("area_concern"), _noted())


def is_warned() -> "LikeAnyOf":
    """Its product is one that an authority warned of, for whatever use."""
    return LikeAnyOf(F("product_key"), RawSQL(WARNED, []))  # noqa: S611  a text of this module


def is_held_back() -> AnyOf:
    """A use with the FDA's note while two medical directors have not signed that such shots are shown."""
    noted = _noted()
    held_back = f"(CASE WHEN {SHOWN} THEN ARRAY[]::bigint[] ELSE {noted.sql} END)"
    return AnyOf(F("area_concern"), RawSQL(held_back, noted.params))  # noqa: S611  texts of this module and the ORM


def fat_use_shown() -> RawSQL:
    """Whether the two have signed, for a query that asks for more."""
    return RawSQL(SHOWN, [], output_field=BooleanField())  # noqa: S611  a text of this module


class LikeAnyOf(AnyOf):
    template, arg_joiner = "%(expressions)s)", " LIKE ANY ("


# PostgreSQL finds each of these once a statement. Written out, as Django mixes up the names of tables nested this deep.
# chr(37) is the percent sign, which a statement that is prepared would lose.
WARNED: Final = """ARRAY(SELECT chr(37) || key || chr(37) FROM products_product, unnest(keys) key WHERE EXISTS (
    SELECT FROM products_productuse WHERE product_id = products_product.id AND status = 'warned'))"""
SHOWN: Final = """coalesce((SELECT shown FROM products_fatusedecision WHERE outcome = 'signed'
    ORDER BY second_at DESC, id DESC LIMIT 1), false)"""


@cache
def _noted() -> RawSQL:
    """An array of such concerns in their areas; joined, it went through the catalog for every location."""
    noted = AreaConcern.objects.filter(concern__needs_fda_note=True).order_by().values("pk")
    sql, parameters = noted.query.sql_with_params()
    return RawSQL(f"ARRAY({sql})", parameters)  # noqa: S611  the ORM's own


def fat_pads_treated(location: OuterRef | None = None) -> Exists:
    """Whether a location offers a concern for which the FDA approved one product, for one place: then the products
    are checked as well.
    """
    return Exists(Offering.objects.filter(offered(), is_noted(), location=location or OuterRef("pk")))

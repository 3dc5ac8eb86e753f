"""Which rows of a price list count: those that may be shown to patients for a use."""

from functools import cache

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import RawSQL

from caarisma.common.expressions import AnyOf
from providers.directory.models import Offering
from treatments.models import AreaConcern


def offered() -> Q:
    """Active, and where the FDA has a note on the use, with a product by its name, its maker and where it is bought.

    Of what nobody names nobody can say if the FDA ever saw it, so it is not offered for that use. The constraint
    `offering_product_is_whole` keeps the three together, so that one of them tells of all.
    """
    return Q(is_active=True) & (~Q(product="") | ~Q(is_noted()))


def is_noted() -> AnyOf:
    """An offering's use is one with the FDA's note: about fat or cellulite."""
    return AnyOf(F("area_concern"), _noted())


@cache
def _noted() -> RawSQL:
    """An array of such concerns in their areas. PostgreSQL finds it once a statement; joined, it went through the
    catalog for every location. Written out at once, as Django mixes up the names of tables nested this deep.
    """
    noted = AreaConcern.objects.filter(concern__needs_fda_note=True).order_by().values("pk")
    sql, parameters = noted.query.sql_with_params()
    return RawSQL(f"ARRAY({sql})", parameters)  # noqa: S611  the ORM's own


def fat_pads_treated(location: OuterRef | None = None) -> Exists:
    """Whether a location offers a concern for which the FDA approved one product, for one place: then the products
    are checked as well.
    """
    return Exists(Offering.objects.filter(offered(), is_noted(), location=location or OuterRef("pk")))

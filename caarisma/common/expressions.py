"""SQL that the ORM has no words for."""

from django.db.models import BooleanField, Func


class AnyOf(Func):
    """AnyOf(F("pk"), array): a filter by any number of values, with one parameter or one subquery for all of them."""

    template, arg_joiner, output_field = "%(expressions)s)", " = ANY(", BooleanField()

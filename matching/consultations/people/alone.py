"""Addresses that nothing hangs on any more. Rooms above hang their rows on an asker, so all of its relations are asked,
whoever made them; what only opens something counts for nothing."""

from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from matching.consultations.models import Asker, Hold, PressLink

ONLY_OPEN: Final = (Hold, PressLink)


def askers_alone() -> QuerySet[Asker]:
    """Without an account, and without anything that they asked for."""
    alone = Asker.objects.filter(user=None)
    for relation in Asker._meta.related_objects:
        model = relation.related_model
        if model not in ONLY_OPEN:
            rows = model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            alone = alone.filter(~Exists(rows))
    return alone

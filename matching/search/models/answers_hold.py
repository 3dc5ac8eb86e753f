"""What holds of the answers of a search, wherever they are stored: in an intake, and in a watch that waits for more."""

from django.db.models import CheckConstraint, F, Q

from matching.search.enums import MattersMost
from matching.snapshots.enums import SlotChoice
from providers.directory.traits import WISH_CODES


def answers_hold(table: str) -> list[CheckConstraint]:
    """The constraints on price, times, wishes and what matters most; `table` begins their names."""
    conditions = {
        "price_plausible": Q(max_price__isnull=True) | Q(max_price__range=(20, 5000)),
        "slots_known": Q(slots__contained_by=list(SlotChoice.values)),
        "slots_required_names_some": Q(slots_required=False) | ~Q(slots=[]),
        "wishes_known": Q(wishes__contained_by=list(WISH_CODES)) & Q(musts__contained_by=list(WISH_CODES)),
        "wish_or_must": ~Q(wishes__overlap=F("musts")),
        "matters_most_known": Q(matters_most__in=["", *MattersMost.values]),
    }
    return [CheckConstraint(name=f"{table}_{what}", condition=condition) for what, condition in conditions.items()]

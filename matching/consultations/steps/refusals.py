"""What the database refuses, in words. Each service of this room is one transaction behind this door."""

from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from matching.consultations.errors import FiveOpen, OfferGone, Stale, TakesNoRequests, TimeRefused, TimeTaken

P = ParamSpec("P")
R = TypeVar("R")

DEADLOCK: Final = "40P01"  # two who book crossing pairs of times wait for each other: one is sent back and tries again
BY_CONSTRAINT: Final[dict[str, Callable[[], UserFacingError]]] = {
    "consultations_move_pkey": Stale,
    "move_is_allowed": Stale,
    "move_follows_the_last": Stale,
    "consultations_move_form_key_key": Stale,
    "consultations_message_form_key_key": Stale,
    "request_one_open_a_provider": Stale,
    "request_five_open": FiveOpen,
    "visit_one_at_a_time": TimeTaken,
    "offer_one_taken_a_round": OfferGone,
    "capacity_not_above": TakesNoRequests,
    "offer_in_the_future": lambda: TimeRefused(_("This time is past. Choose a later one.")),
    "offer_within_half_a_year": lambda: TimeRefused(_("This is too far ahead.")),
    "offer_overlaps_none_beside_it": lambda: TimeRefused(_("Two of these times overlap. Choose times that do not.")),
}


def one_step(service: Callable[P, R]) -> Callable[P, R]:
    """One transaction. A refusal of the database that somebody can meet is said in words; any other is a fault."""

    @wraps(service)
    def stepped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return _once(service, *args, **kwargs)
        except DatabaseError as error:
            if _code(error) != DEADLOCK or connection.in_atomic_block:
                raise
        return _once(service, *args, **kwargs)

    return stepped


def _once(service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    try:
        with transaction.atomic():
            return service(*args, **kwargs)
    except DatabaseError as error:
        refusal = BY_CONSTRAINT.get(_constraint(error))
        if refusal is None:
            raise
        raise refusal() from error


def _code(error: DatabaseError) -> str:
    return getattr(error.__cause__, "pgcode", None) or ""


def _constraint(error: DatabaseError) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""

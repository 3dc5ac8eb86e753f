"""What each role may do for a provider: one table. What our checks rest on is in nobody's row but the provider's."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from providers.teams.enums import Role


class Deed(StrEnum):
    LOOK = "look"  # at the profile and what waits
    ANSWER = "answer"  # requests: read, write, offer times, say no
    HOURS = "hours"  # hours, free times, days off, calendar, how many requests a week
    OFFER = "offer"  # prices, products of lines that need no check, how to pay, parking
    SPEAK = "speak"  # for the clinic in public: answers to reviews, a pause, that the phone is right
    FACT = "fact"  # name, NPI, licenses, papers, places, statements, sending: what our checks rest on


FRONT_DESK: Final = frozenset({Deed.LOOK, Deed.ANSWER, Deed.HOURS})
MANAGER: Final = FRONT_DESK | {Deed.OFFER, Deed.SPEAK}
MAY: Final[Mapping[str, frozenset[Deed]]] = {
    Role.SELF: frozenset(Deed),
    Role.OWNER: MANAGER,
    Role.MANAGER: MANAGER,
    Role.FRONT_DESK: FRONT_DESK,
}


def may(role: str, deed: Deed) -> bool:
    return deed in MAY.get(role, frozenset())


def roles_that_may(deed: Deed) -> list[str]:
    """Of members."""
    return [role for role in MAY if role != Role.SELF and may(role, deed)]

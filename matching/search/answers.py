"""What a person asks for: one record, from the first question to the engine."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, OuterRef, Value

from caarisma.common.expressions import AnyOf
from caarisma.common.prepared import Prepared, array, written
from matching.engine import Factor, Slot
from matching.search.enums import RADIUS_STEPS, MattersMost
from matching.search.models import Intake
from providers.directory.traits import WISH_CODES

# By one name here, in the columns of an intake and in the engine's requirements.
TERMS = ("radius_miles", "max_price", "slots", "slots_required", "wishes", "musts", "matters_most")


@dataclass(frozen=True, kw_only=True)
class Answers:
    """None means "not asked yet"; an empty tuple is an answer ("not sure", "any time", "no wish")."""

    areas: tuple[str, ...] | None = None
    concerns: tuple[str, ...] | None = None
    zip_code: str | None = None
    radius_miles: int | None = None
    price_answered: bool = False
    max_price: int | None = None  # the most for one session, whole dollars; None: no limit, once answered
    slots: tuple[str, ...] | None = None
    slots_required: bool = False
    wishes: tuple[str, ...] | None = None
    musts: tuple[str, ...] = ()
    matters_most: str | None = None  # "": all the same

    def __post_init__(self) -> None:
        """Raise ValueError for what no form writes: an older release did, or the session is garbled."""
        lists = [
            self.musts,
            *(given for given in (self.areas, self.concerns, self.slots, self.wishes) if given is not None),
        ]
        right = (
            all(isinstance(given, tuple) and all(isinstance(word, str) for word in given) for given in lists),
            all(isinstance(tick, bool) for tick in (self.price_answered, self.slots_required)),
            self.zip_code is None or isinstance(self.zip_code, str),
            self.max_price is None or type(self.max_price) is int,
            self.radius_miles in (None, *RADIUS_STEPS),
            self.matters_most in (None, "", *MattersMost.values),
        )
        if not all(right):
            raise ValueError("no form writes this")
        if not (set(self.slots or ()) <= set(Slot) and {*(self.wishes or ()), *self.musts} <= set(WISH_CODES)):
            raise ValueError("unknown times or wishes")

    def columns(self) -> dict[str, Any]:
        """Of an intake, lists in one order and each word once, however they were given. Its ZIP is placed, and its
        areas and concerns are rows of their own.
        """
        given = {name: getattr(self, name) for name in TERMS} | {"matters_most": self.matters_most or ""}
        return {name: sorted(set(value)) if isinstance(value, tuple) else value for name, value in given.items()}

    def terms(self) -> dict[str, Any]:
        """Of the engine's requirements: all but what is treated, and where."""
        given = {name: getattr(self, name) for name in TERMS}
        sets = {name: frozenset(value) for name, value in given.items() if isinstance(value, tuple)}
        most = Factor(self.matters_most) if self.matters_most else None
        return {**given, **sets, "slots": frozenset(map(Slot, self.slots or ())), "matters_most": most}


def answers_of(intakes: Collection[Intake]) -> dict[int, Answers]:
    """By the ids of the intakes. One query."""
    chosen = {pk: slugs for pk, *slugs in CHOSEN.fetch(array(intake.pk for intake in intakes))}
    return {intake.pk: _answers(intake, *chosen.get(intake.pk, ([], []))) for intake in intakes}


def _answers(intake: Intake, areas: list[str], concerns: list[str]) -> Answers:
    kept = {name: getattr(intake, name) for name in TERMS}
    terms: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
    return Answers(areas=tuple(areas), concerns=tuple(concerns), zip_code=intake.zip_code, price_answered=True, **terms)


IDS = "their ids"  # stands for the parameter while the ORM writes


def _chosen(ids: str) -> str:
    """The areas and the concerns of each intake, in the order of the catalog."""
    rows = Intake.objects.filter(AnyOf(F("pk"), Value(IDS))).order_by()
    slugs = (_slugs(Intake.areas.through, "area"), _slugs(Intake.concerns.through, "concern"))
    return written(rows.values_list("pk", *slugs), {IDS: ids})


def _slugs(chosen: type[Model], name: str) -> ArraySubquery:
    rows = chosen._default_manager.filter(intake=OuterRef("pk")).order_by(f"{name}__position", f"{name}__slug")
    return ArraySubquery(rows.values(f"{name}__slug"))


CHOSEN = Prepared("answers_of_intakes", ["bigint[]"], _chosen)

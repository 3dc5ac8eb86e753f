"""The figures of a place as they may be shown: no number of 1 to 10, and none that follows from the others."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from matching.insights.models import PlaceFigures
from matching.insights.rules.counting import FACTORS, SPANS
from matching.insights.rules.hiding import FEW, told, told_parts
from matching.insights.rules.lifting import Lift

POINT: Final = 1000  # thousandths


@dataclass(frozen=True, slots=True)
class PartTold:
    """Points, rounded."""

    part: str
    you: int
    middle: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresTold:
    """None: 1 to 10, or what would give one away."""

    counted_on: date
    searches: int | None
    nobody: int | None
    shown: int | None
    elsewhere: int | None
    lower: int | None
    dropped: int | None
    median_place: float | None
    median_length: float | None
    weeks: list[tuple[date, int | None]]
    places: list[tuple[int, int | None, int | None]]  # from, to, how many
    parts: list[PartTold]
    failed: list[tuple[str, int | None]]
    lifts: list[Lift]

    @property
    def weakest(self) -> str:
        """The part that is furthest below the middle, by a point at least."""
        behind = [(part.middle - part.you, part.part) for part in self.parts]
        most = max(behind, default=(0, ""))
        return most[1] if most[0] >= 1 else ""

    @property
    def weakest_part(self) -> PartTold | None:
        return next((part for part in self.parts if part.part == self.weakest), None)


def told_of(row: PlaceFigures) -> FiguresTold:
    """A place that was on few lists has no middle and no parts: they would tell of few people."""
    kept = row.figures
    shown, elsewhere, lower, dropped = told_parts([row.shown, row.elsewhere, row.lower, row.dropped])
    enough = row.shown > FEW
    weeks = [(date.fromisoformat(monday), number) for monday, number in kept["weeks"]]
    failed = [(str(code), int(number)) for code, number in kept["failed"]]
    return FiguresTold(
        counted_on=row.counted_on,
        searches=told(row.searches),
        nobody=told_parts([row.nobody, row.searches - row.nobody])[0],
        shown=shown,
        elsewhere=elsewhere,
        lower=lower,
        dropped=dropped,
        median_place=row.median_place if enough else None,
        median_length=row.median_length if enough else None,
        weeks=list(zip([day for day, _number in weeks], told_parts([number for _day, number in weeks]), strict=True)),
        places=[(low, high, number) for (low, high), number in zip(SPANS, told_parts(kept["places"]), strict=True)],
        parts=_parts(kept["parts"]) if enough else [],
        failed=list(zip([code for code, _n in failed], told_parts([number for _c, number in failed]), strict=True)),
        lifts=[Lift(**lift) for lift in kept["lifts"]] if row.searches > FEW else [],
    )


def _parts(kept: dict[str, list[float]]) -> list[PartTold]:
    return [PartTold(factor.value, *(round(value / POINT) for value in kept[factor.value])) for factor in FACTORS]

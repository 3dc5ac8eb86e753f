"""Whether a clinic on a stored list still shows what the list is about: a warning may hide it between two rankings."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Generic, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.expressions import RawSQL

from caarisma.common.expressions import AnyOf
from caarisma.common.prepared import array, written
from caarisma.common.prepared_rows import PreparedRows, ReadRow
from matching.engine import Change, Relaxation, Service
from matching.engine.relaxing import groups_left
from matching.engine.requirements import Groups
from matching.lists.cards import CardCatalog, noted_lines
from matching.search.assembly import groups_for
from matching.search.models import Intake, Match, NearMiss
from providers.directory.models import Offering
from providers.directory.offered import offered
from treatments.models import AreaConcern

CODES: Final = ArrayField(BigIntegerField())
LIST, ASKED, NOTED = "the list", "the codes", "the codes with a note"  # stand for the parameters
PARAMETERS: Final = {LIST: "bigint", ASKED: "bigint[]"}
Row = TypeVar("Row", Match, NearMiss)


def read_matches(intake: Intake, catalog: CardCatalog) -> "Listed[Match]":
    """All that the list names, in its order. One query."""
    asked = (intake.pk, array(pair.pk for pair in catalog.asked))
    if catalog.noted:  # with what is used there for what carries the FDA's note
        rows = NOTED_MATCHES.fetch(*asked, array(pair.pk for pair in catalog.noted))
    else:
        rows = MATCHES.fetch(*asked)
    return Listed.of(rows, catalog)


def read_near_misses(intake: Intake, catalog: CardCatalog) -> "Listed[NearMiss]":
    """Likewise."""
    return Listed.of(NEAR_MISSES.fetch(intake.pk, array(pair.pk for pair in catalog.asked)), catalog)


@dataclass(frozen=True)
class Listed(Generic[Row]):
    """Who stands on a list, and the places of theirs that offer one of each group of what was asked: of a near miss, of
    each group that its change would leave."""

    rows: "list[ReadRow[Row]]"
    serving: frozenset[int]

    @classmethod
    def of(cls, rows: "list[ReadRow[Row]]", catalog: CardCatalog) -> "Listed[Row]":
        groups = groups_for(
            areas={area.slug for area in catalog.areas},
            concerns={concern.slug for concern in catalog.concerns},
            services=[Service(pair.pk, pair.area.slug, pair.concern.slug) for pair in catalog.asked],
        )
        serving = (row["location_id"] for row in rows if _serves_each(row["serves"], _wanted(row, groups)))
        return cls(rows, frozenset(serving))

    @property
    def places(self) -> list[int]:
        return [row["location_id"] for row in self.rows]


def _matches() -> "QuerySet[Match]":
    return _serving(Match.objects.all()).order_by("position")


def _noted_matches() -> "QuerySet[Match]":
    return _matches().annotate(noted_lines=noted_lines(NOTED))


def _near_misses() -> "QuerySet[NearMiss]":
    return _serving(NearMiss.objects.all()).order_by("position")


def _serving(rows: "QuerySet[Row]") -> "QuerySet[Row]":
    serves = RawSQL(_serves(rows.model._meta.db_table), [ASKED], output_field=CODES)  # noqa: S611  as the ORM wrote it
    return rows.filter(intake=Value(LIST)).annotate(serves=serves)


@cache
def _serves(table: str) -> str:
    """What of some services is offered at the place of each row of this table. Written once a process: that took longer
    than to answer it for a list."""
    shown = Offering.objects.filter(offered(), AnyOf(F("area_concern"), Value("codes")), location=Value("place"))
    parameters = {"codes": "%s::bigint[]", "place": f"{table}.location_id"}
    return f"ARRAY({written(shown.order_by().values('area_concern'), parameters)})"


def offers_all_asked(location_id: int, *, areas: Collection[str], concerns: Collection[str]) -> bool:
    """Likewise of one place, by the slugs of what was asked. One query."""
    shown = Offering.objects.filter(offered(), location=location_id, area_concern=OuterRef("pk"))
    pairs = AreaConcern.objects.filter(is_active=True).order_by().annotate(shown=Exists(shown))
    rows = list(pairs.values_list("pk", "area__slug", "concern__slug", "shown"))
    services = [Service(pk, area, concern) for pk, area, concern, _shown in rows]
    groups = groups_for(areas=areas, concerns=concerns, services=services)
    return _serves_each([pk for pk, _area, _concern, is_shown in rows if is_shown], groups)


def _wanted(row: "ReadRow[Any]", groups: Groups) -> Groups:
    if "relaxation" in row:
        relaxation = Relaxation.from_dict(row["relaxation"])
        if relaxation.change in (Change.DROP_AREA, Change.DROP_CONCERN):
            return groups_left(groups, relaxation)
    return groups


def _serves_each(offered_codes: Collection[int], groups: Groups) -> bool:
    return all(any(service.code in offered_codes for service in group) for group in groups)


# --- Statements -------------------------------------------------------------------------------------------------------
_HANGING: Final = ("provider", "provider__answer_record", "location")
MATCHES = PreparedRows("matches_of_list", _matches, PARAMETERS, *_HANGING)
NOTED_MATCHES = PreparedRows("noted_matches_of_list", _noted_matches, PARAMETERS | {NOTED: "bigint[]"}, *_HANGING)
NEAR_MISSES = PreparedRows("near_misses_of_list", _near_misses, PARAMETERS, "provider", "location")

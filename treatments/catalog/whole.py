"""All catalog files together."""

from dataclasses import dataclass

from treatments.catalog.rows import (
    AreaRow,
    BlockRow,
    ClaimRow,
    ConcernRow,
    CostRow,
    EffectRow,
    PageRow,
    PlanRow,
    SourceRow,
)
from treatments.catalog.study_rows import SearchRow, StudiedPlanRow, StudyRow, VerdictRow
from treatments.catalog.term_rows import DatedRow, TermRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Everything the files say, checked; safe to write to the database as it is."""

    sources: tuple[SourceRow, ...]
    claims: tuple[ClaimRow, ...]
    session_plans: tuple[PlanRow, ...]
    effects: tuple[EffectRow, ...]
    costs: tuple[CostRow, ...]
    areas: tuple[AreaRow, ...]
    concerns: tuple[ConcernRow, ...]
    pages: tuple[PageRow, ...]
    blocks: tuple[BlockRow, ...]
    searches: tuple[SearchRow, ...]
    verdicts: tuple[VerdictRow, ...]
    studies: tuple[StudyRow, ...]
    studied_plans: tuple[StudiedPlanRow, ...]
    terms: tuple[TermRow, ...]
    dated: tuple[DatedRow, ...]

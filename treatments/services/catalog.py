"""Bring the database in line with the catalog files. Safe to run at every deploy: a second run changes nothing.

Who wins. The files hold the facts: names, hints, numbers, which concern goes with which area, a claim's words, evidence
and sources. The desk holds the decisions on claims: a claim with a reviewer keeps its status, reason, reviewer and
dates, with one exception. An approval is of the words that were read, so when a file changes the words of a published
claim, its review is void and the file's status holds. A desk's "held" or "rejected" outlives new words.

Nothing is deleted but a claim's link to a source, because offerings and intakes point at rows. What is gone from the
files is put out of use: a pair of area and concern is switched off, a published claim is held, other rows just stay.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction

from caarisma.common.advisory import Lock, wait_for
from treatments.catalog.files import FOLDER, read_catalog
from treatments.catalog.rows import ClaimRow, ConcernRow, NamedRow
from treatments.catalog.whole import Catalog
from treatments.enums import ClaimStatus
from treatments.models import (
    Area,
    AreaConcern,
    Claim,
    ClaimSource,
    Concern,
    CostGuide,
    EffectDuration,
    SessionPlan,
    Source,
)
from treatments.services.bulk import CatalogReport, Ids, Values, write_by_slug, write_links

GONE = "Gone from the catalog files."
WORDS = ("text_en", "text_es", "evidence")  # what a reviewer approves
NO_REVIEW: Values = {"reviewer_id": None, "reviewed_on": None, "next_review": None}


def load_catalog(*, now: datetime, folder: Path = FOLDER) -> CatalogReport:
    """Write the catalog files to the database. Raises CatalogInvalid, with nothing written, if a file is wrong."""
    catalog = read_catalog(folder)
    report = CatalogReport(at=now)
    with transaction.atomic():
        wait_for(Lock.LOAD_CATALOG)  # two deploys at once would both insert; the second then finds nothing to do
        sources = write_by_slug(
            Source, {row.slug: _values(row, "title publisher year url") for row in catalog.sources}, report
        )
        claims = _write_claims(catalog.claims, sources, report)
        plans, effects = _write_course(catalog, claims, report)
        areas = write_by_slug(Area, {row.slug: _named(row) for row in catalog.areas}, report)
        wanted = {row.slug: _concern(row, claims, plans, effects) for row in catalog.concerns}
        concerns = write_by_slug(Concern, wanted, report)
        _write_pairs(catalog.concerns, areas, concerns, report)
    return report


def _values(row: object, keys: str) -> Values:
    return {key: getattr(row, key) for key in keys.split()}


def _named(row: NamedRow) -> Values:
    return _values(row, "position origin name_en name_es hint_en hint_es")


def _concern(row: ConcernRow, claims: Ids, plans: Ids, effects: Ids) -> Values:
    return _named(row) | {
        "session_plan_id": plans[row.session_plan],
        "effect_id": effects[row.effect],
        "claim_id": claims[row.claim],
        "needs_fda_note": row.needs_fda_note,
    }


def _write_course(catalog: Catalog, claims: Ids, report: CatalogReport) -> tuple[Ids, Ids]:
    """Session plans, effects and cost guides. Gives the ids of the first two, which concerns point at."""
    plan_keys = "sessions_min sessions_max first_phase_sessions first_phase_gap_days later_gap_days rest_days"
    plans = {row.slug: _values(row, plan_keys) | {"claim_id": claims[row.claim]} for row in catalog.session_plans}
    effects = {
        row.slug: _values(row, "kind months_min months_max") | {"claim_id": claims[row.claim]}
        for row in catalog.effects
    }
    costs = {row.slug: _values(row, "low high as_of_year") | {"claim_id": claims[row.claim]} for row in catalog.costs}
    write_by_slug(CostGuide, costs, report)
    return write_by_slug(SessionPlan, plans, report), write_by_slug(EffectDuration, effects, report)


def _write_claims(rows: Iterable[ClaimRow], sources: Ids, report: CatalogReport) -> Ids:
    now_in_database = Claim.objects.select_for_update(no_key=True).in_bulk(field_name="slug")
    wanted = {row.slug: _claim(row, now_in_database.get(row.slug), report) for row in rows}
    ids = write_by_slug(Claim, wanted, report)
    gone = Claim.objects.exclude(slug__in=wanted).filter(status=ClaimStatus.PUBLISHED)
    report.put_out["Claim"] += gone.update(status=ClaimStatus.HELD, why=GONE, updated_at=report.at, **NO_REVIEW)
    links = {(ids[row.slug], sources[slug]): {"where": where} for row in rows for slug, where in row.sources}
    existing = {(link.claim_id, link.source_id): link for link in ClaimSource.objects.filter(claim__in=ids.values())}
    write_links(ClaimSource, ("claim_id", "source_id"), links, existing, report)
    unlinked = [link.pk for key, link in existing.items() if key not in links]
    report.put_out["ClaimSource"] += ClaimSource.objects.filter(pk__in=unlinked).delete()[0]
    return ids


def _claim(row: ClaimRow, claim: Claim | None, report: CatalogReport) -> Values:
    """What the claim should hold now. See the module's text for who wins."""
    words = _values(row, "text_en text_es guide_says evidence")
    by_file = words | _values(row, "status why") | NO_REVIEW
    if claim is None or claim.reviewer_id is None:
        return by_file | {"next_review": claim.next_review if claim else None}
    if claim.status == ClaimStatus.PUBLISHED and any(getattr(claim, key) != words[key] for key in WORDS):
        report.void.append(row.slug)
        return by_file
    return words | _values(claim, "status why reviewer_id reviewed_on next_review")


def _write_pairs(rows: Iterable[ConcernRow], areas: Ids, concerns: Ids, report: CatalogReport) -> None:
    wanted: Mapping[tuple[int, int], Values] = {
        (areas[area], concerns[row.slug]): {"is_active": True} for row in rows for area in row.areas
    }
    existing = {(pair.area_id, pair.concern_id): pair for pair in AreaConcern.objects.order_by("pk")}
    write_links(AreaConcern, ("area_id", "concern_id"), wanted, existing, report)
    gone = [pair.pk for key, pair in existing.items() if key not in wanted and pair.is_active]
    report.put_out["AreaConcern"] += AreaConcern.objects.filter(pk__in=gone).update(is_active=False)

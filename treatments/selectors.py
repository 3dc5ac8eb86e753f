"""Reads of the catalog that other apps use. One query each, whatever the number of rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from treatments.models import Area, AreaConcern, Claim, Concern, CostGuide, SessionPlan


class CatalogNotLoaded(LookupError):
    """The row that every page needs is not there: run `manage.py load_catalog`."""


@dataclass(frozen=True, slots=True)
class AreaWithConcerns:
    """One area and what can be asked for there, both in catalog order. `pair_ids` are the service codes, in step."""

    area: Area
    concerns: tuple[Concern, ...]
    pair_ids: tuple[int, ...]


def usual_plan() -> SessionPlan:
    """The course most people have; its claim comes along. Raises CatalogNotLoaded."""
    plan = SessionPlan.objects.select_related("claim").filter(slug="usual").first()
    if plan is None:
        raise CatalogNotLoaded('There is no session plan "usual". Run manage.py load_catalog.')
    return plan


def usual_cost() -> CostGuide:
    """The guide price of one session, whole US dollars; its claim comes along. Raises CatalogNotLoaded."""
    cost = CostGuide.objects.select_related("claim").filter(slug="session").first()
    if cost is None:
        raise CatalogNotLoaded('There is no cost guide "session". Run manage.py load_catalog.')
    return cost


def area_concern_table() -> tuple[AreaWithConcerns, ...]:
    """Each area that has a concern in use, with its concerns: what the intake asks."""
    table: dict[int, tuple[Area, list[Concern], list[int]]] = {}
    for pair in AreaConcern.objects.filter(is_active=True).select_related("area", "concern"):
        _, concerns, pair_ids = table.setdefault(pair.area_id, (pair.area, [], []))
        concerns.append(pair.concern)
        pair_ids.append(pair.pk)
    return tuple(AreaWithConcerns(area, tuple(concerns), tuple(ids)) for area, concerns, ids in table.values())


def printable_claims(slugs: Collection[str], *, on: date) -> dict[str, Claim]:
    """The claims among `slugs` that may be shown, by slug, with their sources (2 queries).

    A slug that is missing from the answer is not to be printed: show "We are checking this" or nothing.
    """
    claims = Claim.objects.printable(on=on).filter(slug__in=slugs).prefetch_related("sources")
    return {claim.slug: claim for claim in claims}

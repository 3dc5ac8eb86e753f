"""Reads of the catalog that other apps use. One query each, whatever the number of rows."""

from collections.abc import Collection
from datetime import date

from treatments.models import Claim, CostGuide, SessionPlan


class CatalogNotLoaded(LookupError):
    """The row that every page needs is not there: run `manage.py load_catalog`."""


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


def printable_claims(slugs: Collection[str], *, on: date) -> dict[str, Claim]:
    """The claims among `slugs` that may be shown, by slug, with their sources (2 queries).

    A slug that is missing from the answer is not to be printed: show "We are checking this" or nothing.
    """
    claims = Claim.objects.printable(on=on).filter(slug__in=slugs).prefetch_related("sources")
    return {claim.slug: claim for claim in claims}

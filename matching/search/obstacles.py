"""An empty list in words: what stands in the way, with counts, and the steps that lead out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.engine import RADIUS_STEPS, SearchPart
from matching.search import wording
from matching.search.origin import From
from matching.search.standing import InTheWay, in_the_way


@dataclass(frozen=True, kw_only=True)
class OfferLine:
    """A change that would let some in, or a first step to it."""

    offer: str  # the change itself, as the button sends it
    text: str
    button: str


@dataclass(frozen=True, kw_only=True)
class Obstacles:
    heading: str
    facts: Sequence[str]
    lines: Sequence[OfferLine]
    nobody: bool  # nobody at all is on our list within the widest radius
    fits_now: bool  # somebody came since the list was made


def obstacles_of(origin: From, names: wording.CatalogNames, *, now: datetime) -> Obstacles | None:
    intake = origin.intake
    found = in_the_way(intake, now=now)
    if found is None:
        return None
    lines = [
        OfferLine(
            offer=part.relaxation.code,
            text=wording.part_text(part, names, limit=intake.max_price),
            button=wording.relax_button(part.relaxation, names),
        )
        for part in found.offers
    ]
    return Obstacles(
        heading=_heading(found),
        facts=_facts(found, origin, names),
        lines=lines,
        nobody=found.listed == 0,
        fits_now=found.standing.fit > 0,
    )


def _heading(found: InTheWay) -> str:
    if found.listed == 0:
        return _("We have no checked provider near you yet")
    if found.standing.anywhere == 0:
        return _("Nobody near you offers this yet")
    return _("What stands in the way")


def _facts(found: InTheWay, origin: From, names: wording.CatalogNames) -> list[str]:
    told = found.standing
    where = {"miles": origin.intake.radius_miles, "zip_code": origin.zip_code, "widest": RADIUS_STEPS[-1]}
    if found.listed == 0:
        return [_("Nobody on our list is within %(widest)s miles of %(zip_code)s.") % where]
    if told.anywhere == 0:
        return [_listed(found.listed, where), _("None of them offers what you asked for and takes new patients.")]
    if told.near == 0:
        return [_("Nobody within %(miles)s miles offers any of it and takes new patients.") % where]
    if told.whole == 0:
        return [
            _("No clinic within %(miles)s miles offers all you asked for.") % where,
            *_commonest(told.commonest, names),
        ]
    if told.fit:
        return [_("Somebody came to our list since. Look again.")]
    return [_whole(told.whole, where), _("None of them meets all of your other needs.")]


def _commonest(part: SearchPart | None, names: wording.CatalogNames) -> list[str]:
    return [f"{wording.part_text(part, names, limit=None)}."] if part else []


def _listed(count: int, where: dict[str, object]) -> str:
    text = ngettext(
        "%(count)s checked provider is within %(widest)s miles.",
        "%(count)s checked providers are within %(widest)s miles.",
        count,
    )
    return text % {"count": count, **where}


def _whole(count: int, where: dict[str, object]) -> str:
    text = ngettext(
        "%(count)s provider within %(miles)s miles offers all you asked for.",
        "%(count)s providers within %(miles)s miles offer all you asked for.",
        count,
    )
    return text % {"count": count, **where}

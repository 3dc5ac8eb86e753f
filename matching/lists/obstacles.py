"""An empty list in words: what stands in the way, with counts, and the steps that lead out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import caches
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.engine import RADIUS_STEPS, Blocking, Rung, SearchPart
from matching.engine.gates import Need
from matching.lists.origin import From
from matching.lists.standing import LOOKED_AHEAD, InTheWay, in_the_way
from matching.search import wording


@dataclass(frozen=True, kw_only=True)
class OfferLine:
    """A change that would let some in, or a first step to it."""

    offer: str  # the change itself, as the button sends it
    text: str
    button: str
    then: str = ""  # how many fit with one more change, where one alone lets nobody in


@dataclass(frozen=True, kw_only=True)
class LadderStep:
    text: str
    left: int
    width: float  # of its bar, in hundredths
    breaks: bool  # the first that nobody meets, or that most do not


@dataclass(frozen=True, kw_only=True)
class Obstacles:
    heading: str
    facts: Sequence[str]
    ladder: Sequence[LadderStep]
    lines: Sequence[OfferLine]
    nobody: bool  # nobody at all is on our list within the widest radius
    fits_now: bool  # somebody came since the list was made


def obstacles_of(
    origin: From, names: wording.CatalogNames, *, ahead: int = LOOKED_AHEAD, now: datetime
) -> Obstacles | None:
    """`ahead`: how many lines say what would follow; 0 where the page has other offers and shows none of them."""
    intake = origin.intake
    found = _just_found(origin, ahead, now)
    if found is None:
        return None
    lines = [
        OfferLine(
            offer=part.relaxation.code,
            text=wording.part_text(part, names, limit=intake.max_price),
            button=wording.relax_button(part.relaxation, names),
            then=_then(then, names) if then else "",
        )
        for part, then in zip(found.offers, found.then, strict=True)
    ]
    return Obstacles(
        heading=_heading(found, origin),
        facts=_facts(found, origin, names),
        ladder=_ladder(found, origin),
        lines=lines,
        nobody=found.listed == 0,
        fits_now=found.standing.fit > 0,
    )


def _just_found(origin: From, ahead: int, now: datetime) -> InTheWay | None:
    """Kept for a minute, as whoever has the address may reload it: numbers alone, and ids for a key."""
    intake = origin.intake
    told = (intake.updated_at, intake.job.list_at)
    key = f"in-the-way:{intake.pk}:{ahead}:" + ":".join(str(at.timestamp()) if at else "" for at in told)
    found: InTheWay | None = caches["pages"].get_or_set(key, lambda: in_the_way(intake, ahead=ahead, now=now))
    return found


def _then(line: Blocking, names: wording.CatalogNames) -> str:
    return _("Then %(what)s.") % {"what": wording.blocking_text(line.providers, line.relaxation, names)}


def _ladder(found: InTheWay, origin: From) -> list[LadderStep]:
    """None without anybody at its foot. A step breaks where it leaves fewer than half."""
    if not found.listed_near:
        return []
    first = _("Checked and within %(miles)s miles") % {"miles": origin.intake.radius_miles}
    told = [(first, found.listed_near)]
    if found.standing.near > found.standing.whole:
        told.append((_("Offer some of what you asked for, and take new patients"), found.standing.near))
    told += [(_rung(rung, origin), rung.left) for rung in found.ladder]
    before = [found.listed_near, *(left for _text, left in told)]
    return [
        LadderStep(text=text, left=left, width=round(100 * left / found.listed_near, 1), breaks=2 * left < was)
        for (text, left), was in zip(told, before, strict=False)
    ]


def _rung(rung: Rung, origin: From) -> str:
    match rung.need:
        case Need.PRICE:
            return _("Up to %(amount)s a session") % {"amount": wording.dollars(origin.intake.max_price or 0)}
        case Need.SLOTS:
            return _("Open at one of your times")
        case Need.MUST:
            return wording.wish_label(rung.must)
        case _:
            return _("Offer all of what you asked for, and take new patients")


def _heading(found: InTheWay, origin: From) -> str:
    """Who reads a shared copy may live elsewhere: of what is near them it says nothing."""
    if not origin.exact:
        return _("What stands in the way")
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

"""What was asked for in words: the chips above a list, and what a change of them changed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext as _

from matching.engine import Relaxation
from matching.search import wording
from matching.search.enums import MattersMost
from matching.search.models import Intake, IntakeChange
from matching.snapshots.enums import SlotChoice
from treatments.models import Area, Concern

PRICE, SLOT, WISH = "price", "slot:", "wish:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The answers behind a list, as they are stored or as they were before a change."""

    areas: Collection[str]  # slugs, like the concerns
    concerns: Collection[str]
    zip_code: str
    radius_miles: int
    max_price: int | None
    slots: Collection[str]
    slots_required: bool
    wishes: Collection[str]
    musts: Collection[str]
    matters_most: str

    @classmethod
    def of(cls, intake: Intake, areas: Collection[Area], concerns: Collection[Concern]) -> "Said":
        stored = {field.name: getattr(intake, field.name) for field in fields(cls)}
        slugs = {"areas": [area.slug for area in areas], "concerns": [concern.slug for concern in concerns]}
        return cls(**{**stored, **slugs})

    def before(self, change: IntakeChange) -> "Said":
        now: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        return Said(**{name: change.before.get(name, value) for name, value in now.items()})


@dataclass(frozen=True, slots=True)
class Chip:
    text: str
    code: str  # what the button that takes it away sends; "" where another answer is needed in its place
    is_wish: bool = False


def chips_of(said: Said) -> list[Chip]:
    """Needs first. Areas and concerns stand in the line above the list."""
    chips = [Chip(_("Within %(miles)s miles") % {"miles": said.radius_miles}, "")]
    if said.max_price is not None:
        chips.append(Chip(_("Up to %(amount)s") % {"amount": wording.dollars(said.max_price)}, PRICE))
    slots = [Chip(str(SlotChoice(slot).label), SLOT + slot, not said.slots_required) for slot in said.slots]
    musts = [Chip(wording.wish_label(code), WISH + code) for code in said.musts]
    wishes = [Chip(wording.wish_label(code), WISH + code, is_wish=True) for code in said.wishes]
    return sorted([*chips, *slots, *musts, *wishes], key=lambda chip: chip.is_wish)


def change_text(change: IntakeChange, said: Said, names: wording.CatalogNames) -> str:
    """What the latest change did: "You raised your limit to $275.", "You took away: Saturdays."."""
    if change.relaxation:
        return wording.relaxed_text(Relaxation.from_dict(change.relaxation), names)
    was, now = _words(said.before(change), names), _words(said, names)
    sentences = (
        (_("Now: %(words)s."), [text for key, text in now.items() if key in was and was[key] != text]),
        (_("You added: %(words)s."), [text for key, text in now.items() if key not in was]),
        (_("You took away: %(words)s."), [text for key, text in was.items() if key not in now]),
    )
    return " ".join(sentence % {"words": ", ".join(words)} for sentence, words in sentences if words)


def _words(said: Said, names: wording.CatalogNames) -> Mapping[str, str]:
    """Each answer under a key of its own, so that one that changed is not told as two."""
    words = {f"area:{slug}": names.areas.get(slug, slug) for slug in said.areas}
    words |= {f"concern:{slug}": names.concerns.get(slug, slug) for slug in said.concerns}
    words["zip"] = _("ZIP code %(zip_code)s") % {"zip_code": said.zip_code}
    words |= {chip.code or "distance": chip.text for chip in chips_of(said)}
    words |= {WISH + code: _("Nice to have: %(wish)s") % {"wish": wording.wish_label(code)} for code in said.wishes}
    words |= {WISH + code: _("Must have: %(wish)s") % {"wish": wording.wish_label(code)} for code in said.musts}
    if said.matters_most:
        words["most"] = _("What matters most: %(choice)s") % {"choice": MattersMost(said.matters_most).label}
    if said.slots_required:
        words["only then"] = _("I can only go at these times")
    return words

"""Almost a match: what one provider lacks, said so that it is true of the clinic that is named."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from matching.engine import Change, Relaxation
from matching.lists.origin import From, judged_miles
from matching.search import wording
from matching.search.models import NearMiss
from providers.directory.models import Offering, PracticeLocation, Provider
from providers.directory.offered import offered
from treatments.models import AreaConcern

PIN_LETTERS = "ABCDEFGH"
DROPS = (Change.DROP_AREA, Change.DROP_CONCERN)


@dataclass(frozen=True)
class AskedPairs:
    """What an intake asks for, and whether it left the area or the concern open."""

    pairs: Collection[AreaConcern]
    any_area: bool
    any_concern: bool


@dataclass(frozen=True, kw_only=True)
class NearMissLine:
    letter: str
    near_miss: NearMiss
    provider: Provider
    location: PracticeLocation
    address: str
    distance: str
    missing: str
    button: str

    @property
    def anchor(self) -> str:
        return f"near-{self.letter.lower()}"


def near_miss_lines(
    misses: Collection[NearMiss], asked: AskedPairs, names: wording.CatalogNames, origin: From
) -> list[NearMissLine]:
    """The nearest first, with the letters of their pins. One query, or none."""
    served, lines = _served(misses, asked), list[NearMissLine]()
    for miss in sorted(misses, key=lambda miss: (judged_miles(miss), miss.position)):
        relaxation = Relaxation.from_dict(miss.relaxation)
        if relaxation.change in DROPS:
            lacking = _missing(asked, served[miss.location_id], relaxation)
            if not lacking:  # the clinic has taken it up since the list was made
                continue
            missing = wording.not_offered_text(lacking)
        else:
            missing = wording.missing_text(relaxation, price=miss.session_price, limit=origin.intake.max_price)
        lines.append(
            NearMissLine(
                letter=PIN_LETTERS[len(lines)],
                near_miss=miss,
                provider=miss.provider,
                location=miss.location,
                address=miss.location.address_on_site(miss.provider.slug),
                distance=origin.miles(judged_miles(miss)),
                missing=missing,
                button=wording.relax_button(relaxation, names),
            )
        )
    return lines


def _served(misses: Collection[NearMiss], asked: AskedPairs) -> defaultdict[int, set[int]]:
    """Location id -> what it offers of what was asked; only for those that lack some of it."""
    places = [miss.location_id for miss in misses if Change(miss.relaxation["change"]) in DROPS]
    found: defaultdict[int, set[int]] = defaultdict(set)
    if places:
        rows = Offering.objects.filter(
            offered(), location__in=places, area_concern__in=[pair.pk for pair in asked.pairs]
        )
        for location, pair in rows.values_list("location_id", "area_concern_id"):
            found[location].add(pair)
    return found


def _missing(asked: AskedPairs, served: Collection[int], relaxation: Relaxation) -> dict[str, list[str]]:
    """Area -> concerns that the clinic does not offer there, of what the change would leave out. An empty name stands
    for "any": the person chose no area, or no concern."""
    missing: defaultdict[str, list[str]] = defaultdict(list)
    for pair in asked.pairs:
        slug = pair.area.slug if relaxation.change is Change.DROP_AREA else pair.concern.slug
        if pair.pk in served or slug != relaxation.value:
            continue
        area, concern = "" if asked.any_area else pair.area.name, "" if asked.any_concern else pair.concern.name
        if concern not in missing[area]:
            missing[area].append(concern)
    return missing

"""What a list tells of one match, and the names and numbers that all cards need."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from matching.engine import Reason
from matching.search import wording
from matching.search.models import Match
from matching.search.origin import From
from providers.directory.enums import Language
from providers.directory.models import Offering, PracticeLocation, Provider
from providers.directory.named_product import NamedProduct
from providers.directory.offered import offered
from providers.listing.selectors import Proof
from treatments.models import Area, AreaConcern, Concern, CostGuide, SessionPlan
from treatments.products.selectors import ProductBook
from treatments.selectors import usual_plan


@dataclass(frozen=True, kw_only=True)
class MatchCard:
    number: int
    match: Match
    provider: Provider
    location: PracticeLocation
    proof: Proof
    distance: str
    reasons: list[str]
    drawback: str  # "" on a shared copy, if it would tell a distance
    languages: list[str]
    products: tuple[NamedProduct, ...]  # of what was asked for and carries the FDA's note
    address: str  # of the page that speaks of this clinic first
    next_opening: str  # "" when it is unknown or was not confirmed lately
    hours_note: str

    @property
    def anchor(self) -> str:
        return f"match-{self.number}"

    @property
    def fit_dots(self) -> list[dict[str, object]]:
        """One dot for each point asked for, filled where it is met; 14 apart."""
        return [{"x": 6 + 14 * dot, "met": dot < self.match.fit_met} for dot in range(self.match.fit_asked)]

    @property
    def fit_width(self) -> int:
        return 14 * self.match.fit_asked

    @property
    def fits_all(self) -> bool:
        return self.match.fit_met == self.match.fit_asked


@dataclass(frozen=True)
class CardCatalog:
    """The names and numbers that every card needs, read once."""

    pairs: tuple[AreaConcern, ...]
    services: wording.ServiceNames
    names: wording.CatalogNames
    cost: CostGuide
    plan: SessionPlan

    @classmethod
    def read(cls) -> "CardCatalog":
        rows = AreaConcern.objects.select_related("area", "concern").order_by("area__position", "concern__position")
        return cls(
            pairs=tuple(rows),
            services=wording.ServiceNames({row.pk: (row.area.name, row.concern.name) for row in rows}),
            names=wording.CatalogNames(
                areas={row.area.slug: row.area.name for row in rows},
                concerns={row.concern.slug: row.concern.name for row in rows},
            ),
            cost=CostGuide.objects.get(slug="session"),
            plan=usual_plan(),
        )

    def asked(self, areas: Collection[Area], concerns: Collection[Concern]) -> list[AreaConcern]:
        """What an intake asks for; none chosen means any."""
        within, about = {area.pk for area in areas}, {concern.pk for concern in concerns}
        return [
            pair
            for pair in self.pairs
            if pair.is_active
            and pair.area_id in (within or {pair.area_id})
            and pair.concern_id in (about or {pair.concern_id})
        ]


def cards_of(
    matches: Collection[Match],
    proofs: Mapping[int, Proof],
    asked: Collection[AreaConcern],
    catalog: CardCatalog,
    *,
    origin: From,
    now: datetime,
) -> list[MatchCard]:
    """Cards in the order given, numbered from 1: the numbers on the page are those of the dial. One query, or none."""
    products, cards = _products(matches, asked), []
    for number, match in enumerate(matches, 1):
        location = match.location
        reasons = [Reason.from_dict(data) for data in match.reasons]
        drawback = Reason.from_dict(match.drawback)
        opening, hours_note = _opening(location, now)
        cards.append(
            MatchCard(
                number=number,
                match=match,
                provider=match.provider,
                location=location,
                proof=proofs[match.provider_id],
                distance=origin.miles(match.distance_miles),
                reasons=[
                    wording.reason_text(reason, catalog.services) for reason in reasons if origin.may_say(reason.code)
                ],
                drawback=wording.reason_text(drawback, catalog.services) if origin.may_say(drawback.code) else "",
                languages=[Language(code).label for code in match.provider.languages],
                products=products.get(location.pk, ()),
                address=location.address_on_site(match.provider.slug),
                next_opening=opening,
                hours_note=hours_note,
            )
        )
    return cards


def _opening(location: PracticeLocation, now: datetime) -> tuple[str, str]:
    """The next opening in the clinic's own time, and when the clinic last said so."""
    confirmed = location.hours_confirmed_on
    note = _("Hours confirmed %(day)s") % {"day": wording.day(confirmed)} if confirmed else _("Hours not confirmed")
    opening = location.fresh_opening(on=now)
    if opening is None:
        return "", note
    local = opening.astimezone(ZoneInfo(location.time_zone))
    return f"{wording.day(local)}, {date_format(local, 'TIME_FORMAT')}", note


def _products(matches: Collection[Match], asked: Collection[AreaConcern]) -> dict[int, tuple[NamedProduct, ...]]:
    """Location id -> what is used there for what was asked and carries the FDA's note. Three queries, or none."""
    noted = [pair.pk for pair in asked if pair.concern.needs_fda_note]
    if not noted:
        return {}
    rows = Offering.objects.filter(
        offered(), area_concern__in=noted, location__in=[match.location_id for match in matches]
    )
    found: defaultdict[int, dict[NamedProduct, None]] = defaultdict(dict)
    book = ProductBook.read()
    for row in rows.select_related("area_concern__concern__effect").order_by("area_concern__concern__position", "pk"):
        found[row.location_id][NamedProduct.of(row, book)] = None  # the same in two areas is said once
    return {location: tuple(products) for location, products in found.items()}

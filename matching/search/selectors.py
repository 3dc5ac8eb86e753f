"""What the results page shows, read in a constant number of queries however long the list is."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.engine import Reason, Relaxation
from matching.search import wording
from matching.search.dial import Dial, DialPlace, draw_dial
from matching.search.models import Intake, IntakeChange, Match, MatchJob, NearMiss
from matching.search.near_miss_lines import AskedPairs, NearMissLine, near_miss_lines
from matching.search.obstacles import Obstacles, OfferLine, obstacles_of
from matching.snapshots.enums import SlotChoice
from providers.directory.enums import Language
from providers.directory.models import Offering, PracticeLocation, Provider
from providers.directory.named_product import NamedProduct
from providers.directory.offered import offered
from providers.listing.gate import admitted
from providers.listing.selectors import Proof, current_proof
from treatments.models import Area, AreaConcern, Concern, CostGuide, SessionPlan
from treatments.selectors import usual_plan

STALE_AFTER = timedelta(hours=24)
SHORT_LIST = 3  # up to so many, what would let more in is offered too


class Sort(models.TextChoices):
    FIT = "fit", gettext_lazy("Best fit")
    NEAREST = "nearest", gettext_lazy("Nearest first")
    COST = "cost", gettext_lazy("Lowest course cost")
    OPENING = "opening", gettext_lazy("Soonest opening")


@dataclass(frozen=True, kw_only=True)
class MatchCard:
    number: int
    match: Match
    provider: Provider
    location: PracticeLocation
    proof: Proof
    distance: str
    reasons: list[str]
    drawback: str
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


@dataclass(frozen=True, kw_only=True)
class Results:
    intake: Intake
    total: int  # who met every need and is still admitted, as far as we know
    cards: list[MatchCard]
    hidden: int  # how many more cards there are
    near_misses: list[NearMissLine]
    blocking: list[OfferLine]
    obstacles: Obstacles | None  # for an empty list that no single change would fill
    needs: list[str]
    wishes: list[str]
    summary: str
    change: IntakeChange | None
    change_text: str
    let_in: MatchCard | None  # whom the change was made for
    dial: Dial
    sort: Sort
    stale: bool
    sessions: SessionPlan
    guide_year: int  # of the guide that says how long a course is
    fda_note: bool  # something that was asked for carries it
    all_shown: bool  # the person asked for every card

    @property
    def is_short(self) -> bool:
        return self.total <= SHORT_LIST


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


def results_for(intake: Intake, *, now: datetime, sort: Sort = Sort.FIT, most: int | None = None) -> Results:
    """The page for an intake with a list, with at most `most` cards. Only providers whom the gate admits at this
    instant are in it."""
    job: MatchJob = intake.job
    catalog = CardCatalog.read()
    areas, concerns = list(intake.areas.all()), list(intake.concerns.all())
    matches = list(intake.matches.select_related("provider", "location").order_by("position"))
    misses = list(intake.near_misses.select_related("provider", "location"))
    allowed = admitted([*(row.location_id for row in matches), *(row.location_id for row in misses)], now=now)
    proofs = current_proof({match.provider_id for match in matches if match.location_id in allowed}, on=now)
    shown = [match for match in matches if match.location_id in allowed and match.provider_id in proofs]
    shown.sort(key=lambda match: SORT_KEYS[sort](match, now))
    asked = catalog.asked(areas, concerns)
    products = _products(shown[:most], asked)
    cards = _cards(shown[:most], proofs, products, catalog, now)
    worth_it = [miss for miss in misses if miss.location_id in allowed and _worth_showing(miss, shown)]
    near_misses = near_miss_lines(worth_it, AskedPairs(asked, not areas, not concerns), catalog.names, intake)
    change = intake.changes.filter(undone_at__isnull=True).order_by("-pk").first()
    blocking = _blocking(job, catalog.names)
    obstacles = None if shown or blocking else obstacles_of(intake, catalog.names, now=now)
    return Results(
        intake=intake,
        total=max(len(shown), job.matched_count - (len(matches) - len(shown))) if shown else 0,
        cards=cards,
        hidden=len(shown) - len(cards),
        near_misses=near_misses,
        blocking=blocking,
        obstacles=obstacles,
        needs=_needs(intake),
        wishes=_wishes(intake),
        summary=_summary(intake, areas, concerns),
        change=change,
        change_text=wording.relaxed_text(Relaxation.from_dict(change.relaxation), catalog.names) if change else "",
        let_in=next((card for card in cards if change and card.provider.pk == change.relaxation.get("provider")), None),
        dial=_dial(intake, cards, near_misses),
        sort=sort,
        stale=job.list_at is not None and now - job.list_at > STALE_AFTER,
        sessions=catalog.plan,
        guide_year=catalog.cost.as_of_year,
        fda_note=any(pair.concern.needs_fda_note for pair in asked),
        all_shown=most is None,
    )


def _worth_showing(miss: NearMiss, shown: Collection[Match]) -> bool:
    """Beside a long list only who is nearer or cheaper than everybody on it."""
    if len(shown) <= SHORT_LIST:
        return True
    nearer = miss.distance_miles < min(match.distance_miles for match in shown)
    cheaper = miss.session_price is not None and miss.session_price < min(match.session_price for match in shown)
    return nearer or cheaper


def _products(matches: Collection[Match], asked: Collection[AreaConcern]) -> dict[int, tuple[NamedProduct, ...]]:
    """Location id -> what is used there for what was asked and carries the FDA's note. One query, or none."""
    noted = [pair.pk for pair in asked if pair.concern.needs_fda_note]
    if not noted:
        return {}
    rows = Offering.objects.filter(
        offered(), area_concern__in=noted, location__in=[match.location_id for match in matches]
    )
    found: defaultdict[int, dict[NamedProduct, None]] = defaultdict(dict)
    for row in rows.select_related("area_concern__concern__effect").order_by("area_concern__concern__position", "pk"):
        found[row.location_id][NamedProduct.of(row)] = None  # the same in two areas is said once
    return {location: tuple(products) for location, products in found.items()}


def _opening_key(match: Match, now: datetime) -> tuple[bool, str, int]:
    """Unknown openings last; equals in the order of fit."""
    opening = match.location.fresh_opening(on=now)
    return opening is None, opening.isoformat() if opening else "", match.position


SORT_KEYS: Mapping[Sort, Callable[[Match, datetime], tuple[Any, ...]]] = {
    Sort.FIT: lambda match, _now: (match.position,),
    Sort.NEAREST: lambda match, _now: (match.distance_miles, match.position),
    Sort.COST: lambda match, _now: (match.course_low, match.course_high, match.position),
    Sort.OPENING: _opening_key,
}


def _cards(
    matches: list[Match],
    proofs: Mapping[int, Proof],
    products: Mapping[int, tuple[NamedProduct, ...]],
    catalog: CardCatalog,
    now: datetime,
) -> list[MatchCard]:
    """Cards in the order given, numbered from 1: the numbers on the page are those of the dial."""
    cards = []
    for number, match in enumerate(matches, 1):
        location = match.location
        reasons = [Reason.from_dict(data) for data in match.reasons]
        opening, hours_note = _opening(location, now)
        cards.append(
            MatchCard(
                number=number,
                match=match,
                provider=match.provider,
                location=location,
                proof=proofs[match.provider_id],
                distance=wording.miles(match.distance_miles),
                reasons=[wording.reason_text(reason, catalog.services) for reason in reasons],
                drawback=wording.reason_text(Reason.from_dict(match.drawback), catalog.services),
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


def _blocking(job: MatchJob, names: wording.CatalogNames) -> list[OfferLine]:
    lines = []
    for stored in job.blocking:
        relaxation = Relaxation.from_dict(stored["relaxation"])
        text = wording.blocking_text(stored["providers"], relaxation, names)
        lines.append(OfferLine(offer=relaxation.code, text=text, button=wording.relax_button(relaxation, names)))
    return lines


def _needs(intake: Intake) -> list[str]:
    needs = [_("Within %(miles)s miles") % {"miles": intake.radius_miles}]
    if intake.max_price is not None:
        needs.append(_("Up to %(amount)s") % {"amount": wording.dollars(intake.max_price)})
    if intake.slots_required:
        needs += [str(SlotChoice(slot).label) for slot in intake.slots]
    return needs + [wording.wish_label(code) for code in intake.musts]


def _wishes(intake: Intake) -> list[str]:
    times = [] if intake.slots_required else [str(SlotChoice(slot).label) for slot in intake.slots]
    return times + [wording.wish_label(code) for code in intake.wishes]


def _summary(intake: Intake, areas: list[Area], concerns: list[Concern]) -> str:
    """One line: "Face and neck, for fine lines. Within 15 miles of 94612, up to $250 a session."."""
    facts = {
        "areas": wording.listed([area.name for area in areas]) if areas else _("any area"),
        "concerns": wording.listed_apart([concern.name for concern in concerns]) if concerns else _("any concern"),
        "miles": intake.radius_miles,
        "zip_code": intake.zip_code,
    }
    what = _("%(areas)s, for %(concerns)s.") % facts
    where = _("Within %(miles)s miles of %(zip_code)s") % facts
    if intake.max_price is None:
        return f"{what[:1].upper()}{what[1:]} {where}."
    price = _("up to %(amount)s a session") % {"amount": wording.dollars(intake.max_price)}
    return f"{what[:1].upper()}{what[1:]} {where}, {price}."


def _dial(intake: Intake, cards: list[MatchCard], near_misses: list[NearMissLine]) -> Dial:
    places = [
        DialPlace(
            label=str(card.number),
            name=_("Match %(number)s: %(name)s, %(distance)s")
            % {"number": card.number, "name": card.provider.name_with_credentials, "distance": card.distance},
            target=card.anchor,
            latitude=card.location.latitude,
            longitude=card.location.longitude,
            miles=card.match.distance_miles,
        )
        for card in cards
    ]
    places += [
        DialPlace(
            label=line.letter,
            name=_("Almost a match %(letter)s: %(name)s, %(distance)s")
            % {"letter": line.letter, "name": line.provider.name_with_credentials, "distance": line.distance},
            target="near-misses",
            latitude=line.location.latitude,
            longitude=line.location.longitude,
            miles=line.near_miss.distance_miles,
            near_miss=True,
        )
        for line in near_misses
    ]
    return draw_dial(
        latitude=intake.latitude, longitude=intake.longitude, radius_miles=intake.radius_miles, places=places
    )

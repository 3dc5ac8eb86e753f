"""What a list tells of one match, and the names and numbers that all cards need."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import JSONObject
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from caarisma.common.days import day_in_words, time_in_words
from caarisma.common.expressions import AnyOf
from caarisma.common.prepared import Prepared, written
from caarisma.common.typed.addresses import Phone, phone_of
from matching.engine import Reason, ReasonCode, Slot, slot_of
from matching.engine.factors import UNTOLD_MILES
from matching.lists.asking import ask_address
from matching.lists.origin import From, judged_miles
from matching.search import wording
from matching.search.enums import MattersMost
from matching.search.models import Intake, Match
from providers.directory.enums import Language, PlacedBy
from providers.directory.models import Offering, PracticeLocation, Provider
from providers.directory.named_product import NamedProduct
from providers.directory.offered import fat_use_shown, offered
from providers.listing.selectors import Proof
from treatments.kept import KeptRead, mark_statement
from treatments.models import Area, AreaConcern, Concern, CostGuide, SessionPlan
from treatments.products.selectors import ProductBook

REASONS_ON_CARD = 2
NUMBERS_ON_CARD = frozenset({ReasonCode.NEAR, ReasonCode.OPENING_SOON})
OF_THE_LIST = frozenset({
    ReasonCode.NEAREST, ReasonCode.LOWEST_COURSE_COST, ReasonCode.COSTS_LESS,
    ReasonCode.MOST_EXPERIENCE, ReasonCode.FARTHER, ReasonCode.COSTS_MORE,
})  # fmt: skip
# Of the openings, but of which hours it keeps, not of how soon.
SAYS_HOURS = ReasonCode.OPEN_IN_SLOTS
OF_THE_OPENING = frozenset({
    ReasonCode.OPENING_SOON, ReasonCode.OPENING_FAR, ReasonCode.OPENING_UNKNOWN,
    ReasonCode.FREE_IN_SLOTS, ReasonCode.FREE_IN_SLOTS_LATE,
})  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class MatchCard:
    """The words of one card. Each is made here, once: a template that asks for parts of them pays for each part."""

    number: int
    match: Match
    provider: Provider
    location: PracticeLocation
    proof: Proof
    origin: From
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

    @cached_property
    def name(self) -> str:
        return self.provider.name_with_credentials

    @property
    def of_name(self) -> str:
        return _("of %(name)s") % {"name": self.name}

    @property
    def with_name(self) -> str:
        return _("with %(name)s") % {"name": self.name}

    @property
    def what_and_where(self) -> str:
        """ "Dermatology at Alder Skin"."""
        facts = {"specialty": self.provider.specialty_words, "clinic": self.location.clinic_name}
        return _("%(specialty)s at %(clinic)s") % facts

    @property
    def same_zip(self) -> str:
        """Said in place of a distance where that would be the one of two ZIP codes, not of a front door."""
        if self._to_a_door or self.location.zip_code != self.origin.intake.zip_code or not self.origin.exact:
            return ""
        return _("In ZIP code %(zip)s") % {"zip": self.origin.zip_code}

    @property
    def miles_away(self) -> str:
        if self._to_a_door and self.origin.exact:
            return self.distance
        return _("about %(miles)s") % {"miles": self.distance}

    @property
    def _to_a_door(self) -> bool:
        return self.location.placed_by != PlacedBy.ZIP

    @property
    def spoken(self) -> str:
        return ", ".join(self.languages)

    @property
    def street(self) -> str:
        """ "12 Elm St, Suite 4, Oakland, CA 94612"."""
        at = self.location
        lines = [at.line1, at.line2, at.city] if at.line2 else [at.line1, at.city]
        return f"{', '.join(lines)}, {at.state} {at.zip_code}"

    @cached_property
    def phone(self) -> Phone | None:
        """None for what is no US number."""
        return phone_of(self.location.phone)

    @property
    def phone_shown(self) -> str:
        return self.phone.shown if self.phone else self.location.phone

    @cached_property
    def ask_url(self) -> str:
        return ask_address(self.location, self.provider)

    @property
    def answers(self) -> str:
        """ "Answers most requests the same day", once ten people asked."""
        record = getattr(self.provider, "answer_record", None)
        return record.told.words if record else ""

    @property
    def fits_all(self) -> bool:
        return self.match.fit_met == self.match.fit_asked

    @property
    def course(self) -> str:
        return wording.dollar_range(self.match.course_low, self.match.course_high)

    @property
    def a_session(self) -> str:
        return _("%(price)s a session") % {"price": wording.dollars(self.match.session_price)}

    @property
    def checked(self) -> str:
        told = self.proof.summary
        return _checked(told.passed, told.total, told.last_checked, get_language())


@lru_cache(maxsize=1024)
def _checked(passed: int, total: int, last: date, _language: str | None) -> str:
    """ "10 of 10 checks passed, last on Nov 10": on most cards the same few, so kept."""
    text = ngettext(
        "%(passed)s of %(total)s check passed, last on %(day)s",
        "%(passed)s of %(total)s checks passed, last on %(day)s",
        total,
    )
    return text % {"passed": passed, "total": total, "day": day_in_words(last, "MONTH_DAY_FORMAT")}


@dataclass(frozen=True)
class CardCatalog:
    """The names and numbers that every card needs, read once."""

    asked: tuple[AreaConcern, ...]  # what the intake asks for; none chosen means any
    areas: tuple[Area, ...]  # as chosen
    concerns: tuple[Concern, ...]
    services: wording.ServiceNames
    names: wording.CatalogNames
    sessions_min: int
    sessions_max: int
    guide_year: int  # of the guide that says how long a course is
    fat_use_shown: bool  # two medical directors decided that shots for fat are shown

    @classmethod
    def read(cls, intake: Intake) -> "CardCatalog":
        """What the intake chose, and the catalog, which is read once a process and change. One query."""
        mark, areas, concerns, shown = next(iter(CHOSEN.fetch(intake.pk)), ("", (), (), False))
        rows = _pairs(mark)
        within = {row.area_id: row.area for row in rows if row.area_id in areas}
        about = {row.concern_id: row.concern for row in rows if row.concern_id in concerns}
        return cls(
            asked=tuple(
                row
                for row in rows
                if row.is_active
                and row.area_id in (within or {row.area_id})
                and row.concern_id in (about or {row.concern_id})
            ),
            areas=tuple(within.values()),
            concerns=tuple(about.values()),
            services=wording.ServiceNames({row.pk: (row.area.name, row.concern.name) for row in rows}),
            names=wording.CatalogNames(
                areas={row.area.slug: row.area.name for row in rows},
                concerns={row.concern.slug: row.concern.name for row in rows},
            ),
            sessions_min=rows[0].sessions_min if rows else 0,
            sessions_max=rows[0].sessions_max if rows else 0,
            guide_year=rows[0].guide_year if rows else 0,
            fat_use_shown=shown,
        )

    @property
    def noted(self) -> list[AreaConcern]:
        """What of it carries the FDA's note."""
        return [pair for pair in self.asked if pair.concern.needs_fda_note]


USUAL = {
    "sessions_min": Subquery(SessionPlan.objects.filter(slug="usual").values("sessions_min")),
    "sessions_max": Subquery(SessionPlan.objects.filter(slug="usual").values("sessions_max")),
    "guide_year": Subquery(CostGuide.objects.filter(slug="session").values("as_of_year")),
}


def _read_pairs() -> list[Any]:  # rows with what is annotated
    rows = AreaConcern.objects.select_related("area", "concern__effect").annotate(**USUAL)
    return list(rows.order_by("area__position", "concern__position"))


_pairs = KeptRead(_read_pairs)
THE_INTAKE = "the intake"  # stands for the parameter while the ORM writes


def _chosen(intake: str) -> str:
    """The mark of the catalog, the areas and the concerns of an intake, and whether shots for fat are shown."""
    areas = Intake.areas.through.objects.filter(intake=OuterRef("pk")).order_by().values("area")
    concerns = Intake.concerns.through.objects.filter(intake=OuterRef("pk")).order_by().values("concern")
    asked = Intake.objects.filter(pk=Value(THE_INTAKE)).order_by()
    asked = asked.annotate(within=ArraySubquery(areas), about=ArraySubquery(concerns), shown=fat_use_shown())
    rows = written(asked.values_list("within", "about", "shown"), {THE_INTAKE: intake})
    return f"SELECT ({mark_statement()}), asked.* FROM ({rows}) AS asked"  # noqa: S608  as the ORM wrote it


CHOSEN = Prepared("chosen_of_intake", ["bigint"], _chosen)


def cards_of(
    matches: Collection[Match],
    proofs: Mapping[int, Proof],
    catalog: CardCatalog,
    *,
    origin: From,
    whole: bool,
    now: datetime,
) -> list[MatchCard]:
    """Cards in the order given, numbered from 1: the numbers on the page are those of the dial.

    `matches`: with what `noted_lines` says. `proofs`: of each place. `whole`: nobody is off the list by now."""
    products, cards = _products(matches, catalog), []
    most = origin.intake.matters_most if origin.exact else ""
    for number, match in enumerate(matches, 1):
        location = match.location
        opening, hours_note = _opening(location, now)
        cards.append(
            MatchCard(
                number=number,
                match=match,
                provider=match.provider,
                location=location,
                proof=proofs[match.location_id],
                origin=origin,
                distance=origin.miles(judged_miles(match)),
                reasons=_told(match.reasons, match, catalog, origin, most=most, whole=whole, now=now),
                drawback="".join(_told([match.drawback], match, catalog, origin, whole=whole, now=now)),
                languages=[Language(code).label for code in match.provider.languages],
                products=products.get(location.pk, ()),
                address=location.address_on_site(match.provider.slug),
                next_opening=opening,
                hours_note=hours_note,
            )
        )
    return cards


def _told(
    stored: Collection[Mapping[str, Any]],
    match: Match,
    catalog: CardCatalog,
    origin: From,
    *,
    most: str = "",
    whole: bool,
    now: datetime,
) -> list[str]:
    """The first of the reasons that may be said and still hold, by strength: before all what the owner said matters
    `most`, where it speaks for this one. What stands on each card as a number is said again for want of others."""
    reasons = [
        reason
        for reason in map(Reason.from_dict, stored)
        if origin.may_say(reason.code)
        and not _claims_a_door(reason, match.location)
        and _still_holds(reason, match.location, whole=whole, now=now)
    ]
    reasons.sort(key=lambda reason: (reason.factor != most, reason.code in NUMBERS_ON_CARD))
    return [_said_of(reason, most, catalog) for reason in reasons[:REASONS_ON_CARD]]


def _said_of(reason: Reason, most: str, catalog: CardCatalog) -> str:
    text = wording.reason_text(reason, catalog.services)
    if not most or reason.factor != most or reason.code == SAYS_HOURS:
        return text
    return _("%(you_said)s %(reason)s") % {"you_said": wording.YOU_SAID[MattersMost(most)], "reason": text}


def _claims_a_door(reason: Reason, location: PracticeLocation) -> bool:
    """From one middle of a ZIP code to another, or the same: that is near, and says nothing of any door."""
    miles = reason.params.get("miles")
    return reason.code == ReasonCode.NEAR and location.placed_by == PlacedBy.ZIP and (miles or 0) < UNTOLD_MILES  # type: ignore[operator]


def _still_holds(reason: Reason, location: PracticeLocation, *, whole: bool, now: datetime) -> bool:
    """An opening goes by, and who was cheapest may be off the list, without the list being made anew at once."""
    if reason.code in OF_THE_OPENING:
        zone, asked = ZoneInfo(location.time_zone), reason.params.get("slots", tuple(Slot))
        named = [opening.astimezone(zone) for opening in location.fresh_openings(on=now)]
        days = [local.date() for local in named if isinstance(asked, tuple) and slot_of(local) in asked]
        return next(iter(days), None) == reason.params.get("date")
    return whole or reason.code not in OF_THE_LIST


def _opening(location: PracticeLocation, now: datetime) -> tuple[str, str]:
    """The next opening in the clinic's own time, and when the clinic last said so."""
    confirmed = location.hours_confirmed_on
    note = _("Hours confirmed %(day)s") % {"day": wording.day(confirmed)} if confirmed else _("Hours not confirmed")
    opening = location.fresh_opening(on=now)
    if opening is None:
        return "", note
    local = opening.astimezone(ZoneInfo(location.time_zone))
    return f"{wording.day(local)}, {time_in_words(local)}", note


SAID_OF_PRODUCTS = ("area_concern_id", "product", "product_maker", "product_source")


def noted_lines(codes: str) -> ArraySubquery:
    """What is used at the place of a match for those of these codes (a parameter) that it offers."""
    lines = Offering.objects.filter(offered(), AnyOf(F("area_concern"), Value(codes)), location=OuterRef("location"))
    ordered = lines.order_by("area_concern__concern__position", "pk")
    said = JSONObject(**{name: name for name in SAID_OF_PRODUCTS})
    return ArraySubquery(ordered.values(said=said))


def _products(matches: Collection[Any], catalog: CardCatalog) -> dict[int, tuple[NamedProduct, ...]]:
    """Location id -> the products of its card. The same in two areas is said once."""
    pairs = {pair.pk: pair for pair in catalog.noted}
    if not pairs:
        return {}
    book, found = ProductBook.lately(), {}
    for match in matches:
        lines = [Offering(area_concern=pairs[line["area_concern_id"]], **_names(line)) for line in match.noted_lines]
        found[match.location_id] = tuple(dict.fromkeys(NamedProduct.of(line, book) for line in lines))
    return found


def _names(line: Mapping[str, Any]) -> dict[str, str]:
    return {name: line[name] for name in SAID_OF_PRODUCTS[1:]}

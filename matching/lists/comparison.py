"""A few matches of a list side by side. What is best in a line is said in a word, where something is best."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.engine import quote
from matching.engine.pricing import paid_on_top
from matching.lists.cards import CardCatalog, MatchCard, cards_of
from matching.lists.origin import From, judged_miles
from matching.lists.still_served import read_matches
from matching.search import wording
from matching.search.assembly import NothingOffered, candidates_at, requirements_for
from matching.search.models import Intake
from providers.directory.enums import PlacedBy
from providers.listing.selectors import admitted_places, proofs_of

MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Cell:
    card: MatchCard
    text: str
    note: str = ""
    best: str = ""  # "Lowest", "Nearest"


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Compared:
    columns: Sequence[MatchCard]
    lines: Sequence[Line]
    gone: int  # how many were chosen and are not on the list any more


def compare_places(intake: Intake, places: Collection[int], *, shared: bool, now: datetime) -> Compared:
    """The chosen places that are on the list and that the gate admits at this instant, in the order of the list."""
    origin = From(intake, exact=not shared)
    catalog = CardCatalog.read(intake)
    listed = read_matches(intake, catalog)  # all, as what is said of one compares it with them
    admitted = admitted_places(listed.places, now=now)
    on_list = [row for row in listed.rows if row["location_id"] in admitted.keys() & listed.serving]
    chosen = [row.made for row in on_list if row["location_id"] in places]
    proofs = proofs_of({match.location_id: admitted[match.location_id] for match in chosen}, now=now)
    shown = [match for match in chosen if match.location_id in proofs]
    whole = len(on_list) == len(listed.rows)
    cards = cards_of(shown, proofs, catalog, origin=origin, whole=whole, now=now)
    sessions = _sessions(intake, [match.location_id for match in shown], now)
    return Compared(cards, _lines(cards, sessions, origin, now), len(set(places)) - len(cards))


def _sessions(intake: Intake, places: Collection[int], now: datetime) -> dict[int, int]:
    """Place -> as the engine counts what the provider reports: for what was asked, in the plan that it priced."""
    try:
        requirements = requirements_for(intake, on=now)
    except NothingOffered:
        return {}
    quotes = {here.location_id: quote(requirements, here) for here in candidates_at(places, requirements, on=now)}
    return {place: found.sessions_done for place, found in quotes.items() if found}


def _lines(cards: Sequence[MatchCard], sessions: dict[int, int], origin: From, now: datetime) -> list[Line]:
    def line(
        label: str,
        text: Callable[[MatchCard], str],
        *,
        note: Callable[[MatchCard], str] = lambda card: "",
        best: str = "",
        by: Callable[[MatchCard], Any] = lambda card: None,
        known: Callable[[MatchCard], bool] = lambda card: True,
    ) -> Line:
        winners = _best([by(card) for card in cards])
        cells = [
            Cell(card, text(card), note(card), best if wins and known(card) else "")
            for card, wins in zip(cards, winners, strict=True)
        ]
        return Line(label, cells)

    course, first_visit = (_least(cards, costs) for costs in (_course, _first_visit_costs))
    lines = [
        line(_("Fits what you asked"), _fit, best=_("Fits most"), by=lambda card: -card.match.fit_met),
        line(
            _("Whole course"),
            lambda card: card.course,
            note=lambda card: card.a_session,
            best=_("Lowest"),
            by=lambda card: _course(card) != course,
        ),
        line(_("First visit"), _first_visit, best=_("Lowest"), by=lambda card: _first_visit_costs(card) != first_visit),
        line(
            _("Next opening"),
            lambda card: card.next_opening or _("Ask for times"),
            note=lambda card: card.hours_note,
            best=_("Soonest"),
            by=lambda card: card.location.fresh_opening(on=now),
        ),
        line(
            _("Distance"),
            lambda card: card.miles_away,
            note=lambda card: card.location.city,
            best=_("Nearest"),
            by=lambda card: judged_miles(card.match) if origin.exact else round(judged_miles(card.match)),
            known=lambda card: card.location.placed_by != PlacedBy.ZIP,
        ),
        line(_("Who gives the treatment"), lambda card: card.provider.specialty_words),
        line(
            _("Sessions of this, own count"),
            lambda card: f"{sessions[card.location.pk]:,}" if card.location.pk in sessions else _("Not told"),
            best=_("Most"),
            by=lambda card: -sessions[card.location.pk] if card.location.pk in sessions else None,
        ),
        line(_("Languages"), lambda card: card.spoken or _("Not told")),
        line(_("Checks"), _checks, note=_last_checked),
        line(_("Good to know"), lambda card: card.drawback),
    ]
    return [line for line in lines if any(cell.text for cell in line.cells)]


def _course(card: MatchCard) -> tuple[int, int]:
    return card.match.course_low, card.match.course_high


def _first_visit_costs(card: MatchCard) -> tuple[int, int]:
    """On that day, and beside the sessions."""
    fee, credited = card.location.first_visit_fee, card.location.first_visit_fee_credited
    return fee, paid_on_top(fee, credited=credited, session=card.match.session_price)


def _least(cards: Sequence[MatchCard], costs: Callable[[MatchCard], tuple[int, int]]) -> tuple[int, ...]:
    """The least of each. Who has both is the lowest, and often nobody has: $50 on top is less than $100 on that day,
    and more than $100 that come off the first session; a long course feels a fee less than a short one."""
    return tuple(map(min, zip(*map(costs, cards), strict=True)))


def _best(values: Sequence[Any]) -> list[bool]:
    """Who has the least of the known values. Nobody, where all are the same or only one is known."""
    known = [value for value in values if value is not None]
    if len(known) < 2 or min(known) == max(known):
        return [False] * len(values)
    return [value is not None and value == min(known) for value in values]


def _fit(card: MatchCard) -> str:
    if card.fits_all:
        return _("All you asked for")
    return _("%(met)s of your %(asked)s points") % {"met": card.match.fit_met, "asked": card.match.fit_asked}


def _first_visit(card: MatchCard) -> str:
    if not card.location.first_visit_fee:
        return _("No fee on their profile")
    fee = {"amount": wording.dollars(card.location.first_visit_fee)}
    if card.location.first_visit_fee_credited:
        return _("%(amount)s, comes off the first session") % fee
    return _("%(amount)s, part of the course cost here") % fee


def _checks(card: MatchCard) -> str:
    summary = card.proof.summary
    text = ngettext("%(passed)s of %(total)s check passed", "%(passed)s of %(total)s checks passed", summary.total)
    return text % {"passed": summary.passed, "total": summary.total}


def _last_checked(card: MatchCard) -> str:
    return _("Last on %(day)s") % {"day": date_format(card.proof.summary.last_checked, "MONTH_DAY_FORMAT")}

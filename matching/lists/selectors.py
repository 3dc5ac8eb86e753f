"""What the results page shows, read in a constant number of queries however long the list is."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from caarisma.common.prepared_rows import ReadRow
from matching.engine import Relaxation
from matching.lists.cards import CardCatalog, MatchCard, cards_of
from matching.lists.chips import Chip, Said, change_text, chips_of
from matching.lists.dial import Dial, DialPlace, draw_dial
from matching.lists.near_miss_lines import AskedPairs, NearMissLine, near_miss_lines
from matching.lists.obstacles import Obstacles, OfferLine, obstacles_of
from matching.lists.origin import From, judged_miles
from matching.lists.paused import paused_words
from matching.lists.standing import LOOKED_AHEAD
from matching.lists.still_served import read_matches, read_near_misses
from matching.search import wording
from matching.search.models import Intake, IntakeChange, Match, MatchJob, NearMiss
from providers.listing.selectors import admitted_places, proofs_of
from treatments.models import Area, Concern

STALE_AFTER = timedelta(hours=24)
SHORT_LIST = 3  # up to so many, what would let more in is offered too


class Sort(models.TextChoices):
    FIT = "fit", gettext_lazy("Best fit")
    NEAREST = "nearest", gettext_lazy("Nearest first")
    COST = "cost", gettext_lazy("Lowest course cost")
    OPENING = "opening", gettext_lazy("Soonest opening")


@dataclass(frozen=True, kw_only=True)
class Results:
    intake: Intake
    origin: From
    total: int  # who met every need and is still admitted, as far as we know
    cards: list[MatchCard]
    hidden: int  # how many more cards there are
    near_misses: list[NearMissLine]
    blocking: list[OfferLine]
    obstacles: Obstacles | None  # for an empty list
    needs: list[Chip]
    wishes: list[Chip]
    summary: str
    change: IntakeChange | None
    change_text: str
    let_in: MatchCard | None  # whom the change was made for
    dial: Dial | None  # none on a shared copy: see From
    sort: Sort
    stale: bool
    course: CardCatalog  # how long a course is, and who says so
    fda_note: bool  # something that was asked for carries it
    held_back: bool  # and that is not shown, as long as two medical directors have not decided it
    all_shown: bool  # the person asked for every card
    paused: str  # on a short list: that somebody near its owner is paused, and until when

    @property
    def heading(self) -> str:
        """Of an empty list nothing that stopped being so since it was made."""
        if self.total:
            text = ngettext("%(total)s provider fits your plan", "%(total)s providers fit your plan", self.total)
            return text % {"total": self.total}
        if self.obstacles and self.obstacles.fits_now:
            return _("Somebody new fits your plan")
        return _("No provider fits yet")

    @property
    def is_short(self) -> bool:
        return self.total <= SHORT_LIST

    @property
    def can_be_watched(self) -> bool:
        """A short list, or an empty one that somebody could come onto: something of what was asked is offered still."""
        return self.is_short and bool(self.cards or self.blocking or self.obstacles)


def results_for(
    intake: Intake, *, now: datetime, sort: Sort = Sort.FIT, most: int | None = None, shared: bool = False
) -> Results:
    """The page for an intake with a list, with at most `most` cards; or the copy that its owner shares. Only providers
    whom the gate admits at this instant are in it."""
    job: MatchJob = intake.job
    catalog, origin = CardCatalog.read(intake), From(intake, exact=not shared)
    areas, concerns = catalog.areas, catalog.concerns
    listed, near = read_matches(intake, catalog), read_near_misses(intake, catalog)
    admitted = admitted_places([*listed.places, *near.places], now=now)
    ranked = [row for row in listed.rows if row["location_id"] in admitted.keys() & listed.serving]
    ranked.sort(key=lambda row: SORT_KEYS[sort](row, now))
    proofs = proofs_of({place: admitted[place] for place in (row["location_id"] for row in ranked[:most])}, now=now)
    first = [row for row in ranked[:most] if row["location_id"] in proofs]
    ranked, shown = first + (ranked[most:] if most else []), [row.made for row in first]
    whole = len(ranked) == len(listed.rows)
    cards = cards_of(shown, proofs, catalog, origin=origin, whole=whole, now=now)
    almost = [row.made for row in near.rows if row["location_id"] in admitted.keys() & near.serving]
    worth_it = [miss for miss in almost if _worth_showing(miss, shown)]
    near_misses = near_miss_lines(worth_it, AskedPairs(catalog.asked, not areas, not concerns), catalog.names, origin)
    change = intake.latest_change
    said = Said.of(intake, areas, concerns)
    chips = chips_of(said)
    blocking = _blocking(job, catalog.names)
    ahead = 0 if blocking else LOOKED_AHEAD
    obstacles = None if ranked else obstacles_of(origin, catalog.names, ahead=ahead, now=now)
    return Results(
        intake=intake,
        origin=origin,
        total=max(len(ranked), job.matched_count - (len(listed.rows) - len(ranked))) if ranked else 0,
        cards=cards,
        hidden=len(ranked) - len(shown),
        near_misses=near_misses,
        blocking=blocking,
        obstacles=obstacles,
        needs=[chip for chip in chips if not chip.is_wish],
        wishes=[chip for chip in chips if chip.is_wish],
        summary=_summary(origin, areas, concerns),
        change=change,
        change_text=change_text(change, said, catalog.names) if change else "",
        let_in=next((card for card in cards if change and card.provider.pk == change.relaxation.get("provider")), None),
        dial=None if shared else _dial(intake, cards, near_misses),
        sort=sort,
        stale=job.list_at is not None and now - job.list_at > STALE_AFTER,
        course=catalog,
        fda_note=bool(catalog.noted),
        held_back=bool(catalog.noted) and not catalog.fat_use_shown,
        all_shown=most is None,
        paused=paused_words(intake, catalog.asked, now=now) if len(ranked) <= SHORT_LIST and not shared else "",
    )


def _worth_showing(miss: NearMiss, on_page: Collection[Match]) -> bool:
    """Beside a long list only who would be better than the last card on the page."""
    return len(on_page) <= SHORT_LIST or miss.score > min(match.score for match in on_page)


def _opening_key(row: ReadRow[Match], now: datetime) -> tuple[bool, str, int]:
    """Unknown openings last; equals in the order of fit."""
    opening = row.made.location.fresh_opening(on=now)
    return opening is None, opening.isoformat() if opening else "", row["position"]


SORT_KEYS: Mapping[Sort, Callable[[ReadRow[Match], datetime], tuple[Any, ...]]] = {
    Sort.FIT: lambda row, _now: (row["position"],),
    Sort.NEAREST: lambda row, _now: (judged_miles(row.made), row["position"]),
    Sort.COST: lambda row, _now: (row["course_low"], row["course_high"], row["position"]),
    Sort.OPENING: _opening_key,
}


def _blocking(job: MatchJob, names: wording.CatalogNames) -> list[OfferLine]:
    lines = []
    for stored in job.blocking:
        relaxation = Relaxation.from_dict(stored["relaxation"])
        text = wording.blocking_text(stored["providers"], relaxation, names)
        lines.append(OfferLine(offer=relaxation.code, text=text, button=wording.relax_button(relaxation, names)))
    return lines


def _summary(origin: From, areas: Collection[Area], concerns: Collection[Concern]) -> str:
    """One line: "Face and neck, for fine lines. Within 15 miles of 94612, up to $250 a session."."""
    intake = origin.intake
    facts = {
        "areas": wording.listed([area.name for area in areas]) if areas else _("any area"),
        "concerns": wording.listed_apart([concern.name for concern in concerns]) if concerns else _("any concern"),
        "miles": intake.radius_miles,
        "zip_code": origin.zip_code,
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
            % {"number": card.number, "name": card.provider.name_with_credentials, "distance": card.miles_away},
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
            target=line.anchor,
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

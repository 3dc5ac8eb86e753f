"""What the page "Where you stand" shows of one place, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.engine import ReasonCode
from matching.insights.figures import FiguresTold, told_of
from matching.insights.models import PlaceFigures
from matching.insights.rules.lifting import Lift
from matching.insights.samples import Sample, samples_of
from matching.insights.words import failed_word, ordinal, part_word
from matching.search.wording import (
    SLOTS_IN_SENTENCE,
    ServiceNames,
    dollars,
    reason_text,
    slot_labels,
    wish_label,
)
from providers.directory.models import PracticeLocation
from providers.directory.traits import TRAITS
from providers.upkeep import drawing
from treatments.models import AreaConcern


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One bar: its name, its number in words, its shape, and whether the number is hidden: no bar is no zero."""

    name: str
    number: str
    shape: Any
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class PartRow:
    name: str
    you: int
    middle: int
    most: int
    shape: drawing.Dots


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftLine:
    title: str
    why: str
    effect: str
    url: str
    own: bool = False  # nobody of a team does it for the provider


@dataclass(frozen=True, slots=True)
class SampleLine:
    asked: str
    terms: str
    place: str
    card: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    weeks: list[ChartRow]
    places: list[ChartRow]
    parts: list[PartRow]
    failed: list[ChartRow]
    parts_height: int
    failed_height: int


def told_for(place: PracticeLocation) -> FiguresTold | None:
    """None: not counted yet, or on no list."""
    row = PlaceFigures.objects.filter(place=place).first()
    return told_of(row) if row else None


def number_words(count: int | None) -> str:
    """A small number is told to nobody, nor is one beside it from which it would follow."""
    return _("hidden") if count is None else f"{count:,}"


def share_words(told: FiguresTold) -> str:
    if not told.searches or told.shown is None:
        return ""
    return _("%(share)s of 100") % {"share": round(100 * told.shown / told.searches)}


def place_words(told: FiguresTold) -> tuple[str, str]:
    """ "6th", "of 14 on the list"."""
    if told.median_place is None or told.median_length is None:
        return _("too few lists"), ""
    return ordinal(told.median_place), _("of %(length)s on the list") % {"length": round(told.median_length)}


def charts_of(told: FiguresTold) -> Charts:
    failed = told.failed[:5]
    parts = [(part.you, part.middle, part.most) for part in told.parts]
    weeks = drawing.upright([number for _day, number in told.weeks])
    places = drawing.lying([number for _low, _high, number in told.places], begin=84)
    lost = drawing.lying([number for _code, number in failed], begin=160)
    return Charts(
        weeks=[
            ChartRow(_week(day), number_words(number), shape, number is None)
            for (day, number), shape in zip(told.weeks, weeks, strict=True)
        ],
        places=[
            ChartRow(_span(low, high), number_words(number), shape, number is None)
            for (low, high, number), shape in zip(told.places, places, strict=True)
        ],
        parts=[
            PartRow(part_word(part.part).capitalize(), part.you, part.middle, part.most, shape)
            for part, shape in zip(told.parts, drawing.dots(parts), strict=True)
        ],
        failed=[
            ChartRow(failed_word(code), number_words(number), shape, number is None)
            for (code, number), shape in zip(failed, lost, strict=True)
        ],
        parts_height=34 * len(parts) + 26,
        failed_height=36 * max(1, len(failed)),
    )


def _week(day: date) -> str:
    """Short: five of them stand side by side."""
    return date_format(day, _("M j"))


def _span(low: int, high: int | None) -> str:
    if high is None:
        return _("%(low)s and on") % {"low": low}
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


# --- What would lift it ---------------------------------------------------------------------------------------------
def lift_lines(told: FiguresTold, place: PracticeLocation) -> list[LiftLine]:
    return [LIFTS[lift.kind](lift, place) for lift in told.lifts]


def _opening(lift: Lift, place: PracticeLocation) -> LiftLine:
    before, after = ordinal(lift.before or 1), ordinal(lift.after or 1)
    return LiftLine(
        title=_("Give an earlier free time, if you have one"),
        why=_("We tried it with a free time in a week. Patients see the day that you name."),
        effect=_("your middle place: %(after)s, not %(before)s") % {"after": after, "before": before},
        url=reverse("provider:hours_of", args=[place.pk]),
    )


def _slot(lift: Lift, place: PracticeLocation) -> LiftLine:
    when = str(SLOTS_IN_SENTENCE[lift.what])
    return LiftLine(
        title=_("Add your hours on %(when)s, if you work then") % {"when": when},
        why=_asked(lift) + " " + _("If you do not, leave it."),
        effect=_more(lift),
        url=reverse("provider:hours_of", args=[place.pk]),
    )


def _trait(lift: Lift, place: PracticeLocation) -> LiftLine:
    return LiftLine(
        title=_("Tick this if it is so: %(fact)s") % {"fact": TRAITS[lift.what].told},
        why=_asked(lift) + " " + _("If it is not so, leave it."),
        effect=_more(lift) if lift.more else _("points where they wish for it"),
        url=reverse("provider:place", args=[place.pk]),
        own=True,
    )


def _service(lift: Lift, place: PracticeLocation) -> LiftLine:
    service = AreaConcern.objects.select_related("area", "concern").get(pk=int(lift.what))
    return LiftLine(
        title=_("Add this if you treat it: %(area)s, %(concern)s")
        % {"area": service.area.name, "concern": service.concern.name},
        why=_asked(lift) + " " + _("If you do not, leave it."),
        effect=_more(lift),
        url=reverse("provider:prices_of", args=[place.pk]),
    )


LIFTS = {"opening": _opening, "slot": _slot, "trait": _trait, "service": _service}


def _asked(lift: Lift) -> str:
    return ngettext("%(n)s search asked for it.", "%(n)s searches asked for it.", lift.asked) % {"n": lift.asked}


def _more(lift: Lift) -> str:
    if 1 <= lift.more <= 10:
        return _("on 10 more lists or fewer")
    return _("on %(more)s more lists") % {"more": lift.more}


# --- Three sample searches --------------------------------------------------------------------------------------------
def sample_lines(place: PracticeLocation, *, now: datetime) -> list[SampleLine]:
    samples = samples_of(place, now=now)
    if not samples:
        return []
    rows = AreaConcern.objects.select_related("area", "concern").order_by("area__position", "concern__position")
    names = ServiceNames({row.pk: (row.area.name, row.concern.name) for row in rows})
    return [_sample(sample, names) for sample in samples]


def _sample(sample: Sample, names: ServiceNames) -> SampleLine:
    asked = f"{sample.service.area.name}, {sample.service.concern.name}, {sample.asked.zip_code}"
    return SampleLine(asked, "; ".join(_terms(sample)), _stands(sample), " ".join(_card(sample, names)))


def _terms(sample: Sample) -> Iterator[str]:
    asked = sample.asked
    if asked.max_price is not None:
        yield _("up to %(amount)s") % {"amount": dollars(asked.max_price)}
    yield _("within %(miles)s miles") % {"miles": asked.radius_miles}
    if asked.slots:
        yield _("wish: %(what)s") % {"what": slot_labels(asked.slots)}
    for code in asked.wishes or ():
        yield _("wish: %(what)s") % {"what": wish_label(code)}
    if asked.matters_most:
        yield _("soon matters most")


def _stands(sample: Sample) -> str:
    if sample.failed:
        return _("not on the list")
    if sample.place is None:
        return _("below the first 30 of %(of)s") % {"of": sample.of}
    return _("%(place)s of %(of)s") % {"place": ordinal(sample.place), "of": sample.of}


def _card(sample: Sample, names: ServiceNames) -> Iterator[str]:
    """What the card says, a sentence each."""
    if sample.failed:
        why = sample.failed[0]
        yield failed_word(f"must:{why.must}" if why.must else why.need.value) + "."
    if sample.why is None:
        return
    for reason in sample.why.reasons:
        if reason.code != ReasonCode.TREATS_ALL:
            yield reason_text(reason, names) + "."
    yield _("Good to know: %(what)s.") % {"what": reason_text(sample.why.drawback, names)}

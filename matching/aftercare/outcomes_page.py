"""The public figures in words, and the drawing of the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.aftercare.models import OutcomeFigures
from matching.aftercare.rules.figures import PUBLISHED_FROM, ShownShare, is_hidden, scaled, shown_share
from matching.aftercare.services.publishing import HAPPY, how_many_told

LEFT, WIDTH, ROW, TOP = 30, 640, 46, 20  # of the drawing, in its own units

# What was told: its name in the table, and as the end of "12 of 60 told us of ...".
ROWS: Final[Mapping[str, tuple[Promise, Promise]]] = {
    "redness": (gettext_lazy("Lasting redness or swelling"), gettext_lazy("lasting redness or swelling")),
    "lump": (gettext_lazy("A new lump"), gettext_lazy("a new lump")),
    "sore": (gettext_lazy("A leaking sore or spreading redness"), gettext_lazy("a leaking sore or spreading redness")),
    "fever": (gettext_lazy("Fever with it"), gettext_lazy("fever with it")),
    "doctor": (gettext_lazy("A visit to a doctor because of it"), gettext_lazy("a visit to a doctor because of it")),
    "infection": (gettext_lazy("An infection, as a doctor said"), gettext_lazy("an infection")),
    "germ": (gettext_lazy("A germ that tests named"), gettext_lazy("a germ that tests named")),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """`sentence`: the count and how sure it is. Of the drawing: a line from `x1` to `x2`, and a dot, but where the
    count is hidden, and where none told: a dot at nothing would read as "it does not happen"."""

    name: str
    sentence: str
    y: int
    x1: float
    x2: float
    dot: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomesPage:
    counted_at: datetime
    asked: str
    told: int
    made_up: bool
    rows: Sequence[OutcomeRow]
    happy: str  # "" while too few have said so
    weeks: Sequence[tuple[str, str]]  # which week, how many answered then
    ticks: Sequence[tuple[float, int]]  # x, of 100
    height: int


def outcomes_page() -> OutcomesPage | None:
    """None while fewer than 50 have told us: see `how_many_missing`."""
    figures = OutcomeFigures.objects.first()
    if figures is None:
        return None
    shares = {code: shown_share(figures.yes.get(code, 0), figures.told) for code in ROWS}
    top = _top(max(share.high for share in shares.values()))
    rated = figures.yes.get("rated", 0)
    return OutcomesPage(
        counted_at=figures.counted_at,
        asked=_asked(figures),
        told=figures.told,
        made_up=figures.made_up,
        rows=[_row(place, code, share, top) for place, (code, share) in enumerate(shares.items())],
        happy=_happy(shown_share(figures.yes.get(HAPPY, 0), rated)) if rated >= PUBLISHED_FROM else "",
        weeks=[(week, _few(figures.weeks.get(week, 0))) for week in ("2", "6", "10")],
        ticks=[(_x(of / 100, top), of) for of in range(0, round(top * 100) + 1, _step(top))],
        height=TOP + ROW * len(ROWS) + 30,
    )


def how_many_missing() -> str:
    """In words; while ten or fewer have told us, no closer than that."""
    told = how_many_told()
    missing = max(1, PUBLISHED_FROM - told)
    if is_hidden(told):
        return _("At least %(count)s more answers are needed.") % {"count": PUBLISHED_FROM - 10}
    return _("We have %(told)s. %(count)s more are needed.") % {"told": told, "count": missing}


def in_words(what: object, share: ShownShare) -> str:
    """ "None of 50 told us of an infection. It could still be up to 7 in 100." Never "0 percent", never "safe"."""
    told = {"what": what, **_numbers(share)}
    if share.yes == 0:
        return _("None of %(of)s told us of %(what)s. It could still be up to %(high)s in %(scale)s.") % told
    if share.yes is None and share.low < 0.5:
        return _("10 or fewer of %(of)s told us of %(what)s. It could be up to %(high)s in %(scale)s.") % told
    if share.yes is None:
        return _("Nearly all of %(of)s told us of %(what)s. It could be %(low)s or more in %(scale)s.") % told
    return _("%(yes)s of %(of)s told us of %(what)s. It could be %(low)s to %(high)s in %(scale)s.") % told


def _happy(share: ShownShare) -> str:
    told = _numbers(share)
    if share.yes is None and share.low < 0.5:
        return _("10 or fewer of %(of)s said that they are happy. It could be up to %(high)s in %(scale)s.") % told
    if share.yes is None:
        return _("Nearly all of %(of)s said that they are happy. It could be %(low)s or more in %(scale)s.") % told
    return _("%(yes)s of %(of)s said that they are happy. It could be %(low)s to %(high)s in %(scale)s.") % told


def _numbers(share: ShownShare) -> dict[str, object]:
    """For a sentence. The low end of a count that is hidden among few is not said, so no finer scale is due to it."""
    is_few = share.yes is None and share.low < 0.5
    low, high, scale = (localize(number) for number in scaled(0 if is_few else share.low, share.high))
    return {"yes": share.yes, "of": localize(share.of), "low": low, "high": high, "scale": scale}


def _asked(figures: OutcomeFigures) -> str:
    silent = figures.asked - figures.told
    told = {"asked": localize(figures.asked), "told": localize(figures.told)}
    if is_hidden(silent):
        return _("We asked after a few more visits than these. After %(told)s of them somebody told us.") % told
    return _("We asked after %(asked)s visits. After %(told)s of them somebody told us.") % told


def _few(count: int) -> str:
    return _("10 or fewer") if is_hidden(count) else localize(count)


def _row(place: int, code: str, share: ShownShare, top: float) -> OutcomeRow:
    name, what = ROWS[code]
    return OutcomeRow(
        name=str(name),
        sentence=in_words(what, share),
        y=TOP + ROW * place + 32,
        x1=_x(share.low, top),
        x2=_x(share.high, top),
        dot=_x(share.middle, top) if share.middle else None,
    )


def _top(high: float) -> float:
    """The end of the axis: the next tenth above all of it, so that small shares are not drawn smaller than they are."""
    return min(1.0, (int(high * 10) + 1) / 10)


def _step(top: float) -> int:
    return 20 if top > 0.5 else 10 if top > 0.2 else 5


def _x(share: float, top: float) -> float:
    return round(LEFT + WIDTH * share / top, 1)

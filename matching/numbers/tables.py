"""What each figure is called, what its columns say, and which of them is drawn. The page, the CSV and the JSON name
cells by the codes; people read the words beside them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.numbers.leaving import LeftBecause
from matching.reviews.enums import Rule
from providers.accuracy.enums import WrongFact
from providers.screening.enums import CheckKind

Cells = Mapping[str, Any]
NOT_COUNTED: Final = "–"


def count_in_words(cells: Cells, code: str) -> str:
    """A cell that is not there could not be counted; None may not be told."""
    if code not in cells:
        return NOT_COUNTED
    return _("hidden") if cells[code] is None else grouped(cells[code])


def grouped(count: int) -> str:
    """With a mark for thousands, as the language writes it."""
    return number_format(count, force_grouping=True)


@dataclass(frozen=True, slots=True)
class Column:
    code: str
    label: Promise
    words: Callable[[Cells, str], str] = count_in_words
    several: Mapping[str, Promise] | None = None  # cells that it tells in one, by code

    @property
    def parts(self) -> Sequence[tuple[str, Promise]]:
        return list(self.several.items()) if self.several else [(self.code, self.label)]


def told_together(code: str, label: Promise, several: Mapping[str, Promise]) -> Column:
    return Column(code, label, _parts_in_words(several), several)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """`drawn`: the code of the column that the bars show."""

    code: str
    title: Promise
    about: Promise
    columns: tuple[Column, ...]
    drawn: str


def hours_in_words(cells: Cells, code: str) -> str:
    hours = cells.get(code)
    if hours is None:
        return _("too few to tell")
    days = round(hours / 24)
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days} if days else _("less than a day")


def days_in_words(cells: Cells, code: str) -> str:
    days = cells.get(code)
    if days is None:
        return _("too few to tell")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": grouped(days)}


def milliseconds_in_words(cells: Cells, code: str) -> str:
    count = cells.get(code)
    return NOT_COUNTED if count is None else _("%(count)s ms") % {"count": grouped(count)}


def _parts_in_words(labels: Mapping[str, Promise]) -> Callable[[Cells, str], str]:
    """A line each: those that are not none; "hidden" for those not told; one word where it is all of them."""

    def words(cells: Cells, _code: str) -> str:
        told = {code: cells[code] for code in labels if cells.get(code) != 0 and code in cells}
        if not told:
            return NOT_COUNTED
        if len(told) == len(labels) and not any(told.values()):
            return _("too few to say why")
        return "\n".join(f"{labels[code]}: {count_in_words(cells, code)}" for code in told)

    return words


def exceptions_in_words(cells: Cells, code: str) -> str:
    told = {"count": count_in_words(cells, code), "of": count_in_words(cells, "passes")}
    return _("%(count)s of %(of)s") % told


CHECKED: Final[Mapping[str, Promise]] = {
    "exclusion": gettext_lazy("Federal exclusion list"),
    "npi": gettext_lazy("National provider number"),
    "license": gettext_lazy("State license"),
}

ACCURACY: Final = FigureTable(
    code="accuracy",
    title=gettext_lazy("How often our entries are right"),
    about=gettext_lazy(
        "Each month the site draws entries by lot, and our staff call them. Right is: the number is theirs, the clinic "
        "is there, the person works there, gives this treatment, and takes new patients as we say."
    ),
    columns=(
        Column("called", gettext_lazy("Called")),
        Column("right", gettext_lazy("All right")),
        Column("not_reached", gettext_lazy("Not reached")),
        *(Column(fact.value, fact.label) for fact in WrongFact),
    ),
    drawn="right",
)

REVIEWS: Final = FigureTable(
    code="reviews",
    title=gettext_lazy("Reviews"),
    about=gettext_lazy("Two people have to agree before one is removed, and only for a rule that was not kept."),
    columns=(
        Column("published", gettext_lazy("Published")),
        Column("sent_back", gettext_lazy("Sent back")),
        Column("removed", gettext_lazy("Removed")),
        told_together("why", gettext_lazy("Because this was not kept"), {rule.value: rule.label for rule in Rule}),
    ),
    drawn="published",
)

TABLES: Final = (
    FigureTable(
        code="listed",
        title=gettext_lazy("On the lists"),
        about=gettext_lazy("At the end of the month. Who joined was not on the lists a month before."),
        columns=(
            Column("providers", gettext_lazy("Providers")),
            Column("places", gettext_lazy("Places")),
            Column("joined", gettext_lazy("Joined")),
        ),
        drawn="providers",
    ),
    FigureTable(
        code="left",
        title=gettext_lazy("Off the lists, and why"),
        about=gettext_lazy("Each provider once, by the gravest cause. Who and why in one is told to nobody."),
        columns=(
            Column("all", gettext_lazy("Left")),
            told_together("why", gettext_lazy("Why"), {cause.value: cause.label for cause in LeftBecause}),
        ),
        drawn="all",
    ),
    FigureTable(
        code="decisions",
        title=gettext_lazy("How long our decisions took"),
        about=gettext_lazy(
            "From the last sending to the decision. What still waited counts as longer, so that waiting makes nothing "
            "look faster."
        ),
        columns=(
            Column("approved", gettext_lazy("Approved")),
            Column("turned_down", gettext_lazy("Turned down")),
            Column("median_hours", gettext_lazy("Half within"), hours_in_words),
            Column("nine_in_ten_hours", gettext_lazy("9 in 10 within"), hours_in_words),
            Column("waiting", gettext_lazy("Still waited")),
        ),
        drawn="approved",
    ),
    FigureTable(
        code="exceptions",
        title=gettext_lazy("Exceptions in force"),
        about=gettext_lazy(
            "Checks that count as passed because two of our people said so, of all that passed. Never for a license or "
            "a federal list."
        ),
        columns=(Column("exceptions", gettext_lazy("Exceptions"), exceptions_in_words),),
        drawn="exceptions",
    ),
    FigureTable(
        code="overdue",
        title=gettext_lazy("Checks of ours that were late"),
        about=gettext_lazy(
            "Listed providers whom we had to look at once more in the month and did not, at its end. It should be none."
        ),
        columns=tuple(Column(code, label) for code, label in CHECKED.items()),
        drawn="exclusion",
    ),
    FigureTable(
        code="requests",
        title=gettext_lazy("Requests answered in time"),
        about=gettext_lazy(
            "In time is within two working days at the clinic. No answer is owed where somebody took the request back."
        ),
        columns=(
            Column("sent", gettext_lazy("Sent")),
            Column("in_time", gettext_lazy("In time")),
            Column("later", gettext_lazy("Later")),
            Column("never", gettext_lazy("No answer")),
            Column("not_owed", gettext_lazy("None owed")),
        ),
        drawn="in_time",
    ),
    REVIEWS,
    FigureTable(
        code="outcomes",
        title=gettext_lazy("How people were after a visit"),
        about=gettext_lazy(
            "Questions that could be answered until a day of the month, 2, 6 and 10 weeks after a visit. A problem is "
            "any sign that we ask about."
        ),
        columns=(
            Column("asked", gettext_lazy("Asked")),
            Column("well", gettext_lazy("No problem")),
            Column("problem", gettext_lazy("A problem")),
            Column("no_answer", gettext_lazy("No answer given")),
        ),
        drawn="asked",
    ),
    FigureTable(
        code="stars",
        title=gettext_lazy("Stars of reviews that we removed"),
        about=gettext_lazy(
            "Beside those that we published in the month, so that anybody sees if bad ones go more often. Low is under "
            "two and a half of five."
        ),
        columns=(
            Column("shown", gettext_lazy("Published")),
            Column("shown_low", gettext_lazy("Of them low")),
            Column("shown_other", gettext_lazy("Of them others")),
            Column("shown_gone", gettext_lazy("Taken back since")),
            Column("removed", gettext_lazy("Removed")),
            Column("removed_low", gettext_lazy("Low ones removed")),
            Column("removed_other", gettext_lazy("Others removed")),
            Column("removed_gone", gettext_lazy("Removed, then taken back")),
        ),
        drawn="shown",
    ),
    FigureTable(
        code="looks",
        title=gettext_lazy("How often we looked at sources"),
        about=gettext_lazy(
            "Each look at a board, a federal list, the registry or a paper is written down, also when nothing new is "
            "found."
        ),
        columns=(
            Column("all", gettext_lazy("Looks")),
            Column("in_order", gettext_lazy("In order")),
            Column("found", gettext_lazy("Found something")),
            Column("unable", gettext_lazy("No answer from the source")),
            told_together("kinds", gettext_lazy("At what"), {kind.value: kind.label for kind in CheckKind}),
        ),
        drawn="all",
    ),
    FigureTable(
        code="caught",
        title=gettext_lazy("How long a lapse stayed on the lists"),
        about=gettext_lazy(
            "From the day in the source until we read it: an ended number, an entry on a federal list, what a board "
            "did. Who is found is off the lists at once. What ends on a known day takes no time."
        ),
        columns=(
            Column("all", gettext_lazy("Found")),
            Column("week", gettext_lazy("Within 7 days")),
            Column("month", gettext_lazy("8 to 30 days")),
            Column("longer", gettext_lazy("Over 30 days")),
            Column("median_days", gettext_lazy("Half within"), days_in_words),
        ),
        drawn="all",
    ),
    FigureTable(
        code="api",
        title=gettext_lazy("What programs asked"),
        about=gettext_lazy(
            "Requests to the open directory. We count them and how long they took. We do not keep who asked, or what "
            "for."
        ),
        columns=(
            Column("all", gettext_lazy("Requests")),
            Column("answered", gettext_lazy("Answered")),
            Column("gone", gettext_lazy("About who has left")),
            Column("refused", gettext_lazy("Refused")),
            Column("failed", gettext_lazy("Failed")),
            Column("p95_ms", gettext_lazy("95 of 100 within"), milliseconds_in_words),
        ),
        drawn="all",
    ),
)  # fmt: skip

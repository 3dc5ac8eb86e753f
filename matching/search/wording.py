"""The words for what the engine says. The engine gives codes and facts; every sentence about a match is made here.

No sentence claims more than its facts: "you told us", "as they report", never "good" or "safe". All of it can be
translated, so no sentence is glued together from pieces that another language would order differently.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from caarisma.common.days import day_in_words
from matching.engine import CURRENT, Change, Factor, Reason, ReasonCode, Relaxation, SearchPart, Weights
from matching.search.enums import MattersMost
from matching.snapshots.enums import SlotChoice
from providers.directory.enums import Language
from providers.directory.traits import TRAITS


class FactorRow(NamedTuple):
    """One line of "how we order this list"."""

    label: str
    points: int
    meaning: str


FACTOR_WORDS: Mapping[Factor, tuple[Any, Any]] = {
    Factor.DISTANCE: (gettext_lazy("Distance"), gettext_lazy("Nearer is better, up to your limit")),
    Factor.COST: (
        gettext_lazy("Cost of the course"),
        gettext_lazy("Lower is better, from their own price list. Below the range of a 2022 guide earns nothing more"),
    ),
    Factor.OPENINGS: (gettext_lazy("Openings"), gettext_lazy("Sooner is better, and at the times you chose")),
    Factor.WISHES: (gettext_lazy("Your wishes"), gettext_lazy("How many of your wishes their profile meets")),
    Factor.EXPERIENCE: (
        gettext_lazy("Experience"),
        gettext_lazy("Sessions done for what you asked, as the provider reports"),
    ),
}


YOU_SAID: Mapping[MattersMost, Any] = {
    MattersMost.NEAR: gettext_lazy("You said near matters most."),
    MattersMost.LOW_PRICE: gettext_lazy("You said a low price matters most."),
    MattersMost.SOON: gettext_lazy("You said soon matters most."),
    MattersMost.WISHES: gettext_lazy("You said your wishes matter most."),
    MattersMost.EXPERIENCE: gettext_lazy("You said experience matters most."),
}


def factor_rows(weights: Weights = CURRENT) -> list[FactorRow]:
    """The live weights in words, in the order of the table."""
    return [
        FactorRow(str(FACTOR_WORDS[factor][0]), points, str(FACTOR_WORDS[factor][1]))
        for factor, points in weights.points.items()
    ]


@dataclass(frozen=True)
class ServiceNames:
    """What the patient may read for service codes: {code: (area name, concern name)}, in catalog order."""

    names: Mapping[int, tuple[str, str]]

    def treats(self, codes: Iterable[int]) -> str:
        """ "Treats face and neck, for fine lines and dull skin"."""
        chosen = [self.names[code] for code in self.names if code in set(codes)]
        areas = list(dict.fromkeys(area for area, _concern in chosen))
        concerns = list(dict.fromkeys(concern for _area, concern in chosen))
        return _("Treats %(areas)s, for %(concerns)s") % {"areas": listed(areas), "concerns": listed_apart(concerns)}


def listed(words: Sequence[str]) -> str:
    """Names in a sentence: in small letters, with "and" before the last."""
    return get_text_list([word[:1].lower() + word[1:] for word in words], _("and"))


def enumerated(names: Iterable[str]) -> str:
    """Names that may hold an "and" of their own, set apart by commas."""
    return ", ".join(name[:1].lower() + name[1:] for name in names)


def listed_apart(names: Sequence[str]) -> str:
    """The same for a sentence: "and" before the last, where no name holds one of its own."""
    words = [name[:1].lower() + name[1:] for name in names]
    joiner = _("and")
    return enumerated(names) if any(f" {joiner} " in word for word in words) else get_text_list(words, joiner)


def wish_label(code: str) -> str:
    """ "A doctor gives the treatment", "Speaks Español"."""
    if code.startswith("speaks:"):
        return _("Speaks %(language)s") % {"language": Language(code.removeprefix("speaks:")).label}
    return str(TRAITS[code].wish)


# In the middle of a sentence, where English keeps the capital of a day and Spanish does not.
SLOTS_IN_SENTENCE: Mapping[str, Any] = {
    SlotChoice.WEEKDAY_MORNING: gettext_lazy("weekday mornings"),
    SlotChoice.WEEKDAY_AFTERNOON: gettext_lazy("weekday afternoons"),
    SlotChoice.WEEKDAY_EVENING: gettext_lazy("weekday evenings"),
    SlotChoice.SATURDAY: pgettext_lazy("open on", "Saturdays"),
    SlotChoice.SUNDAY: pgettext_lazy("open on", "Sundays"),
}


def slot_labels(slots: Iterable[str]) -> str:
    return get_text_list([str(SLOTS_IN_SENTENCE[slot]) for slot in slots], _("and"))


def dollars(amount: int) -> str:
    """ "$1,320"."""
    return f"${amount:,}"


def dollar_range(low: int, high: int) -> str:
    """ "$900 to $2,400", or the one amount."""
    if low == high:
        return dollars(low)
    return _("%(low)s to %(high)s") % {"low": dollars(low), "high": dollars(high)}


LEAST_MILES = 0.1


def miles(distance: float) -> str:
    """ "1.2 miles", to a tenth; less than that is said so, because the middle of a ZIP code is not a front door."""
    if distance < LEAST_MILES:
        return _("less than 0.1 miles")
    return _("%(distance)s miles") % {"distance": f"{distance:.1f}"}


def day(value: date) -> str:
    """ "Sat, Nov 28"."""
    return day_in_words(value, "WEEKDAY_FORMAT")


def reason_text(reason: Reason, services: ServiceNames) -> str:
    """The sentence for one reason or drawback."""
    return SENTENCES[reason.code](reason.params, services)


Params = Mapping[str, Any]

SENTENCES: Mapping[ReasonCode, Callable[[Params, ServiceNames], str]] = {
    ReasonCode.TREATS_ALL: lambda given, services: services.treats(given["services"]),
    ReasonCode.NEAREST: lambda given, _s: _("The nearest on this list"),
    ReasonCode.NEAR: lambda given, _s: _("Near you: %(miles)s away") % {"miles": miles(given["miles"])},
    ReasonCode.LOWEST_COURSE_COST: lambda given, _s: _("Lowest course cost on this list"),
    ReasonCode.PRICE_UNDER_LIMIT: lambda given, _s: (
        _("%(amount)s under your limit for each session") % {"amount": dollars(given["amount"])}
    ),
    ReasonCode.COSTS_LESS: lambda given, _s: (
        _("The course costs %(amount)s less than the middle of this list") % {"amount": dollars(given["amount"])}
    ),
    ReasonCode.OPENING_SOON: lambda given, _s: _("Next opening on %(day)s") % {"day": day(given["date"])},
    ReasonCode.FREE_IN_SLOTS: lambda given, _s: _("Free at a time you chose: %(day)s") % {"day": day(given["date"])},
    ReasonCode.OPEN_IN_SLOTS: lambda given, _s: _("Open on %(times)s") % {"times": slot_labels(given["slots"])},
    ReasonCode.MOST_EXPERIENCE: lambda given, _s: (
        _("Reports the most sessions on this list: %(sessions)s") % {"sessions": f"{given['sessions']:,}"}
    ),
    ReasonCode.EXPERIENCE: lambda given, _s: (
        _("Reports %(sessions)s sessions of what you asked for") % {"sessions": f"{given['sessions']:,}"}
    ),
    ReasonCode.MEETS_WISHES: lambda given, _s: (
        _("Meets your wish: %(wishes)s") % {"wishes": listed([wish_label(code) for code in given["codes"]])}
    ),
    ReasonCode.FARTHER: lambda given, _s: (
        _("%(over)s farther than the nearest on this list") % {"over": miles(given["over"])}
    ),
    ReasonCode.FAR: lambda given, _s: (
        _("%(miles)s away, more than half of your limit") % {"miles": miles(given["miles"])}
    ),
    ReasonCode.COSTS_MORE: lambda given, _s: (
        _("The course costs %(amount)s more than the lowest on this list") % {"amount": dollars(given["amount"])}
    ),
    ReasonCode.FIRST_VISIT_FEE: lambda given, _s: _first_visit_fee(given),
    ReasonCode.OPENING_FAR: lambda given, _s: _("The next opening is on %(day)s") % {"day": day(given["date"])},
    ReasonCode.OPENING_UNKNOWN: lambda given, _s: _("We do not know the next opening. Ask for times"),
    ReasonCode.FREE_IN_SLOTS_LATE: lambda given, _s: (
        _("At the times you chose, the clinic names %(day)s") % {"day": day(given["date"])}
    ),
    ReasonCode.CLOSED_IN_SLOTS: lambda given, _s: _("Not open on %(times)s") % {"times": slot_labels(given["slots"])},
    ReasonCode.LITTLE_EXPERIENCE: lambda given, _s: _little_experience(given["sessions"]),
    ReasonCode.LACKS_WISHES: lambda given, _s: (
        _("Not on their profile: %(wishes)s") % {"wishes": listed([wish_label(code) for code in given["codes"]])}
    ),
    ReasonCode.NO_WEEKEND: lambda given, _s: _("No weekend hours"),
    ReasonCode.NO_VIDEO: lambda given, _s: _("No video visit on their profile"),
    ReasonCode.SELF_REPORTED: lambda given, _s: _("Prices, hours and sessions are as the provider told us"),
}


def _first_visit_fee(given: Params) -> str:
    fee = {"amount": dollars(given["amount"])}
    if given["credited"]:
        return _("The first visit costs %(amount)s. It comes off your first session") % fee
    return _("The first visit costs %(amount)s. It is part of the course cost here") % fee


def _little_experience(sessions: int) -> str:
    if sessions == 0:
        return _("Reports no sessions of this yet")
    text = ngettext(
        "Reports %(sessions)s session of this so far", "Reports %(sessions)s sessions of this so far", sessions
    )
    return text % {"sessions": sessions}


# --- Relaxing a need --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CatalogNames:
    """Names by slug, for relaxations that leave one out."""

    areas: Mapping[str, str]
    concerns: Mapping[str, str]

    def of(self, relaxation: Relaxation) -> str:
        names = self.areas if relaxation.change is Change.DROP_AREA else self.concerns
        return listed([names.get(str(relaxation.value), str(relaxation.value))])


def relax_button(relaxation: Relaxation, names: CatalogNames) -> str:
    """What a button says before: "Raise my limit to $275"."""
    match relaxation.change:
        case Change.WIDEN_RADIUS:
            return _("Go out to %(miles)s miles") % {"miles": relaxation.value}
        case Change.RAISE_LIMIT:
            return _("Raise my limit to %(amount)s") % {"amount": dollars(int(relaxation.value))}
        case Change.DROP_SLOTS:
            return _("Show other times too")
        case Change.DROP_MUST:
            return _("Make this a wish: %(wish)s") % {"wish": wish_label(str(relaxation.value))}
        case Change.DROP_AREA | Change.DROP_CONCERN:
            return _("Search without %(name)s") % {"name": names.of(relaxation)}


def relaxed_text(relaxation: Relaxation, names: CatalogNames) -> str:
    """What the banner says after: "You raised your limit to $275."."""
    match relaxation.change:
        case Change.WIDEN_RADIUS:
            return _("You went out to %(miles)s miles.") % {"miles": relaxation.value}
        case Change.RAISE_LIMIT:
            return _("You raised your limit to %(amount)s.") % {"amount": dollars(int(relaxation.value))}
        case Change.DROP_SLOTS:
            return _("Your times are now a wish.")
        case Change.DROP_MUST:
            return _("This is now a wish: %(wish)s.") % {"wish": wish_label(str(relaxation.value))}
        case Change.DROP_AREA | Change.DROP_CONCERN:
            return _("You left out %(name)s.") % {"name": names.of(relaxation)}


def missing_text(relaxation: Relaxation, *, price: int | None, limit: int | None) -> str:
    """Why a near miss is not a match: "$25 over your limit at $275 a session". For what is not offered there:
    `not_offered_text`."""
    match relaxation.change:
        case Change.WIDEN_RADIUS:
            return _("Farther than you asked")
        case Change.RAISE_LIMIT:
            over = int(relaxation.value) - (limit or 0)
            facts = {"over": dollars(over), "price": dollars(price if price is not None else int(relaxation.value))}
            return _("%(over)s over your limit at %(price)s a session") % facts
        case Change.DROP_SLOTS:
            return _("Not open at the times you asked for")
        case _:
            # A fact that nobody stated meets no wish: "does not" would say more than we know.
            return _("Not on their profile: %(wish)s") % {"wish": wish_label(str(relaxation.value))}


def not_offered_text(missing: Mapping[str, Sequence[str]]) -> str:
    """ "Not offered at this clinic: neck, for fine lines". Area -> concerns; "" stands for any of them. The clinic is
    named, since the same person may offer it at another."""
    parts = [_not_offered(area, [concern for concern in concerns if concern]) for area, concerns in missing.items()]
    return _("Not offered at this clinic: %(what)s") % {"what": "; ".join(parts)}


def _not_offered(area: str, concerns: Sequence[str]) -> str:
    if not area:
        return listed_apart(concerns)
    if not concerns:
        return listed([area])
    return _("%(area)s, for %(concerns)s") % {"area": listed([area]), "concerns": listed_apart(concerns)}


def part_text(part: SearchPart, names: CatalogNames, *, limit: int | None) -> str:
    """How many meet one part of a search: "31 treat face for something you asked"."""
    count, change = {"count": part.meet}, part.relaxation.change
    if change is Change.WIDEN_RADIUS:
        text = ngettext(
            "%(count)s provider offers some of it within %(miles)s miles",
            "%(count)s providers offer some of it within %(miles)s miles",
            part.meet,
        )
        return text % {**count, "miles": part.relaxation.value}
    if change is Change.RAISE_LIMIT:
        amounts = {"limit": dollars(limit or 0), "amount": dollars(int(part.relaxation.value))}
        return _("None of them asks for %(limit)s or less. The lowest price is %(amount)s or less") % amounts
    if change is Change.DROP_SLOTS:
        text = ngettext(
            "%(count)s of them is open at your times", "%(count)s of them are open at your times", part.meet
        )
        return text % count if part.meet else _("None of them is open at your times")
    if change is Change.DROP_MUST:
        said = {**count, "wish": wish_label(str(part.relaxation.value))}
        text = _("On the profile of %(count)s of them: %(wish)s") if part.meet else _("On nobody's profile: %(wish)s")
        return text % said
    return _offer_part(part, names.of(part.relaxation))


def _offer_part(part: SearchPart, name: str) -> str:
    facts = {"count": part.meet, "name": name}
    if part.relaxation.change is Change.DROP_AREA:
        if not part.meet:
            return _("Nobody treats %(name)s for anything you asked") % facts
        text = ngettext(
            "%(count)s provider treats %(name)s for something you asked",
            "%(count)s providers treat %(name)s for something you asked",
            part.meet,
        )
        return text % facts
    if not part.meet:
        return _("Nobody offers anything for %(name)s where you asked") % facts
    text = ngettext(
        "%(count)s provider offers something for %(name)s where you asked",
        "%(count)s providers offer something for %(name)s where you asked",
        part.meet,
    )
    return text % facts


def blocking_text(providers: int, relaxation: Relaxation, names: CatalogNames) -> str:
    """What stands in the way of an empty list: "4 providers fit if you raise your limit to $300"."""
    count = {"count": providers}
    match relaxation.change:
        case Change.WIDEN_RADIUS:
            text = ngettext(
                "%(count)s provider fits if you go out to %(miles)s miles",
                "%(count)s providers fit if you go out to %(miles)s miles",
                providers,
            )
            return text % {**count, "miles": relaxation.value}
        case Change.RAISE_LIMIT:
            text = ngettext(
                "%(count)s provider fits if you raise your limit to %(amount)s",
                "%(count)s providers fit if you raise your limit to %(amount)s",
                providers,
            )
            return text % {**count, "amount": dollars(int(relaxation.value))}
        case Change.DROP_SLOTS:
            text = ngettext(
                "%(count)s provider fits if other times will do",
                "%(count)s providers fit if other times will do",
                providers,
            )
            return text % count
        case Change.DROP_MUST:
            text = ngettext(
                "%(count)s provider fits if this is a wish: %(wish)s",
                "%(count)s providers fit if this is a wish: %(wish)s",
                providers,
            )
            return text % {**count, "wish": wish_label(str(relaxation.value))}
        case Change.DROP_AREA | Change.DROP_CONCERN:
            text = ngettext(
                "%(count)s provider fits if you leave out %(name)s",
                "%(count)s providers fit if you leave out %(name)s",
                providers,
            )
            return text % {**count, "name": names.of(relaxation)}

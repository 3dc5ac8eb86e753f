"""What the list says of itself, and what keeps it short or empty."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from benchmarks.truth.at import WISHES, At, amount, full_day, people, wishes
from benchmarks.truth.facts import Row, ask
from benchmarks.truth.registry import Said, kind


def fitting(at: At, **wider: Any) -> set[int]:
    """Providers with a place that meets every need."""
    return {row.provider for row in at.truth.rows.values() if at.truth.fits(row, **wider)}


@kind("how_many_fit", "page")
def how_many_fit(said: Said, at: At) -> bool:
    return int(said["total"]) == len(fitting(at))


@kind("nobody_fits", "page")
def nobody_fits(said: Said, at: At) -> bool:
    return not fitting(at)


@kind("what_was_asked", "page", said=[r"^(?P<areas>.+), for (?P<concerns>.+)\. "
                                      r"Within (?P<miles>\d+) miles of (?P<zip>\w+)"
                                      r"(?:, up to (?P<amount>\$[\d,]+) a session)?\.$"])  # fmt: skip
def what_was_asked(said: Said, at: At) -> bool:
    asked = at.truth.asked
    sql = """SELECT name_en FROM treatments_{kind} WHERE id = ANY (%(ids)s) ORDER BY position"""
    names = [[row["name_en"].lower() for row in ask(sql.format(kind=what), ids=asked[what + "s"])]
             for what in ("area", "concern")]  # fmt: skip
    told = [set(said[what].lower().replace(" and ", ", ").split(", ")) for what in ("areas", "concerns")]
    expected = [set(found) or {f"any {what}"} for found, what in zip(names, ("area", "concern"), strict=True)]
    limit = amount(said["amount"]) if "amount" in said else None
    return told == expected and (int(said["miles"]), said["zip"], limit) == (
        asked["radius_miles"], asked["zip_code"], asked["max_price"],
    )  # fmt: skip


@kind("length_of_a_course", "page")
def length_of_a_course(said: Said, at: At) -> bool:
    (year,) = (row["as_of_year"] for row in ask("SELECT as_of_year FROM treatments_costguide WHERE slug = 'session'"))
    return (int(said["least"]), int(said["most"]), int(said["year"])) == (*at.truth.course, year)


@kind("order", "page", said=[r"^Your matches: (?P<order>.+)$"])
def order(said: Said, at: At) -> bool:
    cards = [at.truth.rows[place] for place in at.page["cards"]]
    if said["order"] == "Best fit":
        kept = [row.place for row in at.truth.on_list]
        return [kept.index(row.place) for row in cards] == sorted(kept.index(row.place) for row in cards)
    least, most = at.truth.course
    if said["order"] == "Soonest opening":
        sql = """SELECT CASE WHEN next_opening_at >= %(on)s THEN next_opening_at ELSE second_opening_at END AS at
            FROM directory_practicelocation WHERE id = %(place)s"""
        asked = [ask(sql, place=row.place, on=at.truth.on)[0]["at"] if row.opening else None for row in cards]
        values = [opening.timestamp() if opening else float("inf") for opening in asked]
        return values == sorted(values)
    by = {
        "Nearest first": lambda row: row.counted,
        "Lowest course cost": lambda row: (row.course(least), row.course(most)),
    }
    told = [by[said["order"]](row) for row in cards]
    return told == sorted(told)


@kind("more_cards", "page")
def more_cards(said: Said, at: At) -> bool:
    shown = [row for row in at.truth.on_list if row.open_to_all]
    return int(said["hidden"]) == len(shown) - len(at.page["cards"])


@kind("the_best_are_shown", "page")
def the_best_are_shown(said: Said, at: At) -> bool:
    return int(said.get("shown", "1")) == len(at.page["cards"]) < len(fitting(at))


@kind("kept_until", "page")
def kept_until(said: Said, at: At) -> bool:
    ends = at.one("SELECT expires_at AT TIME ZONE 'America/New_York' FROM search_intake WHERE id = %(intake)s")
    return said["day"] in {full_day(ends + timedelta(hours=hours)) for hours in (0, 5, -3)}  # the site's zone


@kind("old_list", "page")
def old_list(said: Said, at: At) -> bool:
    return bool(at.one("SELECT %(on)s - done_at > interval '24 h' FROM search_matchjob WHERE intake_id = %(intake)s"))


@kind("let_in", "page")
def let_in(said: Said, at: At) -> bool:
    """Of who lacked one need before the change, and has the card of that number now."""
    number = int(said["number"])
    place = at.page["cards"][number - 1] if 0 < number <= len(at.page["cards"]) else 0
    sql = """SELECT p.first_name || ' ' || p.last_name || ', ' || p.credentials FROM directory_practicelocation l
        JOIN directory_provider p ON p.id = l.provider_id WHERE l.id = %(place)s"""
    return bool(said["name"].endswith(str(at.one(sql, place=place))))


@kind("relaxed", "page")
def relaxed(said: Said, at: At) -> bool:
    asked = at.truth.asked
    if "miles" in said:
        return asked["radius_miles"] == int(said["miles"]) > at.page["before"]["radius_miles"]
    if "amount" in said:
        return asked["max_price"] == amount(said["amount"]) > at.page["before"]["max_price"]
    if "wish" in said:
        return wishes(said["wish"]) <= set(asked["wishes"]) - set(asked["musts"])
    if "name" in said:
        sql = (
            "SELECT count(*) AS n FROM treatments_{kind} WHERE lower(name_en) = lower(%(name)s) AND id = ANY (%(ids)s)"
        )
        return (
            sum(
                ask(sql.format(kind=what), name=said["name"], ids=asked[what + "s"])[0]["n"]
                for what in ("area", "concern")
            )
            == 0
        )
    return not asked["slots_required"]


@kind("chips", "page", said=[r"^Within (?P<miles>\d+) miles$", r"^Up to (?P<amount>\$[\d,]+)\b"])
def chips(said: Said, at: At) -> bool:
    asked = at.truth.asked
    return (
        asked["radius_miles"] == int(said["miles"]) if "miles" in said else asked["max_price"] == amount(said["amount"])
    )


# --- One change -------------------------------------------------------------------------------------------------------
CHANGES = {
    r"(?:Go|go) out to (\d+) miles": lambda at, said, asked: {"radius": int(said)},
    r"(?:Raise my|raise your) limit to \$([\d,]+)": lambda at, said, asked: {"limit": amount(said)},
    r"Show other (times) too|other (times) will do": lambda at, said, asked: {"times": False},
    r"(?:Make this|this is) a wish: (.+)": lambda at, said, asked: {
        "without": asked.get("without", set()) | {WISHES[said]}
    },
    r"(?:Search without|leave out) (.+)": lambda at, said, asked: {
        "groups": left(asked.get("groups", at.truth.groups), said)
    },
}


def change(at: At, words: str, asked: dict[str, Any]) -> dict[str, Any]:
    """What is asked for with the change that the words name, by the arguments of `fits`."""
    for pattern, wider in CHANGES.items():
        if found := re.search(pattern, words):
            return asked | wider(at, next(filter(None, found.groups())).rstrip("."), asked)
    raise KeyError(words)


def let_in_by(said: Said, at: At) -> bool:
    """So many are let in by this change alone, beside those who fit already; after a first one, by that as well."""
    first, then, last = said[""].rpartition(": Then ")
    asked = change(at, first, {}) if then else {}
    return int(said["count"]) == len(fitting(at, **change(at, last, asked)) - fitting(at, **asked))


for _name in ("fits_farther", "fits_dearer", "fits_other_times", "fits_as_a_wish", "fits_without"):
    kind(_name, "page")(let_in_by)


def left(groups: Sequence[Any], name: str) -> Sequence[Any]:
    """The groups that have another way than an area or a concern of this name."""
    sql = """SELECT array_agg(pair.id) AS pairs FROM treatments_areaconcern pair JOIN treatments_{kind} named
        ON named.id = pair.{kind}_id WHERE lower(named.name_en) = lower(%(name)s)"""
    for what in ("area", "concern"):
        if dropped := set(ask(sql.format(kind=what), name=name)[0]["pairs"] or ()):
            return [group for group in groups if set(group["pairs"]) - dropped]
    return []


# --- Why it is empty --------------------------------------------------------------------------------------------------
def within(at: At, miles: float | None = None, *, listed_only: bool = False) -> list[Row]:
    most = at.truth.asked["radius_miles"] if miles is None else miles
    return [row for row in at.truth.rows.values()
            if row.miles <= most and (row.listed if listed_only else row.open_to_all)]  # fmt: skip


def some(at: At, rows: Sequence[Row]) -> list[Row]:
    asked = {pair for group in at.truth.groups for pair in group["pairs"]}
    return [row for row in rows if asked & set(row.pairs)]


def whole(at: At) -> list[Row]:
    return [row for row in within(at) if row.session is not None]


@kind("nobody_listed", "page")
def nobody_listed(said: Said, at: At) -> bool:
    return not within(at, 100, listed_only=True)


@kind("nobody_offers", "page")
def nobody_offers(said: Said, at: At) -> bool:
    return not some(at, within(at, 100))


@kind("listed_in_reach", "page")
def listed_in_reach(said: Said, at: At) -> bool:
    return int(said["count"]) == people(within(at, int(said["widest"]), listed_only=True))


@kind("none_near", "page")
def none_near(said: Said, at: At) -> bool:
    return not some(at, within(at, float(said["miles"]))) and float(said["miles"]) == at.truth.asked["radius_miles"]


@kind("none_offers_all", "page")
def none_offers_all(said: Said, at: At) -> bool:
    return not whole(at) and float(said["miles"]) == at.truth.asked["radius_miles"]


@kind("some_offer_all", "page")
def some_offer_all(said: Said, at: At) -> bool:
    return int(said["count"]) == people(whole(at)) and float(said["miles"]) == at.truth.asked["radius_miles"]


@kind("none_meets_the_rest", "page")
def none_meets_the_rest(said: Said, at: At) -> bool:
    return not fitting(at)


@kind("somebody_came", "page")
def somebody_came(said: Said, at: At) -> bool:
    return bool(fitting(at))


@kind("some_within", "page")
def some_within(said: Said, at: At) -> bool:
    return int(said["count"]) == people(some(at, within(at, float(said["miles"]))))


@kind("none_that_cheap", "page")
def none_that_cheap(said: Said, at: At) -> bool:
    prices = [row.session or 0 for row in whole(at)]
    return amount(said["limit"]) == at.truth.asked["max_price"] < min(prices) <= amount(said["amount"])


@kind("open_at_times", "page")
def open_at_times(said: Said, at: At) -> bool:
    return int(said.get("count", "0")) == people(
        row for row in whole(at) if set(at.truth.asked["slots"]) & set(row.slots)
    )


@kind("wish_on_profiles", "page")
def wish_on_profiles(said: Said, at: At) -> bool:
    wish = WISHES[said["wish"].rstrip(".")]
    return int(said.get("count", "0")) == people(row for row in whole(at) if wish in row.traits)


@kind("treat_area", "page")
def treat_area(said: Said, at: At) -> bool:
    there = at.truth.pairs_of(area=said["name"])
    return bool(there) and int(said.get("count", "0")) == people(row for row in within(at) if there & set(row.pairs))


@kind("offer_concern", "page")
def offer_concern(said: Said, at: At) -> bool:
    about = at.truth.pairs_of(concern=said["name"])
    return bool(about) and int(said.get("count", "0")) == people(row for row in within(at) if about & set(row.pairs))


# --- The ladder -------------------------------------------------------------------------------------------------------
@kind("step_near", "ladder", said=[r"^Checked and within (?P<miles>\d+) miles = (?P<left>\d+)$"])
def step_near(said: Said, at: At) -> bool:
    near = people(within(at, float(said["miles"]), listed_only=True))
    return int(said["left"]) == near and float(said["miles"]) == at.truth.asked["radius_miles"]


@kind("step_some", "ladder", said=[r"^Offer some of what you asked for, and take new patients = (?P<left>\d+)$"])
def step_some(said: Said, at: At) -> bool:
    return int(said["left"]) == people(some(at, within(at)))


@kind("step_all", "ladder", said=[r"^Offer all of what you asked for, and take new patients = (?P<left>\d+)$"])
def step_all(said: Said, at: At) -> bool:
    return int(said["left"]) == people(whole(at))


@kind("step_price", "ladder", said=[r"^Up to (?P<amount>\$[\d,]+) a session = (?P<left>\d+)$"])
def step_price(said: Said, at: At) -> bool:
    limit = amount(said["amount"])
    cheap = people(row for row in whole(at) if (row.session or 0) <= limit)
    return int(said["left"]) == cheap and limit == at.truth.asked["max_price"]


@kind("step_times", "ladder", said=[r"^Open at one of your times = (?P<left>\d+)$"])
def step_times(said: Said, at: At) -> bool:
    limit, slots = at.truth.asked["max_price"], set(at.truth.asked["slots"])
    able = (row for row in whole(at) if limit is None or (row.session or 0) <= limit)
    return int(said["left"]) == people(row for row in able if slots & set(row.slots))
